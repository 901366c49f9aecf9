/** Destinations as the admin shows and switches them: one segment kept as one list at one connection. */
import { type FigureName, isFigureName } from '#app/core/placements/figures.ts';
import type { ListValue } from '#app/core/placements/listValue.ts';
import type { ShopSql } from '#app/platform/database.ts';
import type { LastFile } from './fileRuns.ts';
import { IS_REMADE } from './listValues.ts';

export const destinationShares = ['all', 'a', 'b'] as const;
export type DestinationShare = (typeof destinationShares)[number];

/** What happens when the list is deleted at the partner: it is made again, or the merchant is told first. */
export const whenGoneChoices = ['made-again', 'told'] as const;
export type WhenGone = (typeof whenGoneChoices)[number];

export interface DestinationRow {
  destinationId: number;
  segmentId: number;
  connectionId: number;
  enabled: boolean;
  listName: string;
  consentRequired: boolean;
  /** Which of a split segment's halves goes there. */
  share: DestinationShare;
  /** Whoever is in one of these segments is left out. */
  excludedSegmentIds: number[];
  /** What is sent of each customer beside who they are. */
  figures: FigureName[];
  /** What customers in it are told to be worth. */
  value: ListValue;
  /** It is being emptied, because the list there cannot be made to what is wanted: another takes its place. */
  isRemade: boolean;
  whenGone: WhenGone;
  /** Why it rests while others go on: deleted at the partner, or no more lists today; null while it does not. */
  hold: 'gone' | 'daily-limit' | 'replacing' | null;
  heldUntil: number | null;
  lastSyncedAt: number | null;
  /** What became of the latest file; null where none was tried. */
  lastFile: LastFile | null;
}

export interface DestinationCounts {
  /** Customers who should be in the partner's list. */
  desiredCount: number;
  /** Known to be in the partner's list. */
  listedCount: number;
  rejected: { reason: string; count: number }[];
}

export async function listDestinations(sql: ShopSql, segmentId: number | null = null): Promise<DestinationRow[]> {
  const { rows } = await sql.query<{
    destination_id: number;
    segment_id: number;
    connection_id: number;
    enabled: boolean;
    list_name: string;
    consent_required: boolean;
    share: DestinationShare;
    excluded_segment_ids: number[];
    figures: string[];
    list_value: ListValue;
    is_remade: boolean;
    when_gone: WhenGone;
    hold: DestinationRow['hold'];
    held_until: number | null;
    last_synced_at: number | null;
    last_file: LastFile | null;
  }>(
    `SELECT d.destination_id, d.segment_id, d.connection_id, d.enabled, d.list_name, d.consent_required, d.share,
            d.excluded_segment_ids, d.figures, d.list_value, ${IS_REMADE} AS is_remade, d.when_gone, d.hold, d.held_until, d.last_synced_at, d.last_file
     FROM destination d WHERE d.shop_id = $1 AND ($2::int IS NULL OR d.segment_id = $2) ORDER BY d.destination_id`,
    [sql.shopId, segmentId],
  );
  return rows.map((row) => ({
    destinationId: row.destination_id,
    segmentId: row.segment_id,
    connectionId: row.connection_id,
    enabled: row.enabled,
    listName: row.list_name,
    consentRequired: row.consent_required,
    share: row.share,
    excludedSegmentIds: row.excluded_segment_ids,
    figures: row.figures.filter(isFigureName),
    value: row.list_value,
    isRemade: row.is_remade,
    whenGone: row.when_gone,
    hold: row.hold,
    heldUntil: row.held_until,
    lastSyncedAt: row.last_synced_at,
    lastFile: row.last_file,
  }));
}

/**
 * By destination, customers whose place at the partner is not yet what it should be: those to be sent, by an index that holds
 * no others, and those handed over, by the batches they are in. Destinations of ended connections are left out.
 */
export async function countPending(sql: ShopSql): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql.query<{ destination_id: number; pending: string }>(
    `SELECT d.destination_id,
            (SELECT count(*) FROM placement p
             WHERE p.shop_id = $1 AND p.destination_id = d.destination_id AND p.state = 'pending')
            + (SELECT coalesce(sum(j.row_count), 0) FROM partner_job j
               WHERE j.shop_id = $1 AND j.connection_id = d.connection_id AND j.destination_id = d.destination_id) AS pending
     FROM destination d JOIN connection c ON c.shop_id = d.shop_id AND c.connection_id = d.connection_id
     WHERE d.shop_id = $1 AND c.shop_id = $1 AND c.status <> 'disconnected'`,
    [sql.shopId],
  );
  return new Map(rows.map((row) => [row.destination_id, Number(row.pending)]));
}

