/**
 * Labels the lists of a connection that carry no label yet, when all else is done. Nothing depends on it: what fails is tried with the
 * next run, and what the partner refuses is told once and not asked again with the same key.
 */
import type { Services } from '#app/flows/services.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { isSameEntry, loadConnection } from '#app/store/connections.ts';
import { listsToLabel, noteLabelled, noteLabelProblem } from '#app/store/listLabels.ts';
import type { OpenPartner } from './openPartner.ts';

export async function labelLists(
  { log }: Services,
  { connection, session }: OpenPartner,
  save: <T>(work: (sql: ShopSql) => Promise<T>) => Promise<T>,
): Promise<void> {
  const { connectionId } = connection;
  if (session.labelList === undefined) return;
  for (const { destinationId, partnerListId } of await save((sql) => listsToLabel(sql, connectionId))) {
    const answer = await session.labelList(partnerListId);
    switch (answer.kind) {
      case 'labelled':
        await save((sql) => noteLabelled(sql, destinationId, partnerListId));
        break;
      case 'refused':
        await save(async (sql) => {
          // What was said to a key that has been replaced meanwhile says nothing of the new one.
          if (isSameEntry(await loadConnection(sql, connectionId), connection))
            await noteLabelProblem(sql, connectionId, answer.problem);
        });
        return;
      case 'halted':
        log.warn({ connectionId, halt: answer.halt.kind }, 'a list could not be labelled');
        return;
    }
  }
}
