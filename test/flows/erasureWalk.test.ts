/** Raw deliveries of an erased person are emptied after the erasure, part by part, and the request is done only then. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPrivacy, type PrivacyRequest } from '#app/flows/adminPrivacy.ts';
import { collectMentions } from '#app/flows/privacy/collectMentions.ts';
import { emptyRawPart } from '#app/flows/privacy/emptyRaw.ts';
import { privacyTurn } from '#app/flows/privacy/privacyTurn.ts';
import type { Services } from '#app/flows/services.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { dueWork } from '#app/store/bells.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { customerTold, delivery, redactCustomer } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database, { destinations: false });
});

const AYSE = 7_001_002_003_004;
const BORA = 7_001_002_003_005;
const ADDRESS = `c${AYSE}@example.com`;
const PART = { rows: 100, bytes: 1_000_000 };

/** Deliveries of long ago: every tenth speaks of Ayşe, by id or by address, the others of nobody who is known. */
async function fill(count: number): Promise<void> {
  await shop.rows(
    `INSERT INTO inbox (shop_id, delivery_id, topic, api_version, received_at, state, body)
     SELECT $1, 'old-' || n, 'orders/updated', '2026-10', now() - interval '1 day' + (n / 7) * interval '1 second',
       CASE n % 20 WHEN 0 THEN 'parked' ELSE 'done' END,
       CASE n % 20 WHEN 0 THEN convert_to('{"email": "' || upper($2), 'UTF8') WHEN 10 THEN convert_to('{"id": ' || $3 || '}', 'UTF8')
         ELSE '\\xff00'::bytea || convert_to('{"id": ' || n || '}', 'UTF8') END
     FROM generate_series(1, $4::int) n RETURNING 1`,
    ADDRESS,
    String(AYSE),
    count,
  );
}

const fullCount = async (): Promise<number> =>
  Number((await shop.rows(`SELECT count(*) AS count FROM inbox WHERE shop_id = $1 AND body <> ''`))[0]?.count);
const redact = (id = AYSE): Promise<void> => shop.tell(redactCustomer(id, { at: NOW }));
const step = (services = shop.services): Promise<boolean> => emptyRawPart(services, shop.shopId, PART);
const request = async (): Promise<PrivacyRequest | undefined> =>
  (await readPrivacy({ ...shop.services, database: database.web }, shop.shopId, { before: null })).requests[0];
const kept = async () =>
  (await shop.rows('SELECT subject, outcome, done_at FROM compliance_request WHERE shop_id = $1'))[0] ?? {};
const tasks = async (at = NOW): Promise<string[]> =>
  (await dueWork(database.worker, at, 0)).filter(({ shopId }) => shopId === shop.shopId).map(({ task }) => task);

