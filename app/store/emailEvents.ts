/** E-mail events that partners report. */
import { emailKey } from '#app/core/email.ts';
import { isDecimalId, type DecimalId } from '#app/core/identifiers.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';
import { concernedByEmails } from './formerEmails.ts';

export interface ReportedEmailEvent {
  eventId: string;
  kind: 'received' | 'opened' | 'clicked';
  isMachine: boolean;
  occurredAt: number;
  customerId: string | null;
  email: string | null;
  /** E-mail, where it is left out. */
  channel?: 'email' | 'sms';
}

/** Stores events not seen before, except those of somebody erased; those of a merged customer are the kept one's. @returns The customers they concern. */
export async function saveEmailEvents(
  sql: ShopSql,
  connectionId: number,
  events: readonly ReportedEmailEvent[],
): Promise<DecimalId[]> {
  if (events.length === 0) return [];
  const rows = events.map((event) => {
    const customerId = event.customerId !== null && isDecimalId(event.customerId) ? event.customerId : null;
    return {
      event_id: event.eventId,
      kind: event.kind,
      is_machine: event.isMachine,
      occurred_at: instant(event.occurredAt),
      channel: event.channel ?? 'email',
      customer_id: customerId,
      email_key: customerId === null && event.email !== null ? emailKey(event.email) : null,
    };
  });
  const fresh = await sql.query<{ customer_id: DecimalId | null; email_key: string | null }>(
    `INSERT INTO email_event (shop_id, connection_id, event_id, kind, is_machine, occurred_at, customer_id, email_key, channel)
     SELECT $1, $2, r.event_id, r.kind, r.is_machine, r.occurred_at, coalesce(c.merged_into, r.customer_id), r.email_key, r.channel
     FROM json_to_recordset($3::json) AS r
       (event_id text, kind text, is_machine boolean, occurred_at timestamptz, customer_id bigint, email_key text, channel text)
     LEFT JOIN customer c ON c.shop_id = $1 AND c.customer_id = r.customer_id
     LEFT JOIN customer k ON k.shop_id = $1 AND k.customer_id = c.merged_into
     WHERE c.redacted_at IS NULL AND k.redacted_at IS NULL
     ON CONFLICT DO NOTHING RETURNING customer_id, email_key`,
    [sql.shopId, connectionId, JSON.stringify(rows)],
  );
  const named = fresh.rows.flatMap((row) => (row.customer_id === null ? [] : [row.customer_id]));
  const keys = fresh.rows.flatMap((row) => (row.email_key === null ? [] : [row.email_key]));
  return [...new Set([...named, ...(await concernedByEmails(sql, [...new Set(keys)]))])];
}
