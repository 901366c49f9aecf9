/** Requests for data → files that the merchant can hand over. */
import { makeDataFile } from '#app/core/privacy/dataFile.ts';
import type { Services } from '#app/flows/services.ts';
import { tellFailure } from '#app/flows/absorb/failure.ts';
import type { ShopId, ShopSql } from '#app/platform/database.ts';
import { logAccess } from '#app/store/accessLog.ts';
import { readHeldRows } from '#app/store/heldRows.ts';
import { findPerson, type Subject } from '#app/store/person.ts';
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

const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 6 * 3_600_000;

/** Answers every request of the shop whose time has come; one that fails is tried again later, longer each time. */
export async function answerRequests(services: Services, shopId: ShopId): Promise<void> {
  const { database, log, clock } = services;
  for (const request of await database.inShop(shopId, (sql) => openRequests(sql, clock()))) {
    try {
      await database.inShop(shopId, (sql) => answer(services, sql, request));
    } catch (error) {
      log.error({ shopId, requestId: request.requestId, err: error }, 'a request for data was not answered');
      const waitMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(request.attempts, 20), LONGEST_RETRY_MS);
      await database.inShop(shopId, (sql) =>
        postponeRequest(sql, request.requestId, tellFailure(error), clock() + waitMs),
      );
    }
  }
}

async function answer(services: Services, sql: ShopSql, request: OpenRequest): Promise<void> {
  const { secrets, clock } = services;
  const { requestId } = request;
  // Nobody erases or changes what is being read.
  await holdShop(sql);
  if (!(await openRequests(sql, null)).some((open) => open.requestId === requestId)) return;
  const shop = await loadShop(sql);
  if (!shop) throw new Error(`Shop ${sql.shopId} is not there.`);
  const now = clock();
  const opened = secrets.open(request.sealedSubject, subjectContext(sql.shopId, requestId));
  const person = await findPerson(sql, JSON.parse(opened) as Subject, (value) => secrets.fingerprint(value));
  const held = await readHeldRows(sql, person);
  const { receivedAt } = request;
  const frame = {
    shop: shop.name ?? shop.domain,
    requestedAt: receivedAt,
    madeAt: now,
    currencyCode: shop.currencyCode,
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
