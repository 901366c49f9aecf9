/** A request for data: a file with everything held of the person and nobody else, for the merchant, sealed, for thirty days. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadPrivacyFile, readPrivacy, readPrivacyWarnings } from '#app/flows/adminPrivacy.ts';
import { answerRequests } from '#app/flows/privacy/answerRequests.ts';
import type { Services } from '#app/flows/services.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { dueWork } from '#app/store/bells.ts';
import { holdings } from '#app/core/privacy/holdings.ts';
import { decimalFromMinor } from '#app/core/money.ts';
import { customerMark } from '#app/store/person.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { leaveTraces } from './everyTrace.ts';
import { DAY_MS, NOW, segmentedShop, type Row, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, delivery, orderTold, redactCustomer, type TestDelivery } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
let web: Services;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database);
  web = { ...shop.services, database: database.web };
});

const AYSE = '7001002003004';
const BORA = '7001002003005';
const ADDRESS = `c${AYSE}@example.com`;

const asked = (customer: object | null, orders: readonly number[] = []): TestDelivery =>
  delivery('customers/data_request', { shop_id: 1, customer, orders_requested: orders, data_request: { id: 5 } }, NOW);
const about = (id: string, email = `c${id}@example.com`): object => ({ id: Number(id), email, phone: null });

const answer = (): Promise<void> => answerRequests(shop.services, shop.shopId);
const requests = (): Promise<Row[]> =>
  shop.rows('SELECT * FROM compliance_request WHERE shop_id = $1 ORDER BY received_at, request_id');
const download = (requestId: string): ReturnType<typeof downloadPrivacyFile> =>
  downloadPrivacyFile(web, shop.shopId, requestId, 'staff:12');

interface File {
  shop: string;
  sections: { heading: { tr: string; en: string }; rows: Record<string, unknown>[] }[];
}

/** Asks, lets it be answered, and gives the file as the merchant gets it. */
async function fileFor(request: TestDelivery): Promise<File> {
  await shop.tell(request);
  await answer();
  const file = await download(request.deliveryId);
  if (!file) throw new Error('There is no file.');
  return JSON.parse(file.body.toString('utf8')) as File;
}

const rowsOf = (file: File, heading: string): Record<string, unknown>[] =>
  file.sections.find((section) => section.heading.en === heading)?.rows ?? [];