/** Counts of one destination; reads all of its placements. */
export async function countPlacements(sql: ShopSql, destinationId: number): Promise<DestinationCounts> {
  const { rows } = await sql.query<{ desired: string; listed: string }>(
    `SELECT count(*) FILTER (WHERE desired) AS desired,
            count(*) FILTER (WHERE acknowledged) AS listed
     FROM placement WHERE shop_id = $1 AND destination_id = $2`,
    [sql.shopId, destinationId],
  );
  const refusals = await sql.query<{ reason: string | null; count: string }>(
    `SELECT reason, count(*) FROM placement WHERE shop_id = $1 AND destination_id = $2 AND state = 'rejected'
     GROUP BY reason ORDER BY count(*) DESC, reason LIMIT 10`,
    [sql.shopId, destinationId],
  );
  return {
    desiredCount: Number(rows[0]?.desired ?? 0),
    listedCount: Number(rows[0]?.listed ?? 0),
    rejected: refusals.rows.map((row) => ({ reason: row.reason ?? '', count: Number(row.count) })),
  };
}

/** Changes of the shop's destinations come one after the other until the transaction ends: of two at once each sees what the other did. */
export async function holdDestinations(sql: ShopSql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock(hashtextextended('destination:' || $1, 0))`, [sql.shopId]);
}

/** Switches a segment's list at a connection on or off; a list that was on before keeps its name. Call `holdDestinations` before. */
export async function saveDestinationSwitch(
  sql: ShopSql,
  wanted: { segmentId: number; connectionId: number; enabled: boolean; listName: string; marksPeople?: boolean },
): Promise<void> {
  const { rowCount } = await sql.query(
    'UPDATE destination SET enabled = $4 WHERE shop_id = $1 AND segment_id = $2 AND connection_id = $3',
    [sql.shopId, wanted.segmentId, wanted.connectionId, wanted.enabled],
  );
  if (rowCount || !wanted.enabled) return;
  await sql.query(
    `INSERT INTO destination (shop_id, destination_id, segment_id, connection_id, enabled, list_name, consent_required, needs_address)
     SELECT $1, coalesce(max(destination_id), 0) + 1, $2, $3, true, $4, NOT $5::boolean, NOT $5::boolean FROM destination WHERE shop_id = $1`,
    [sql.shopId, wanted.segmentId, wanted.connectionId, wanted.listName, wanted.marksPeople === true],
  );
}

type Save<Value> = (sql: ShopSql, destinationId: number, value: Value) => Promise<void>;

const save =
  (column: string): Save<unknown> =>
  async (sql, destinationId, value) => {
    const values = [sql.shopId, destinationId, value];
    await sql.query(`UPDATE destination SET ${column} = $3 WHERE shop_id = $1 AND destination_id = $2`, values);
  };

export const saveShare: Save<DestinationShare> = save('share');
export const saveConsentRule: Save<boolean> = save('consent_required');
export const saveListName: Save<string> = save('list_name');
export const saveExclusions: Save<readonly number[]> = save('excluded_segment_ids');
const saveFigureNames: Save<readonly FigureName[]> = save('figures');
const saveComparison: Save<boolean> = save('compare_figures');
export const saveWhenGone: Save<WhenGone> = save('when_gone');
const saveHold: Save<null> = save('hold');
const saveAskRejected: Save<boolean> = save('ask_rejected_again');

/** The next run tries rejected rows once more. */
export const saveRejectedAgain = (sql: ShopSql, destinationId: number): Promise<void> =>
  saveAskRejected(sql, destinationId, true);

/** The next run sends everybody once more. */
export const saveSendWhole = (sql: ShopSql, destinationId: number): Promise<void> =>
  save('send_whole')(sql, destinationId, true);

/** A list that was deleted at the partner is made again with the next run. */
export const makeListAgain = (sql: ShopSql, destinationId: number): Promise<void> => saveHold(sql, destinationId, null);

/** Who is in the list is told the figures, or has them taken away, with the next run. */
export async function saveFigures(sql: ShopSql, destinationId: number, figures: readonly FigureName[]): Promise<void> {
  await saveFigureNames(sql, destinationId, figures);
  await saveComparison(sql, destinationId, true);
}

/** Segments that lists leave out. */
export async function excludedSegments(sql: ShopSql): Promise<number[]> {
  const { rows } = await sql.query<{ segment_id: number }>(
    'SELECT DISTINCT unnest(excluded_segment_ids) AS segment_id FROM destination WHERE shop_id = $1',
    [sql.shopId],
  );
  return rows.map((row) => row.segment_id);
}

/** Switches all lists of a connection off. */
export async function switchAllOff(sql: ShopSql, connectionId: number): Promise<void> {
  await sql.query('UPDATE destination SET enabled = false WHERE shop_id = $1 AND connection_id = $2 AND enabled', [
    sql.shopId,
    connectionId,
  ]);
}
