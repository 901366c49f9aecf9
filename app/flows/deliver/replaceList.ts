/**
 * A list replaced whole at its partner: batch after batch in one session, during which nothing else is sent for the list. One that breaks off is
 * given up: when the partner has ended it, the list is brought to its segment by changes.
 */
import { ring } from '#app/store/bells.ts';
import type { PartnerJob } from '#app/store/deliveries.ts';
import { type DestinationWork } from '#app/store/partnerLists.ts';
import {
  awaitReplacement,
  beginReplacement,
  cancelReplacement,
  closeReplacement,
  endReplacement,
  giveUpReplacement,
  openReplacements,
  type ReplacedList,
} from '#app/store/replacements.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopSql } from '#app/platform/database.ts';
import type { ListTarget, Row } from '#connectors/kit/connector.ts';
import type { ReplacementAnswer } from '#connectors/kit/replacement.ts';
import type { ListRun } from './prepareList.ts';

/** The partner is asked again after so long; the first time too, for a batch that was cut off may still be on its way to it. */
const ASK_AGAIN_MS = 60_000;
/** The same for one that was given up, which the partner may keep open for long. */
const ASK_LATER_MS = 5 * 60_000;

export interface ReplaceRun extends ListRun {
  services: Services;
  connectionId: number;
  /** Most rows of a batch. */
  limit: number;
  /** Takes the next rows of the list; undefined when there are none. */
  open(): Promise<{ job: PartnerJob; rows: Row[] } | undefined>;
  /** Notes what became of the rows of a batch. */
  settle(
    job: PartnerJob,
    rows: readonly Row[],
    outcomes: Extract<ReplacementAnswer, { kind: 'taken' }>['outcomes'],
  ): Promise<void>;
  /** What must not wait for the end of a long replacement. */
  between(): Promise<void>;
}

export async function replaceList(
  run: ReplaceRun,
  { destinationId }: DestinationWork,
  list: ListTarget,
): Promise<void> {
  const { session, services, save, connectionId } = run;
  const { clock, log } = services;
  const ringAgain = (sql: ShopSql): Promise<void> => ring(sql, { task: 'deliver', shopId: sql.shopId, connectionId });
  const expectedCount = await save((sql) => beginReplacement(sql, destinationId));
  if (expectedCount === null) return;
  const opening = await session.replace?.(list, expectedCount);
  if (opening?.kind !== 'open') {
    const again = opening?.kind === 'halted';
    await save(async (sql) => {
      await cancelReplacement(sql, destinationId, again);
      if (!again) await ringAgain(sql);
    });
    if (opening?.kind === 'impossible') log.warn({ connectionId, destinationId }, 'a list cannot be replaced');
    if (opening?.kind === 'halted') await run.halt(opening.halt);
    return;
  }
  for (let batchCount = 0; ; batchCount += 1) {
    if (batchCount > 0) await run.between();
    const opened = await run.open();
    const rows = opened?.rows ?? [];
    const isLast = rows.length < run.limit;
    const answer = await opening.replacement.send(rows, isLast);
    if (answer.kind === 'halted') {
      const nothingCame = batchCount === 0 && answer.reached === 'no';
      log.warn({ connectionId, destinationId, batchCount, nothingCame }, 'a replacement of a list broke off');
      await save(async (sql) => {
        await giveUpReplacement(sql, destinationId, clock() + ASK_AGAIN_MS);
        // What the partner refuses as malformed would be refused again; changes may not be.
        if (nothingCame) await cancelReplacement(sql, destinationId, answer.halt.kind !== 'our-bug');
      });
      return run.halt(answer.halt);
    }
    if (opened) await run.settle(opened.job, rows, answer.outcomes);
    if (answer.state === 'closed') {
      await save((sql) => closeReplacement(sql, destinationId, clock()));
      return lookAfter(run, { destinationId, partnerListId: list.listId, replacing: 'closed' });
    }
    if (!isLast) continue;
    // There was nobody whom the partner could match: a list cannot be replaced by nobody, and is emptied.
    return save(async (sql) => {
      await cancelReplacement(sql, destinationId, false);
      await ringAgain(sql);
    });
  }
}

/** Replacements of earlier runs: one that nobody sends any more is given up, and the others are asked after. */
export async function resumeReplacements(
  run: Omit<ReplaceRun, 'halt' | 'limit' | 'open' | 'settle' | 'between'> & {
    halt(halt: Parameters<ListRun['halt']>[0], destinationId: number): Promise<void>;
  },
): Promise<void> {
  const { services, connectionId, save } = run;
  const { clock, log } = services;
  for (const replaced of await save((sql) => openReplacements(sql, connectionId, clock()))) {
    const { destinationId } = replaced;
    if (replaced.replacing === 'open') {
      log.warn({ connectionId, destinationId }, 'a replacement of a list was cut off');
      await save((sql) => giveUpReplacement(sql, destinationId, clock() + ASK_AGAIN_MS));
    } else await lookAfter({ ...run, halt: (halt) => run.halt(halt, destinationId) }, replaced);
  }
}

async function lookAfter(
  {
    session,
    services,
    connectionId,
    save,
    halt,
  }: Pick<ReplaceRun, 'session' | 'services' | 'connectionId' | 'save' | 'halt'>,
  { destinationId, partnerListId, replacing }: ReplacedList,
): Promise<void> {
  const answer = partnerListId === null ? undefined : await session.replacementOf?.(partnerListId);
  if (answer?.kind === 'halted') return halt(answer.halt);
  await save(async (sql) => {
    if (answer?.kind === 'working' && replacing !== 'open')
      return awaitReplacement(
        sql,
        destinationId,
        services.clock() + (replacing === 'closed' ? ASK_AGAIN_MS : ASK_LATER_MS),
        replacing,
      );
    if (answer?.kind === 'over' && replacing === 'closed') await endReplacement(sql, destinationId);
    else {
      if (replacing === 'closed') await giveUpReplacement(sql, destinationId, services.clock());
      await cancelReplacement(sql, destinationId, false);
    }
    // Who came or left meanwhile follows at once.
    await ring(sql, { task: 'deliver', shopId: sql.shopId, connectionId });
  });
}