describe('the file', () => {
  it('holds every personal column of every table', async () => {
    await shop.rows(`UPDATE shop SET currency_code = 'TRY' WHERE shop_id = $1`);
    const fingerprint = shop.services.secrets.fingerprint(customerMark(AYSE));
    const traces = await leaveTraces(database, shop, {
      customerId: AYSE,
      emailKey: ADDRESS,
      orderId: '880000000000001',
      fingerprint,
    });
    const file = await fileFor(asked(about(AYSE)));
    const empty = ['customer.merged_into', 'customer.redacted_at', 'customer.deleted_at'];
    const missing: string[] = [];
    for (const { table, columns, heading } of holdings)
      for (const [column, words] of Object.entries<readonly [string, string]>(columns)) {
        const trace = traces.find((one) => one.table === table && one.column === column);
        if (!trace) {
          expect(empty, 'left empty').toContain(`${table}.${column}`);
          continue;
        }
        const shown = rowsOf(file, heading.en).map((row) => row[words.join(' / ')]);
        if (!shown.some((value) => isValue(value, trace.text, column))) missing.push(`${table}.${column}`);
      }
    expect(missing).toEqual([]);
    expect(traces.length).toBeGreaterThan(150);
  });

  function isValue(shown: unknown, text: string, column: string): boolean {
    const held = JSON.parse(text) as unknown;
    if (column.endsWith('_minor')) return shown === `${decimalFromMinor(Number(text), 'TRY')} TRY`;
    if (column === 'body') return JSON.stringify(shown) === held;
    return JSON.stringify(shown) === JSON.stringify(held);
  }

  it('holds nothing of anybody else, not even by a number that contains theirs', async () => {
    await shop.tell(
      customerTold(AYSE, { updatedAt: NOW - DAY_MS }),
      customerTold(`9${AYSE}`, { updatedAt: NOW - DAY_MS, firstName: 'Stranger' }),
      customerTold(BORA, { updatedAt: NOW - DAY_MS, email: `x${ADDRESS}`, firstName: 'Stranger' }),
      orderTold(55, { customerId: BORA, at: NOW - DAY_MS }),
    );
    const file = await fileFor(asked(about(AYSE)));
    expect(JSON.stringify(file)).not.toMatch(new RegExp(`Stranger|${BORA}|9${AYSE}|"#55"`));
    expect(rowsOf(file, 'Messages from Shopify as they came').length).toBeGreaterThan(0);
  });

  it('tells orders with their lines, segments by name, and what is known by address alone', async () => {
    await shop.tell(
      customerTold(AYSE, { updatedAt: NOW - DAY_MS, firstName: 'Ayşe' }),
      consentTold(AYSE, 'subscribed', NOW - DAY_MS),
      orderTold(880_001, { customerId: AYSE, at: NOW - 3 * DAY_MS, totalMinor: 124_990 }),
      orderTold(880_002, { customerId: AYSE, at: NOW - 2 * DAY_MS }),
    );
    await shop.visit({ at: NOW - DAY_MS, emailKey: ADDRESS });
    await shop.absorb();
    const file = await fileFor(asked(about(AYSE)));
    expect(rowsOf(file, 'Profile and consents')[0]).toMatchObject({
      'Ad / First name': 'Ayşe',
      'E-posta izni / E-mail consent': 'subscribed',
      'E-posta izninin zamanı / Time of the e-mail consent': new Date(NOW - DAY_MS)
        .toISOString()
        .replace('.000Z', '+00:00'),
    });
    expect(rowsOf(file, 'Orders').map((row) => row['Tutar / Total'])).toContain('1249.90 TRY');
    expect(rowsOf(file, 'Segments you are in').map((row) => row['Segment / Segment'])).toContain('repeat-buyers');
    expect(rowsOf(file, 'What was done in the storefront')).toHaveLength(1);
  });

  it('is made for an address without a number, too', async () => {
    await shop.tell(customerTold(AYSE, { updatedAt: NOW - DAY_MS, firstName: 'Ayşe' }));
    const file = await fileFor(asked({ email: ADDRESS.toUpperCase() }));
    expect(rowsOf(file, 'Profile and consents')).toMatchObject([{ 'Ad / First name': 'Ayşe' }]);
  });

  it('of somebody nobody knows says so', async () => {
    const request = asked(about('99'));
    const file = await fileFor(request);
    expect(rowsOf(file, 'Profile and consents')).toEqual([]);
    const { requests: shown } = await readPrivacy(web, shop.shopId, { before: null });
    expect(shown).toMatchObject([{ note: 'unknown-person', kind: 'data', deadline: 'done' }]);
  });
});

