/** Webhooks of partners that push events to us: one for a connection at most, and what is known of it. Secrets stay sealed here. */
import { instant, type Database, type ShopId, type ShopSql } from '#app/platform/database.ts';

export interface PartnerWebhook {
  connectionId: number;
  /** `making`: perhaps made, perhaps not. `refused`: the partner lets the account have none. */
  state: 'making' | 'active' | 'refused';
  /** The account it is of, and which entry of the connection asked for it. */
  accountId: string;
  connectedAt: number;
  webhookId: string | null;
  /** Of the part of its address that nobody else knows. */
  addressHash: Buffer | null;
  sealedSecret: Buffer | null;
  askAgainAt: number;
  removeAfter: number | null;
  removeAttempts: number;
}

/** What the secret of a webhook is bound to when it is sealed. */
export const webhookContext = (shopId: ShopId, connectionId: number): string => `webhook:${shopId}:${connectionId}`;

export async function loadWebhook(sql: ShopSql, connectionId: number): Promise<PartnerWebhook | undefined> {
  const { rows } = await sql.query<{
    connection_id: number;
    state: PartnerWebhook['state'];
    account_id: string;
    connected_at: number;
    webhook_id: string | null;
    address_hash: Buffer | null;
    secret: Buffer | null;
    ask_again_at: number;
    remove_after: number | null;
    remove_attempts: number;
  }>('SELECT * FROM partner_webhook WHERE shop_id = $1 AND connection_id = $2', [sql.shopId, connectionId]);
  const row = rows[0];
  return (
    row && {
      connectionId: row.connection_id,
      state: row.state,
      accountId: row.account_id,
      connectedAt: row.connected_at,
      webhookId: row.webhook_id,
      addressHash: row.address_hash,
      sealedSecret: row.secret,
      askAgainAt: row.ask_again_at,
      removeAfter: row.remove_after,
      removeAttempts: row.remove_attempts,
    }
  );
}

type Asked = Pick<PartnerWebhook, 'connectionId' | 'accountId' | 'connectedAt' | 'askAgainAt'>;

/** Notes that one is about to be made: what its deliveries are found and proved by has to be there before them. */
export async function saveMaking(
  sql: ShopSql,
  asked: Asked,
  proof: { addressHash: Buffer; sealedSecret: Buffer },
): Promise<void> {
  await sql.query(
    `INSERT INTO partner_webhook AS w (shop_id, connection_id, state, account_id, connected_at, ask_again_at, address_hash, secret)
     VALUES ($1, $2, 'making', $3, $4, $5, $6, $7)
     ON CONFLICT (shop_id, connection_id) DO UPDATE SET state = 'making', account_id = excluded.account_id,
       connected_at = excluded.connected_at, ask_again_at = excluded.ask_again_at, address_hash = excluded.address_hash,
       secret = excluded.secret, remove_after = NULL, remove_attempts = 0,
       webhook_id = CASE WHEN w.account_id = excluded.account_id THEN w.webhook_id END,
       last_received_at = CASE WHEN w.account_id = excluded.account_id THEN w.last_received_at END`,
    [...valuesOf(sql, asked), proof.addressHash, proof.sealedSecret],
  );
}

export async function saveMade(
  sql: ShopSql,
  connectionId: number,
  { webhookId, askAgainAt }: { webhookId: string; askAgainAt: number },
): Promise<void> {
  await sql.query(
    `UPDATE partner_webhook SET state = 'active', webhook_id = $3, ask_again_at = $4 WHERE shop_id = $1 AND connection_id = $2`,
    [sql.shopId, connectionId, webhookId, instant(askAgainAt)],
  );
}

/** Notes that the partner lets the account have none. */
export async function saveRefused(sql: ShopSql, asked: Asked): Promise<void> {
  await sql.query(
    `INSERT INTO partner_webhook (shop_id, connection_id, state, account_id, connected_at, ask_again_at)
     VALUES ($1, $2, 'refused', $3, $4, $5)
     ON CONFLICT (shop_id, connection_id) DO UPDATE SET state = 'refused', account_id = excluded.account_id,
       connected_at = excluded.connected_at, ask_again_at = excluded.ask_again_at, webhook_id = NULL, address_hash = NULL, secret = NULL`,
    valuesOf(sql, asked),
  );
}

/** Notes when it is to be looked at again, as this entry of the connection. */
export async function saveLook(sql: ShopSql, { connectionId, connectedAt, askAgainAt }: Asked): Promise<void> {
  await sql.query(
    'UPDATE partner_webhook SET connected_at = $3, ask_again_at = $4 WHERE shop_id = $1 AND connection_id = $2',
    [sql.shopId, connectionId, instant(connectedAt), instant(askAgainAt)],
  );
}

