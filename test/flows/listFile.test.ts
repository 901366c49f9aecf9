/** A list as a file: who is in it is decided as for any other list, and who took it out is written down. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { changeDestination } from '#app/flows/destinations/changeDestination.ts';
import { downloadList } from '#app/flows/files/downloadList.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
let listId: number;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await segmentedShop(database);
  const [list] = await shop.rows(
    `SELECT destination_id FROM destination JOIN segment USING (shop_id, segment_id) WHERE shop_id = $1 AND preset_id = 'repeat-buyers'`,
  );
  listId = Number(list?.destination_id);
});

/** Customers with two orders each. */
async function buyers(consent: 'subscribed' | 'unsubscribed', ...ids: number[]): Promise<void> {
  const at = NOW - 40 * DAY_MS;
  await shop.tell(
    ...ids.flatMap((id) => [
      customerTold(id, { updatedAt: at }),
      consentTold(id, consent, at),
      ...[0, 1].map((index) => orderTold(id * 100 + index, { customerId: id, at })),
    ]),
  );
}

async function download(columns = 'customer_id', format: 'csv' | 'jsonl' = 'csv'): Promise<string> {
  const answer = await downloadList(shop.services, shop.shopId, { destinationId: listId, format, columns }, 'staff:12');
  if (!answer.ok) throw new Error(answer.problem);
  const chunks: Uint8Array[] = [];
  for await (const chunk of answer.file.contents) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('the file of a list', () => {
  it('names who belongs in the list, and nobody without consent unless the merchant wants it so', async () => {
    await buyers('subscribed', 1, 2);
    await buyers('unsubscribed', 3);
    expect(await download()).toBe('customer_id\r\n1\r\n2\r\n');
    await changeDestination(shop.services, shop.shopId, listId, { what: 'consent', consentRequired: false });
    await placeShop(shop.services, shop.shopId);
    expect(await download('customer_id, email_consent, tag', 'jsonl')).toBe(
      [
        { customer_id: '1', email_consent: 'subscribed', tag: 'repeat-buyers' },
        { customer_id: '2', email_consent: 'subscribed', tag: 'repeat-buyers' },
        { customer_id: '3', email_consent: 'unsubscribed', tag: 'repeat-buyers' },
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
  });

  it('leaves out the members of segments that the list leaves out, and those held out', async () => {
    await buyers('subscribed', ...Array.from({ length: 40 }, (_, index) => index + 1));
    const all = (await download()).split('\r\n').length;
    const segment = 'segment_id = (SELECT segment_id FROM destination WHERE shop_id = $1 AND destination_id = $2)';
    await shop.rows(`UPDATE segment SET holdout_percent = 50 WHERE shop_id = $1 AND ${segment} RETURNING 1`, listId);
    await placeShop(shop.services, shop.shopId);
    const most = (await download()).split('\r\n').length;
    expect(most).toBeLessThan(all);
    expect(most).toBeGreaterThan(5);
    const [other] = await shop.rows(
      `SELECT segment_id FROM segment WHERE shop_id = $1 AND active AND segment_id <>
         (SELECT segment_id FROM destination WHERE shop_id = $1 AND destination_id = $2) LIMIT 1`,
      listId,
    );
    const segmentId = Number(other?.segment_id);
    const excluded = (await download()).split('\r\n').slice(1, 6);
    await shop.rows(
      `INSERT INTO membership (shop_id, segment_id, customer_id, entered_at) SELECT $1, $2, unnest($3::bigint[]), now() RETURNING 1`,
      segmentId,
      excluded,
    );
    const change = { what: 'exclusions', segmentIds: [segmentId] } as const;
    expect(await changeDestination(shop.services, shop.shopId, listId, change)).toEqual({ ok: true });
    await placeShop(shop.services, shop.shopId);
    const named = (await download()).split('\r\n');
    expect(named.length).toBe(most - excluded.length);
    for (const id of excluded) expect(named).not.toContain(id);
  });

  it('has every member once, however many pages it takes', async () => {
    await shop.inShop(async (sql) => {
      await sql.query(
        `INSERT INTO customer (shop_id, customer_id, email, email_key, first_name, updated_at)
         SELECT $1, n, n || '@shop.example', n || '@shop.example', '=1+1', now() FROM generate_series(1, 4100) n`,
        [shop.shopId],
      );
      await sql.query(
        `INSERT INTO placement (shop_id, destination_id, customer_id, desired, state)
         SELECT $1, $2, n, n % 41 > 0, 'pending' FROM generate_series(1, 4100) n`,
        [shop.shopId, listId],
      );
    });
    const lines = (await download('customer_id, first_name')).split('\r\n').slice(1, -1);
    const wanted = Array.from({ length: 4100 }, (_, index) => index + 1).filter((id) => id % 41 > 0);
    expect(lines).toEqual(wanted.map((id) => `${id},'=1+1`));
  });

  it('is a download that the record of accesses knows', async () => {
    await buyers('subscribed', 1, 2);
    await download();
    const [entry] = await shop.rows('SELECT actor, action, subject, row_count FROM access_log WHERE shop_id = $1');
    expect(entry).toEqual({ actor: 'staff:12', action: 'list-downloaded', subject: null, row_count: 2 });
  });

  it('is not there for a list of another shop, nor with columns that are none', async () => {
    const other = await segmentedShop(database);
    const ask = (destinationId: number, columns: string): Promise<unknown> =>
      downloadList(other.services, other.shopId, { destinationId, format: 'csv', columns }, 'staff:12');
    expect(await ask(4_711, '')).toEqual({ ok: false, problem: 'no-such-destination' });
    expect(await ask(listId, 'password')).toEqual({ ok: false, problem: 'bad-columns' });
  });
});