describe('raw deliveries of an erased person', () => {
  it('are left alone by the erasure itself, which is not done before they are emptied', async () => {
    await fill(1_000);
    await redact();
    // Only the request itself is empty.
    expect(await fullCount()).toBe(1_000);
    expect(await kept()).toMatchObject({ done_at: null, subject: expect.any(Buffer) });
    expect((await kept()).subject).not.toContain(ADDRESS);
    expect(await request()).toMatchObject({ doneAt: null, waitsFor: null });
    expect(await tasks()).toContain('privacy');

    expect(await privacyTurn(shop.services, shop.shopId)).toMatchObject({ again: false });
    expect(await fullCount()).toBe(900);
    expect(await kept()).toMatchObject({ done_at: NOW, subject: null, outcome: { inbox: 100 } });
    expect(JSON.stringify((await kept()).outcome)).not.toMatch(/example|7001002/);
    expect(await tasks()).not.toContain('privacy');
  });

  it('are emptied part by part, and after a crash from where it was', async () => {
    await fill(1_000);
    await redact();
    for (let parts = 1; parts <= 4; parts += 1) {
      expect(await step()).toBe(true);
      expect(await fullCount()).toBe(1_000 - parts * 10);
    }
    // Somebody dies within a part: what it did is undone as a whole.
    const seal = (): never => {
      throw new Error(`no more of ${ADDRESS}`);
    };
    const dying: Services = { ...shop.services, secrets: { ...shop.services.secrets, seal } };
    expect(await step(dying)).toBe(false);
    expect(await fullCount()).toBe(960);
    const [failed] = await shop.rows('SELECT attempts, problem FROM compliance_request WHERE shop_id = $1');
    expect(failed?.attempts).toBe(1);
    expect(failed?.problem).not.toContain('example');
    expect(await step()).toBe(false);
    shop.time.now = NOW + 60_000;
    let parts = 0;
    while (await step()) parts += 1;
    // Six parts of the old ones and the request itself behind them.
    expect([parts, await fullCount()]).toEqual([7, 900]);
    expect(await kept()).toMatchObject({ done_at: NOW + 60_000, outcome: { inbox: 100 } });
  });

  it('fill a part by their size, too', async () => {
    await fill(60);
    await redact();
    let parts = 0;
    while (await emptyRawPart(shop.services, shop.shopId, { rows: 100, bytes: 200 })) parts += 1;
    expect(parts).toBeGreaterThan(4);
    expect(await fullCount()).toBe(54);
  });

  it('of several people are found in one walk, of those who come later in the next', async () => {
    await fill(1_000);
    await shop.tell(customerTold(BORA, { updatedAt: NOW }));
    await shop.receive(redactCustomer(AYSE, { at: NOW }), redactCustomer(55_555_555, { at: NOW }));
    await shop.absorb();
    for (let parts = 0; parts < 5; parts += 1) await step();
    await redact(BORA);
    let parts = 0;
    const open = async (): Promise<number> =>
      (await shop.rows('SELECT 1 FROM compliance_request WHERE shop_id = $1 AND done_at IS NULL')).length;
    while ((await open()) === 3 && (await step())) parts += 1;
    expect([parts, await open()]).toEqual([6, 1]);
    while (await step()) parts += 1;
    expect([parts, await open()]).toEqual([17, 0]);
    expect(
      await shop.rows(`SELECT 1 FROM inbox WHERE shop_id = $1 AND strpos(encode(body, 'escape'), $2) > 0`, BORA),
    ).toEqual([]);
  });

  it('that wait to be absorbed keep their content until then, and are looked at again', async () => {
    await fill(1_000);
    await shop.rows(
      `UPDATE inbox SET state = 'pending', not_before = 'infinity' WHERE shop_id = $1 AND delivery_id = 'old-500' RETURNING 1`,
    );
    await redact();
    while (await step());
    expect(await fullCount()).toBe(901);
    expect(await kept()).toMatchObject({ done_at: null, subject: expect.any(Buffer) });
    expect(await tasks()).not.toContain('privacy');
    await shop.rows(`UPDATE inbox SET state = 'parked' WHERE shop_id = $1 AND delivery_id = 'old-500' RETURNING 1`);
    shop.time.now = NOW + 5_000;
    expect(await tasks(shop.time.now)).toContain('privacy');
    while (await step());
    expect(await fullCount()).toBe(900);
    expect(await kept()).toMatchObject({ done_at: NOW + 5_000, outcome: { inbox: 100 } });
  });

  it('are done by nobody else while somebody is at it', async () => {
    await fill(100);
    await redact();
    await shop.inShop(async (sql) => {
      await sql.query('SELECT pg_advisory_xact_lock(7309, $1)', [shop.shopId]);
      expect(await step()).toBe(false);
    });
    expect(await fullCount()).toBe(100);
  });

  it('of somebody who cannot be read any more are left to their age, and the request then ends', async () => {
    await fill(100);
    await redact();
    const changed = { ...shop.services, secrets: makeSecrets('another key, just as long as it needs to be') };
    while (await step(changed));
    expect(await request()).toMatchObject({ doneAt: null, waitsFor: 'failed' });
    await shop.rows('DELETE FROM inbox WHERE shop_id = $1 RETURNING 1');
    shop.time.now = NOW + 60_000;
    while (await step(changed));
    expect(await request()).toMatchObject({ doneAt: NOW + 60_000, waitsFor: null });
    expect(await tasks(shop.time.now)).not.toContain('privacy');
  });
});

describe('raw deliveries for the file of a person', () => {
  const person = { customerIds: [String(AYSE)], emailKeys: [ADDRESS], orderIds: [], fingerprints: [] };

  it('are found across parts, each once, and no more than the file can take', async () => {
    await fill(1_000);
    await shop.receive(delivery('orders/updated', { id: 1, customer: { id: BORA } }, NOW));
    const limits = { partRows: 70, partBytes: 1_000_000, fileRows: 1_000, fileChars: 1_000_000 };
    const all = await collectMentions(shop.services, shop.shopId, person, limits);
    expect([all.rows.length, all.leftOut]).toEqual([100, 0]);
    const few = await collectMentions(shop.services, shop.shopId, person, { ...limits, fileRows: 30 });
    expect([few.rows, few.leftOut]).toEqual([all.rows.slice(0, 30), 70]);
    const short = await collectMentions(shop.services, shop.shopId, person, { ...limits, fileChars: 2_000 });
    expect(short.rows.length).toBeGreaterThan(3);
    expect(short.rows.length + short.leftOut).toBe(100);
  });
});