const valuesOf = (sql: ShopSql, { connectionId, accountId, connectedAt, askAgainAt }: Asked): unknown[] => [
  sql.shopId,
  connectionId,
  accountId,
  instant(connectedAt),
  instant(askAgainAt),
];

/** Whether there may be one at the partner. */
export async function mayHaveWebhook(sql: ShopSql, connectionId: number): Promise<boolean> {
  const { rows } = await sql.query(
    `SELECT 1 FROM partner_webhook WHERE shop_id = $1 AND connection_id = $2 AND state <> 'refused'`,
    [sql.shopId, connectionId],
  );
  return rows.length > 0;
}

export async function forgetWebhook(sql: ShopSql, connectionId: number): Promise<void> {
  await sql.query('DELETE FROM partner_webhook WHERE shop_id = $1 AND connection_id = $2', [sql.shopId, connectionId]);
}

export async function postponeRemoval(sql: ShopSql, connectionId: number, removeAfter: number): Promise<void> {
  await sql.query(
    'UPDATE partner_webhook SET remove_after = $3, remove_attempts = remove_attempts + 1 WHERE shop_id = $1 AND connection_id = $2',
    [sql.shopId, connectionId, instant(removeAfter)],
  );
}

/** Of a webhook, what judges a delivery. */
export interface WebhookDoor {
  connectionId: number;
  accountId: string;
  /** Null while it is being made. */
  webhookId: string | null;
  sealedSecret: Buffer;
}

/** The webhook of a shop that an address leads to; undefined when there is none, or nobody is connected. */
export async function findWebhook(
  database: Database,
  shopId: ShopId,
  connector: string,
  addressHash: Buffer,
): Promise<WebhookDoor | undefined> {
  return database.inShop(shopId, async (sql) => {
    const { rows } = await sql.query<{
      connection_id: number;
      account_id: string;
      webhook_id: string | null;
      secret: Buffer;
    }>(
      `SELECT w.connection_id, w.account_id, w.secret, CASE WHEN w.state = 'active' THEN w.webhook_id END AS webhook_id
       FROM partner_webhook w JOIN connection c USING (shop_id, connection_id) JOIN shop s USING (shop_id)
       WHERE w.shop_id = $1 AND c.connector = $2 AND w.address_hash = $3 AND w.state <> 'refused'
         AND s.status = 'installed' AND c.status <> 'disconnected' AND c.account_id = w.account_id`,
      [shopId, connector, addressHash],
    );
    const row = rows[0];
    return (
      row && {
        connectionId: row.connection_id,
        accountId: row.account_id,
        webhookId: row.webhook_id,
        sealedSecret: row.secret,
      }
    );
  });
}

/** The connections whose events are pushed. */
export async function pushedConnections(sql: ShopSql): Promise<Set<number>> {
  const { rows } = await sql.query<{ connection_id: number }>(
    `SELECT connection_id FROM partner_webhook WHERE shop_id = $1 AND state = 'active'`,
    [sql.shopId],
  );
  return new Set(rows.map((row) => row.connection_id));
}

/** What deliveries of one connection came to. */
export interface DeliveryCount {
  connectionId: number;
  accountId: string;
  receivedAt: number;
  eventCount: number;
  ignoredCount: number;
}

export async function countDeliveries(sql: ShopSql, counts: readonly DeliveryCount[]): Promise<void> {
  if (counts.length === 0) return;
  await sql.query(
    `UPDATE partner_webhook w SET last_received_at = greatest(w.last_received_at, d.at), event_count = w.event_count + d.events,
       ignored_count = w.ignored_count + d.ignored
     FROM (SELECT connection_id, account_id, max(received_at) AS at, sum(events) AS events, sum(ignored) AS ignored
           FROM unnest($2::int[], $3::text[], $4::timestamptz[], $5::int[], $6::int[])
             AS u (connection_id, account_id, received_at, events, ignored) GROUP BY 1, 2) d
     WHERE w.shop_id = $1 AND w.connection_id = d.connection_id AND w.account_id = d.account_id`,
    [
      sql.shopId,
      counts.map((one) => one.connectionId),
      counts.map((one) => one.accountId),
      counts.map((one) => instant(one.receivedAt)),
      counts.map((one) => one.eventCount),
      counts.map((one) => one.ignoredCount),
    ],
  );
}
