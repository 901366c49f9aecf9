/** Reports of delivery runs: what became of how many rows. */
import { instant, type ShopSql } from '#app/platform/database.ts';

/** A run told in counts, with a few examples for each reason; `finishedAt` is null while it is under way. */
export interface Report {
  startedAt: number;
  finishedAt: number | null;
  counts: Record<string, number>;
  samples: Record<string, string[]>;
}

/** Stores how far a run is. @param reportId Null the first time. @returns The number to go on with. */
export async function saveReport(
  sql: ShopSql,
  connectionId: number,
  reportId: string | null,
  { startedAt, finishedAt, counts, samples }: Report,
): Promise<string> {
  const told = [instant(finishedAt), JSON.stringify(counts), JSON.stringify(samples)];
  const { rows } = await (reportId === null
    ? sql.query<{ report_id: string }>(
        `INSERT INTO sync_report (shop_id, connection_id, started_at, finished_at, counts, samples)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING report_id`,
        [sql.shopId, connectionId, instant(startedAt), ...told],
      )
    : sql.query<{ report_id: string }>(
        `UPDATE sync_report SET finished_at = $3, counts = $4, samples = $5 WHERE shop_id = $1 AND report_id = $2 RETURNING report_id`,
        [sql.shopId, reportId, ...told],
      ));
  const kept = reportId ?? rows[0]?.report_id;
  if (kept === undefined) throw new Error('A report was inserted but not returned.');
  return kept;
}

/** Runs that were cut off end with what they had told. */
export async function endLostReports(sql: ShopSql, connectionId: number, now: number): Promise<void> {
  await sql.query(
    'UPDATE sync_report SET finished_at = $3 WHERE shop_id = $1 AND connection_id = $2 AND finished_at IS NULL',
    [sql.shopId, connectionId, instant(now)],
  );
}
