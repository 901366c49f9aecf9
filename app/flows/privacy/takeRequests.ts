/** Privacy requests as they come in, within the transaction that absorbs them: noted, and done as far as it can be at once. */
import type { ChangeOf } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopSql } from '#app/platform/database.ts';
import { listConnections } from '#app/store/adminConnections.ts';
import { ring } from '#app/store/bells.ts';
import { eraseCustomer, eraseShop } from '#app/store/erasure.ts';
import type { Delivery } from '#app/store/inbox.ts';
import { addErasure, identityContext } from '#app/store/partnerErasures.ts';
import { customerMark, findPerson, readPartnerIdentity, type PersonKeys, type Subject } from '#app/store/person.ts';
import { finishRequest, noteOutcome, noteRequest, openRequests, subjectContext } from '#app/store/privacy.ts';
import { arrivedUntilNow } from '#app/store/rawWalk.ts';
import { loadShop } from '#app/store/shops.ts';
import { connectorById } from '#connectors/index.ts';
import { sealWalk } from './walkState.ts';

/** A customer asks what is known of them: whom it is about is kept sealed until the file is made. */
export async function takeDataRequest(
  { secrets }: Services,
  sql: ShopSql,
  { deliveryId, topic, receivedAt }: Delivery,
  { customerId, email, orderIds }: ChangeOf<'data-request'>,
): Promise<void> {
  const subject: Subject = { customerId, email, orderIds };
  const sealed = secrets.seal(JSON.stringify(subject), subjectContext(sql.shopId, deliveryId));
  if (await noteRequest(sql, { requestId: deliveryId, topic, receivedAt, subject: sealed }))
    await ring(sql, { task: 'privacy', shopId: sql.shopId });
}

/**
 * A customer is to be erased: here at once, but for raw deliveries from before, which are gone through right afterwards; at every
 * partner by what is queued now.
 * @returns Who is erased, and whom to decide anew: those, and who shared something with them.
 */
export async function takeErasure(
  services: Services,
  sql: ShopSql,
  { deliveryId, topic, receivedAt }: Delivery,
  change: ChangeOf<'redact-customer'>,
  now: number,
): Promise<{ erased: DecimalId[]; concerned: DecimalId[] }> {
  const { secrets } = services;
  const person = await findPerson(sql, change, (value) => secrets.fingerprint(value));
  const erased = [...new Set([change.customerId, ...person.customerIds])];
  const subject = sealWalk(services, sql.shopId, deliveryId, {
    customerIds: erased,
    emailKeys: [...person.emailKeys],
    until: await arrivedUntilNow(sql),
    after: null,
    waitsAfter: undefined,
    emptiedCount: 0,
  });
  const isNew = await noteRequest(sql, { requestId: deliveryId, topic, receivedAt, subject });
  // First: what partners know the person by is not here any more afterwards.
  if (isNew) await queueAtPartners(services, sql, deliveryId, person, change.email, now);
  const { counts, concerned } = await eraseCustomer(sql, change.customerId, person, now);
  await endOpenRequests(services, sql, person, now);
  const whom = { erased, concerned: [...erased, ...concerned] };
  // Told again: the first proof stands, and may still wait for a partner.
  if (!isNew) return whom;
  await noteOutcome(sql, deliveryId, { ...counts, customer: secrets.fingerprint(customerMark(change.customerId)) });
  await ring(sql, { task: 'privacy', shopId: sql.shopId });
  return whom;
}

async function queueAtPartners(
  { secrets }: Services,
  sql: ShopSql,
  requestId: string,
  person: PersonKeys,
  email: string | null,
  now: number,
): Promise<void> {
  for (const { connectionId, connector, status } of await listConnections(sql)) {
    const erasure = connectorById(connector)?.erasure.kind;
    if (erasure === 'at-source') continue;
    const reason = status === 'disconnected' ? 'disconnected' : erasure === 'requested' ? null : 'not-offered';
    if (reason !== null) {
      await addErasure(sql, { requestId, connectionId, identity: null, state: 'impossible', reason, at: now });
      continue;
    }
    const identity = secrets.seal(
      JSON.stringify(await readPartnerIdentity(sql, person, email, connectionId)),
      identityContext(sql.shopId, requestId, connectionId),
    );
    await addErasure(sql, { requestId, connectionId, identity, state: 'waiting', reason: null, at: now });
    await ring(sql, { task: 'erase', shopId: sql.shopId, connectionId });
  }
}

/** A request for data of somebody who is erased before it was answered: there is nothing left to tell. */
async function endOpenRequests(
  { secrets, log }: Services,
  sql: ShopSql,
  person: PersonKeys,
  now: number,
): Promise<void> {
  for (const { requestId, sealedSubject } of await openRequests(sql, 'customers/data_request', null)) {
    try {
      const subject = JSON.parse(secrets.open(sealedSubject, subjectContext(sql.shopId, requestId))) as Subject;
      const asked = await findPerson(sql, subject, (value) => secrets.fingerprint(value));
      const isSame =
        asked.customerIds.some((id) => person.customerIds.includes(id)) ||
        asked.emailKeys.some((key) => person.emailKeys.includes(key));
      if (isSame) await finishRequest(sql, requestId, { ended: 'erased-before' }, now);
    } catch (error) {
      log.error({ shopId: sql.shopId, requestId, err: error }, 'the subject of a privacy request cannot be read');
    }
  }
}

/** Shopify asks for a shop's erasure this long after the app was removed. */
const ERASURE_AFTER_MS = 48 * 3_600_000;

/** A shop is to be erased, unless it was installed again after the removal that this request follows. */
export async function takeShopErasure(
  sql: ShopSql,
  { deliveryId, topic, receivedAt, triggeredAt }: Delivery,
  now: number,
): Promise<void> {
  await noteRequest(sql, { requestId: deliveryId, topic, receivedAt, subject: null });
  const shop = await loadShop(sql);
  if (shop?.status === 'installed' && shop.installedAt > (triggeredAt ?? receivedAt) - ERASURE_AFTER_MS) {
    await finishRequest(sql, deliveryId, { kept: 'installed again' }, now);
    return;
  }
  await eraseShop(sql, now);
  await finishRequest(sql, deliveryId, { erased: 'shop' }, now);
}
