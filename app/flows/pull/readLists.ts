/** A partner's word on its lists, how large they are to it and whether they can be used there, → list standings. A few at a time. */
import type { KeptStanding } from '#app/core/placements/standing.ts';
import { noteHalt } from '#app/flows/deliver/halts.ts';
import type { OpenPartner } from '#app/flows/deliver/openPartner.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { isSameEntry, loadConnection } from '#app/store/connections.ts';
import { listsToRead, saveStanding } from '#app/store/listStandings.ts';
import type { ListReading } from '#connectors/kit/connector.ts';

/** Partners work for hours on what they were told: asking more often would tell nothing new. */
const READ_AGAIN_MS = 4 * 3_600_000;
/** The same for a list that the partner is at work on. */
const READ_WORKING_MS = 1_800_000;
/** Lists read in one pull, so that readings leave the partner's allowance to deliveries. */
const MOST_READINGS = 5;

/** @param mustStop Looked at before every call. */
export async function readLists(
  services: Services,
  shopId: ShopId,
  { connection, session }: OpenPartner,
  mustStop: () => boolean,
): Promise<void> {
  if (!session.readList) return;
  const { database, clock, log } = services;
  const { connectionId } = connection;
  const now = clock();
  const due = { before: now - READ_AGAIN_MS, workingBefore: now - READ_WORKING_MS, limit: MOST_READINGS };
  for (const list of await database.inShop(shopId, (sql) => listsToRead(sql, connectionId, due))) {
    if (mustStop()) return;
    const answer = await session.readList(list.partnerListId);
    const halt = answer.kind === 'halted' ? answer.halt : null;
    // Busy or out of reach: asked again at another pull. It keeps no delivery waiting.
    if (halt?.kind === 'retry') return;
    const isLockedOut = halt?.kind === 'merchant-must-act' && halt.action !== 'fix-setting';
    await database.inShop(shopId, async (sql) => {
      await saveStanding(sql, list, standingOf(answer), now);
      const present = await loadConnection(sql, connectionId);
      if (isLockedOut && isSameEntry(present, connection)) await noteHalt(services, sql, present, halt);
    });
    if (isLockedOut) return;
    if (halt?.kind === 'our-bug') log.error({ shopId, connectionId, reason: halt.reason }, 'a list cannot be read');
  }
}

/** Null when nothing was told of the list. */
function standingOf(answer: ListReading): KeptStanding | null {
  if (answer.kind === 'read') {
    const { size, state, reason, delivery } = answer.report;
    return { size, state, reason, delivery };
  }
  const { halt } = answer;
  if (halt.kind === 'list-gone') return { state: 'gone', reason: halt.reason };
  // What the merchant has to mend at one list stops no other.
  if (halt.kind === 'merchant-must-act' && halt.action === 'fix-setting')
    return { size: null, state: 'blocked', reason: halt.reason, delivery: null };
  return null;
}
