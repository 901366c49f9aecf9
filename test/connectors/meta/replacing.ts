/** A whole replacement as the app drives it: batch after batch until it is closed, and who was not sent told as to be tried again. */
import type { BatchAnswer, ListTarget, Outcome, PartnerSession, Row } from '#connectors/kit/connector.ts';

export async function replaceAll(
  { replace }: PartnerSession,
  list: ListTarget,
  rows: readonly Row[],
  batchRows: number,
): Promise<BatchAnswer> {
  const opening = await replace?.(list, rows.length);
  if (opening === undefined || opening.kind === 'impossible') throw new Error('The list cannot be replaced.');
  if (opening.kind === 'halted') return opening;
  const outcomes = new Map<string, Outcome>();
  for (let start = 0; ; start += batchRows) {
    const batch = rows.slice(start, start + batchRows);
    const answer = await opening.replacement.send(batch, start + batchRows >= rows.length);
    if (answer.kind === 'halted') return answer;
    for (const [customerId, outcome] of answer.outcomes) outcomes.set(customerId, outcome);
    if (answer.state === 'closed' || start + batchRows >= rows.length) break;
  }
  for (const { customerId } of rows)
    if (!outcomes.has(customerId)) outcomes.set(customerId, { kind: 'retry', notBeforeMs: 0, reason: 'not sent' });
  return { kind: 'finished', outcomes };
}
