/** Who is in a list, page by page, as a file tells them: those who are wished in it, by the one statement that places customers. */
import type { DecimalId } from '#app/core/identifiers.ts';
import type { FileRow } from '#app/core/files/columns.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { LASTING_TAG } from './publishedLists.ts';

export interface FiledList {
  destinationId: number;
  listName: string;
  tag: string;
  timezone: string;
}

/** Undefined when there is no such list. */
export async function readFiledList(sql: ShopSql, destinationId: number): Promise<FiledList | undefined> {
  const { rows } = await sql.query<{ list_name: string; tag: string; timezone: string | null }>(
    `SELECT d.list_name, ${LASTING_TAG} AS tag, h.timezone
     FROM destination d JOIN segment s ON s.shop_id = $1 AND s.segment_id = d.segment_id JOIN shop h ON h.shop_id = $1
     WHERE d.shop_id = $1 AND d.destination_id = $2`,
    [sql.shopId, destinationId],
  );
  const row = rows[0];
  if (!row) return undefined;
  const { list_name: listName, tag, timezone } = row;
  return { destinationId, listName, tag, timezone: timezone ?? 'UTC' };
}

/** How many are wished in a list. */
export async function countFiled(sql: ShopSql, destinationId: number): Promise<number> {
  const { rows } = await sql.query<{ count: string }>(
    'SELECT count(*) FROM placement WHERE shop_id = $1 AND destination_id = $2 AND desired',
    [sql.shopId, destinationId],
  );
  return Number(rows[0]?.count ?? 0);
}

/** The next members in the order of their numbers. @param after The last of the page before; null for the first page. */
export async function readListPage(
  sql: ShopSql,
  { destinationId, listName, tag }: Pick<FiledList, 'destinationId' | 'listName' | 'tag'>,
  after: DecimalId | null,
  limit: number,
): Promise<FileRow[]> {
  const { rows } = await sql.query<Omit<FileRow, 'list' | 'tag'>>(
    `SELECT p.customer_id::text, c.email, c.phone_key AS phone, c.first_name, c.last_name, c.locale, c.city, c.province, c.country_code,
       c.email_consent, ${iso('c.email_consent_at')}, c.sms_consent, ${iso('c.sms_consent_at')},
       c.whatsapp_consent, ${iso('c.whatsapp_consent_at')}
     FROM placement p JOIN customer c ON c.shop_id = $1 AND c.customer_id = p.customer_id
     WHERE p.shop_id = $1 AND p.destination_id = $2 AND p.desired AND p.customer_id > $3 ORDER BY p.customer_id LIMIT $4`,
    [sql.shopId, destinationId, after ?? '0', limit],
  );
  return rows.map((row) => ({ ...row, list: listName, tag }));
}

const iso = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS ${column.replace(/^\w+\./, '')}`;
