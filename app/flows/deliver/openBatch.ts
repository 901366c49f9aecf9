/** Takes the next rows of a list for one call, unless the connection has been ended or led elsewhere meanwhile: that ends the run. */
import type { ShopSql } from '#app/platform/database.ts';
import { isStillOpen, loadConnection } from '#app/store/connections.ts';
import { openJob, type PartnerJob, type Turn } from '#app/store/deliveries.ts';
import type { DestinationWork } from '#app/store/partnerLists.ts';
import { loadShop } from '#app/store/shops.ts';
import type { Connector, Row } from '#connectors/kit/connector.ts';
import type { OpenPartner } from './openPartner.ts';
import { RunEnded } from './runEnded.ts';

/** Most rows of one call. */
export const batchLimit = ({ limits }: Connector, turn: Turn): number =>
  turn === 'additions' ? limits.addRows : limits.removeRows;

/** @param heedsPause False for a list that would otherwise be left half replaced. */
export async function openBatch(
  { connection, connector }: OpenPartner,
  { destinationId }: DestinationWork,
  turn: Turn,
  {
    now,
    heedsPause,
    save,
  }: { now: number; heedsPause: boolean; save: <T>(work: (sql: ShopSql) => Promise<T>) => Promise<T> },
): Promise<{ job: PartnerJob; rows: Row[] } | undefined> {
  return save(async (sql) => {
    // The merchant may have disconnected meanwhile, or connected with another key.
    const present = await loadConnection(sql, connection.connectionId);
    if (!isStillOpen(present, connection)) throw new RunEnded();
    if ((await loadShop(sql))?.status !== 'installed') throw new RunEnded();
    if (turn === 'additions' && present.pausedAt !== null && heedsPause) return undefined;
    return openJob(sql, {
      connectionId: connection.connectionId,
      destinationId,
      turn,
      limit: batchLimit(connector, turn),
      withLists: connector.marksPeople === true,
      withFigures: connector.figures !== undefined,
      withValues: connector.takesValues === true,
      now,
    });
  });
}