describe('a request for data', () => {
  it('keeps whom it is about sealed, rings, and forgets it once answered', async () => {
    await shop.tell(customerTold(AYSE, { updatedAt: NOW - DAY_MS }), asked(about(AYSE)));
    const [open] = await requests();
    expect(open).toMatchObject({ done_at: null, outcome: {}, subject: expect.any(Buffer) });
    expect(Number(open?.due_at) - Number(open?.received_at)).toBe(30 * DAY_MS);
    expect((open?.subject as Buffer).toString('latin1')).not.toMatch(/example|7001002/);
    const bells = (await dueWork(database.worker, Date.now() + DAY_MS, 0)).filter(
      (bell) => bell.shopId === shop.shopId,
    );
    expect(bells.map(({ task }) => task)).toContain('privacy');
    await answer();
    const [done] = await requests();
    expect(done).toMatchObject({ done_at: NOW, subject: null, problem: null });
    expect(done?.outcome).toEqual({
      customer: shop.services.secrets.fingerprint(customerMark(AYSE)),
      customer_fact: 1,
      inbox: 2,
    });
    await answer();
    expect(await requests()).toEqual([done]);
  });

  it('leaves a sealed file that is gone after thirty days, and notes each look at it', async () => {
    await shop.tell(customerTold(AYSE, { updatedAt: NOW - DAY_MS }));
    const request = asked(about(AYSE));
    await fileFor(request);
    const [row] = await shop.rows('SELECT body, downloaded_at FROM privacy_file WHERE shop_id = $1');
    expect((row?.body as Buffer).toString('latin1')).not.toContain(ADDRESS);
    expect(row?.downloaded_at).toBe(NOW);
    const file = await download(request.deliveryId);
    expect(file?.fileName).toBe('kesit-data-request-2026-11-21.json');

    const { accesses, requests: shown } = await readPrivacy(web, shop.shopId, { before: null });
    const subject = shop.services.secrets.fingerprint(customerMark(AYSE));
    expect(accesses.entries).toMatchObject([
      { actor: 'staff:12', action: 'file-downloaded', subject, rowCount: 1 },
      { actor: 'worker', action: 'file-made', subject, rowCount: 1 },
    ]);
    expect(shown[0]?.file).toMatchObject({ expiresAt: NOW + 30 * DAY_MS, downloadedAt: NOW });

    shop.time.now = NOW + 30 * DAY_MS;
    expect(await download(request.deliveryId)).toBeNull();
    expect((await readPrivacy(web, shop.shopId, { before: null })).requests[0]?.file).toBeNull();
    expect(await download('another')).toBeNull();
  });

  it('is told of from day 20 on, and as overdue from day 30', async () => {
    await shop.tell(asked(about(AYSE)));
    const [{ received_at } = {}] = await requests();
    const warnings = async (days: number): Promise<unknown> => {
      shop.time.now = Number(received_at) + days * DAY_MS;
      return readPrivacyWarnings(web, shop.shopId);
    };
    expect(await warnings(19.9)).toEqual({ dueSoon: 0, overdue: 0 });
    expect(await warnings(20)).toEqual({ dueSoon: 1, overdue: 0 });
    expect(await warnings(30)).toEqual({ dueSoon: 0, overdue: 1 });
    await answer();
    expect(await warnings(31)).toEqual({ dueSoon: 0, overdue: 0 });
  });

  it('that fails is tried again later, each time later, without a word of the person', async () => {
    await shop.tell(asked(about(AYSE)));
    const broken: Services = { ...shop.services, secrets: makeSecrets('another key, just as long as it needs to be') };
    await answerRequests(broken, shop.shopId);
    const [first] = await requests();
    expect(first).toMatchObject({ done_at: null, attempts: 1, not_before: NOW + 60_000 });
    expect(String(first?.problem)).not.toMatch(/example|7001002/);
    expect((await readPrivacy(web, shop.shopId, { before: null })).requests[0]?.waitsFor).toBe('failed');
    await answer();
    expect((await requests())[0]?.done_at).toBeNull();
    shop.time.now = NOW + 60_000;
    await answerRequests(broken, shop.shopId);
    expect((await requests())[0]).toMatchObject({ attempts: 2, not_before: NOW + 180_000 });
    shop.time.now = NOW + 180_000;
    await answer();
    expect((await requests())[0]).toMatchObject({ done_at: NOW + 180_000, problem: null });
  });

  it('of somebody erased before it was answered ends, and a file made before goes', async () => {
    await shop.tell(customerTold(AYSE, { updatedAt: NOW - DAY_MS }));
    const first = asked(about(AYSE));
    await fileFor(first);
    const second = asked(about(AYSE));
    const other = asked(about(BORA));
    await shop.tell(second, other);
    await shop.tell(redactCustomer(AYSE, { at: NOW }));
    expect(await shop.rows('SELECT 1 FROM privacy_file WHERE shop_id = $1')).toEqual([]);
    const ended = await shop.rows(
      'SELECT outcome, subject, done_at FROM compliance_request WHERE shop_id = $1 AND request_id = $2',
      second.deliveryId,
    );
    expect(ended).toEqual([{ outcome: { ended: 'erased-before' }, subject: null, done_at: NOW }]);
    await answer();
    expect(await download(second.deliveryId)).toBeNull();
    expect(await download(other.deliveryId)).not.toBeNull();
  });
});
