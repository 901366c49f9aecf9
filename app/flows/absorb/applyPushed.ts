/** What partners pushed → rows, as a pull stores them: an event that is pushed and pulled is one. */
import type { ChangeOf } from '#app/core/changes.ts';
import { emailKey } from '#app/core/email.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { ring } from '#app/store/bells.ts';
import { syncedAccounts } from '#app/store/connections.ts';
import { saveEmailEvents } from '#app/store/emailEvents.ts';
import { concernedByEmails } from '#app/store/formerEmails.ts';
import { countDeliveries } from '#app/store/partnerWebhooks.ts';
import { wantRefetches } from '#app/store/refetch.ts';

/** Lets more events gather that have to be pulled. */
const PULL_AFTER_MS = 5_000;

export interface Pushed {
  deliveries: readonly ChangeOf<'partner-delivery'>[];
  events: readonly ChangeOf<'email-event'>[];
  consents: readonly ChangeOf<'partner-consent'>[];
}

/** @returns The customers they concern. */
export async function applyPushed(sql: ShopSql, { deliveries, events, consents }: Pushed): Promise<DecimalId[]> {
  if (deliveries.length === 0) return [];
  await countDeliveries(sql, deliveries);
  await readConsents(sql, consents);
  // Of an account that is not the connection's any more, or that nothing was pulled of yet, nothing is kept: the pull reads it from the start.
  const accounts = await syncedAccounts(sql);
  const touched: DecimalId[] = [];
  for (const [connectionId, told] of Map.groupBy(events, (event) => event.connectionId)) {
    const current = told.filter(({ accountId }) => accounts.get(connectionId) === accountId);
    const named = current.filter((event) => event.customerId !== null || event.email !== null);
    // Stored without a name it would stay without one. The pull is told the name.
    if (named.length < current.length)
      await ring(sql, { task: 'pull', shopId: sql.shopId, connectionId, delayMs: PULL_AFTER_MS });
    touched.push(
      ...(await saveEmailEvents(
        sql,
        connectionId,
        named.map(({ what, ...event }) => ({ ...event, kind: what })),
      )),
    );
  }
  return touched;
}

/** Consent is Shopify's to tell: who it has changed of is read there anew. */
async function readConsents(sql: ShopSql, consents: Pushed['consents']): Promise<void> {
  const at = Math.max(0, ...consents.map((consent) => consent.at));
  const keys = consents.flatMap(({ customerId, email }) => {
    const key = customerId === null && email !== null ? emailKey(email) : null;
    return key === null ? [] : [key];
  });
  const named = consents.flatMap(({ customerId }) => (customerId === null ? [] : [customerId]));
  const ids = new Set([...named, ...(await concernedByEmails(sql, [...new Set(keys)]))]);
  await wantRefetches(
    sql,
    [...ids].map((id) => ({ kind: 'refetch', object: 'customer', id, at })),
  );
}
