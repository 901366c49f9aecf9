/** Requests for data → files that the merchant can hand over. */
import { makeDataFile, type HeldRows } from '#app/core/privacy/dataFile.ts';
import type { Services } from '#app/flows/services.ts';
import { tellFailure } from '#app/flows/absorb/failure.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { logAccess } from '#app/store/accessLog.ts';
import { readHeldRows } from '#app/store/heldRows.ts';
import { findPerson, type PersonKeys, type Subject } from '#app/store/person.ts';
import {
  fileContext,
  finishRequest,
  openRequests,
  postponeRequest,
  saveFile,
  subjectContext,
  type OpenRequest,
} from '#app/store/privacy.ts';
import { holdShop, loadShop } from '#app/store/shops.ts';
import { collectMentions, type Mentions } from './collectMentions.ts';
import { retryAfterMs } from './retryAfterMs.ts';

const TOPIC = 'customers/data_request';

/** Answers every request of the shop whose time has come; one that fails is tried again later, longer each time. */
export async function answerRequests(services: Services, shopId: ShopId): Promise<void> {
  const { database, log, clock } = services;
  for (const request of await database.inShop(shopId, (sql) => openRequests(sql, TOPIC, clock()))) {
    try {
      // Who the person is may change while the deliveries are gone through, though hardly twice.
      while (!(await answer(services, shopId, request)));
    } catch (error) {
      const reason = tellFailure(error);
      log.error({ shopId, requestId: request.requestId, reason }, 'a request for data was not answered');
      await database.inShop(shopId, (sql) =>
        postponeRequest(sql, request.requestId, reason, clock() + retryAfterMs(request.attempts)),
      );
    }
  }
}

/** @returns False when it has to be done anew, because the person was merged with somebody else meanwhile. */
async function answer(services: Services, shopId: ShopId, request: OpenRequest): Promise<boolean> {
  const { database } = services;
  const find = (sql: ShopSql): Promise<PersonKeys> => findSubject(services, sql, request);
  const mentioned = await database.inShop(shopId, find);
  const mentions = await collectMentions(services, shopId, mentioned);
  return database.inShop(shopId, async (sql) => {
    // Nobody erases or changes what is being read.
    await holdShop(sql);
    if (!(await openRequests(sql, TOPIC, null)).some(({ requestId }) => requestId === request.requestId)) return true;
    const person = await find(sql);
    const known = ({ customerIds, emailKeys }: PersonKeys): string =>
      JSON.stringify([customerIds, emailKeys].map((keys) => [...keys].sort()));
    if (known(person) !== known(mentioned)) return false;
    await makeFile(services, sql, request, person, mentions);
    return true;
  });
}

function findSubject(
  { secrets }: Services,
  sql: ShopSql,
  { requestId, sealedSubject }: OpenRequest,
): Promise<PersonKeys> {
  const opened = secrets.open(sealedSubject, subjectContext(sql.shopId, requestId));
  return findPerson(sql, JSON.parse(opened) as Subject, (value) => secrets.fingerprint(value));
}

async function makeFile(
  { secrets, clock }: Services,
  sql: ShopSql,
  { requestId, receivedAt }: OpenRequest,
  person: PersonKeys,
  mentions: Mentions,
): Promise<void> {
  const shop = await loadShop(sql);
  if (!shop) throw new Error(`Shop ${sql.shopId} is not there.`);
  const now = clock();
  const held: HeldRows = { ...(await readHeldRows(sql, person)), inbox: mentions.rows };
  const frame = {
    shop: shop.name ?? shop.domain,
    requestedAt: receivedAt,
    madeAt: now,
    currencyCode: shop.currencyCode,
    leftOut: { inbox: mentions.leftOut },
  };
  const file = JSON.stringify(makeDataFile(frame, held), null, 2);
  await saveFile(sql, requestId, secrets.seal(file, fileContext(sql.shopId, requestId)), Buffer.byteLength(file), now);
  const counts = Object.fromEntries(
    Object.entries(held).flatMap(([table, rows]) => (rows.length === 0 ? [] : [[table, rows.length]])),
  );
  const subjectFingerprint = person.fingerprints[0] ?? null;
  await finishRequest(
    sql,
    requestId,
    subjectFingerprint === null
      ? { ...counts, ended: 'unknown-person' }
      : { ...counts, customer: subjectFingerprint, ...(held.customer.length === 0 ? { ended: 'unknown-person' } : {}) },
    now,
  );
  await logAccess(sql, { actor: 'worker', action: 'file-made', subjectFingerprint, rowCount: 1, at: now });
}
