/** Lists that partners read: who is in them, and that whoever reads them while they change ends with exactly the list. */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiMember } from '#app/core/api/shapes.ts';
import { readChanges, readList, readMembers } from '#app/flows/api/readLists.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { changeDestination } from '#app/flows/destinations/changeDestination.ts';
import { retainShop } from '#app/flows/retain/retainShop.ts';
import { KEPT_DAYS } from '#app/store/retention.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { buyer, makeReader, NEW_SUBSCRIBERS, readersShop, REPEAT_BUYERS, type ReadersShop } from './readersShop.ts';
import { DAY_MS, NOW } from './segmentedShop.ts';
import {
  consentTold,
  customerDeleted,
  customerTold,
  customersMerged,
  orderDeleted,
  redactCustomer,
  type TestDelivery,
} from './webhooks.ts';

let database: TestDatabase;
let shop: ReadersShop;
let listId: string;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  shop = await readersShop(database);
  listId = await shop.switchTo(REPEAT_BUYERS, true);
});

const idsOf = (members: readonly ApiMember[]): number[] => members.map(({ customer_id }) => Number(customer_id));
const reader = (limit = 100) => makeReader(shop.web, shop.caller, listId, limit);

/** Who belongs in the list, from what is stored, without the placing of the product. */
async function expected(segmentId = REPEAT_BUYERS): Promise<number[]> {
  const rows = await shop.rows(
    `SELECT m.customer_id::int AS id FROM membership m JOIN customer c USING (shop_id, customer_id)
     JOIN destination d USING (shop_id, segment_id)
     WHERE m.shop_id = $1 AND m.segment_id = $2 AND d.enabled AND c.deleted_at IS NULL AND c.redacted_at IS NULL
       AND c.email IS NOT NULL AND (c.email_consent = 'subscribed' OR NOT d.consent_required) ORDER BY 1`,
    segmentId,
  );
  return rows.map(({ id }) => Number(id));
}

describe('a member', () => {
  it('carries who they are, what they allow, and the tags of all lists they are in', async () => {
    await shop.switchTo(NEW_SUBSCRIBERS, true);
    const before = NOW - 5 * DAY_MS;
    await shop.tell(...buyer(1, before), consentTold(1, 'subscribed', before, 'sms'));
    expect(await shop.members(listId)).toEqual([
      {
        customer_id: '1',
        email: 'c1@example.com',
        phone: '+905320001001',
        first_name: null,
        last_name: null,
        locale: null,
        country: null,
        tags: ['new-subscribers', 'repeat-buyers'],
        since: expect.any(String),
        consent: {
          email: { state: 'subscribed', since: new Date(before).toISOString(), source: 'shopify', registry: null },
          sms: { state: 'subscribed', since: new Date(before).toISOString(), source: 'shopify', registry: null },
          whatsapp: { state: 'unknown', since: null, source: null, registry: null },
        },
      },
    ]);
  });

  it('carries no number without a consent for SMS or WhatsApp, where the list asks for consent', async () => {
    await shop.tell(...buyer(1), ...buyer(2), consentTold(2, 'subscribed', NOW, 'whatsapp'));
    const phones = async (): Promise<(string | null)[]> => (await shop.members(listId)).map(({ phone }) => phone);
    expect(await phones()).toEqual([null, '+905320001002']);
    await shop.tell(consentTold(2, 'unsubscribed', NOW + 1_000, 'whatsapp'));
    expect(await phones()).toEqual([null, null]);
  });

  it('of a list that asks for no consent carries every address, and says that there is none', async () => {
    const destinationId = Number(listId);
    await changeDestination(shop.web, shop.shopId, destinationId, { what: 'consent', consentRequired: false });
    await placeShop(shop.services, shop.shopId);
    await shop.tell(...buyer(1), consentTold(1, 'unsubscribed', NOW));
    const [member] = await shop.members(listId);
    expect(member).toMatchObject({
      email: 'c1@example.com',
      phone: '+905320001001',
      consent: { email: { state: 'unsubscribed' } },
    });
  });
});

describe('the same rules as for every partner', () => {
  it('keep out those without consent, address or account, those excluded, and those held out', async () => {
    await shop.tell(
      ...buyer(1),
      ...buyer(2),
      consentTold(2, 'unsubscribed', NOW),
      ...buyer(3),
      customerTold(3, { updatedAt: NOW, email: null }),
      ...buyer(4),
      customerDeleted(4, NOW),
      ...buyer(5, NOW - 5 * DAY_MS),
    );
    expect(idsOf(await shop.members(listId))).toEqual([1, 5]);
    const change = { what: 'exclusions', segmentIds: [NEW_SUBSCRIBERS] } as const;
    expect(await changeDestination(shop.web, shop.shopId, Number(listId), change)).toEqual({ ok: true });
    await placeShop(shop.services, shop.shopId);
    expect(idsOf(await shop.members(listId))).toEqual([1]);
    await shop.rows('UPDATE segment SET holdout_percent = 50 WHERE shop_id = $1 AND segment_id = $2', REPEAT_BUYERS);
    await shop.tell(...Array.from({ length: 40 }, (_, index) => buyer(100 + index)).flat());
    const placed = idsOf(await shop.members(listId)).filter((id) => id >= 100);
    expect(placed.length).toBeGreaterThan(5);
    expect(placed.length).toBeLessThan(35);
  });

  it('need no delivery: nothing is pending and nobody is rung for', async () => {
    await database.owner.query('DELETE FROM graphile_worker._private_jobs');
    await shop.tell(...buyer(1));
    await shop.tell(customerTold(1, { updatedAt: NOW, email: 'new@example.com' }));
    expect(await shop.rows('SELECT state, acknowledged FROM placement WHERE shop_id = $1')).toEqual([
      { state: 'settled', acknowledged: true },
    ]);
    const { rows } = await database.owner.query<{ task: string }>(
      `SELECT task FROM due_work(now(), now() + interval '1 year') WHERE shop_id = $1 AND task IN ('deliver', 'pull')`,
      [shop.shopId],
    );
    expect(rows).toEqual([]);
  });
});

describe('changes', () => {
  it('tell who came, who left and of whom something is different, each once, with the latest', async () => {
    await shop.tell(...buyer(1), ...buyer(2), ...buyer(3));
    const partner = reader();
    while (await partner.nextPage());
    expect(await partner.followAll()).toEqual([]);
    await shop.tell(consentTold(1, 'unsubscribed', NOW));
    await shop.tell(customerTold(2, { updatedAt: NOW - 1_000, firstName: 'Ayşe' }));
    await shop.tell(customerTold(2, { updatedAt: NOW, firstName: 'Fatma' }));
    await shop.tell(...buyer(4));
    const changes = await partner.followAll();
    expect(changes.map((change) => [change.type, change.customer_id])).toEqual([
      ['remove', '1'],
      ['put', '2'],
      ['put', '4'],
    ]);
    expect(changes[1]).toMatchObject({ member: { first_name: 'Fatma' } });
    expect(changes[0]).toMatchObject({ erase: false });
  });

  it('say nothing when something changed of which readers are shown nothing', async () => {
    await shop.tell(...buyer(1));
    const partner = reader();
    while (await partner.nextPage());
    await shop.tell(customerTold(1, { updatedAt: NOW, phone: '+905320001001', state: 'disabled' }));
    await placeShop(shop.services, shop.shopId);
    expect(await partner.followAll()).toEqual([]);
  });

  it('tell in one list that a member came into another, since the tags are others', async () => {
    await shop.tell(...buyer(1, NOW - 5 * DAY_MS));
    const partner = reader();
    while (await partner.nextPage());
    await shop.switchTo(NEW_SUBSCRIBERS, true);
    expect(await partner.followAll()).toMatchObject([
      { type: 'put', member: { tags: ['new-subscribers', 'repeat-buyers'] } },
    ]);
  });

  it('empty a list that the merchant took back', async () => {
    await shop.tell(...buyer(1), ...buyer(2));
    const partner = reader();
    while (await partner.nextPage());
    await shop.switchTo(REPEAT_BUYERS, false);
    expect(await readList(shop.web, shop.caller, listId)).toMatchObject({ value: { state: 'closed' } });
    await partner.followAll();
    expect(partner.copy.size).toBe(0);
    expect(await shop.members(listId)).toEqual([]);
  });

  it('ask to erase a person who was erased, also one who had left long before', async () => {
    await shop.tell(...buyer(1), ...buyer(2));
    const partner = reader();
    while (await partner.nextPage());
    await shop.tell(orderDeleted(10, NOW));
    await partner.followAll();
    shop.time.now = Date.now() + (KEPT_DAYS.leftListing + 1) * DAY_MS;
    await retainShop(shop.services, shop.shopId, { pauseMs: 0 });
    await shop.tell(redactCustomer(1, { at: shop.time.now }), redactCustomer(2, { at: shop.time.now }));
    expect(await shop.rows('SELECT * FROM placement WHERE shop_id = $1')).toEqual([]);
    const changes = await partner.followAll();
    expect(
      changes
        .map(({ customer_id, type }) => ({ customer_id, type }))
        .sort((a, b) => Number(a.customer_id) - Number(b.customer_id)),
    ).toEqual([
      { customer_id: '1', type: 'remove' },
      { customer_id: '2', type: 'remove' },
    ]);
    expect(changes.every((change) => change.type === 'remove' && change.erase)).toBe(true);
    expect(partner.copy.size).toBe(0);
  });

  it('ask to erase everybody who was merged into a person who was erased, whichever of them the request names', async () => {
    await shop.tell(...buyer(1), ...buyer(2), ...buyer(3));
    const partner = reader();
    while (await partner.nextPage());
    await shop.tell(customersMerged(1, 2, NOW));
    await partner.followAll();
    await shop.tell(redactCustomer(1, { at: NOW }));
    const erased = (await partner.followAll()).filter((change) => change.type === 'remove' && change.erase);
    expect(erased.map((change) => change.customer_id).sort()).toEqual(['1', '2']);
    expect([...partner.copy.keys()]).toEqual(['3']);
  });

  it('are told for at least thirty days; who comes later is sent to read the list anew, and only who missed something', async () => {
    expect(KEPT_DAYS.leftListing).toBeGreaterThanOrEqual(30);
    await shop.tell(...buyer(1), ...buyer(2));
    const [late, current] = [reader(), reader()];
    while (await late.nextPage());
    while (await current.nextPage());
    await shop.tell(consentTold(1, 'unsubscribed', NOW));
    await current.followAll();
    const leftAt = Date.now();
    shop.time.now = leftAt + (KEPT_DAYS.leftListing - 1) * DAY_MS;
    await retainShop(shop.services, shop.shopId, { pauseMs: 0 });
    expect(await readChanges(shop.web, shop.caller, listId, { since: late.since, limit: 10 })).toMatchObject({
      value: { changes: [{ type: 'remove', customer_id: '1' }] },
    });
    shop.time.now = leftAt + (KEPT_DAYS.leftListing + 1) * DAY_MS;
    await retainShop(shop.services, shop.shopId, { pauseMs: 0 });
    expect(await readChanges(shop.web, shop.caller, listId, { since: late.since, limit: 10 })).toMatchObject({
      ok: false,
      problem: { status: 410, code: 'cursor-too-old' },
    });
    expect(await current.followAll()).toEqual([]);
    const anew = reader();
    while (await anew.nextPage());
    expect(await anew.followAll()).toEqual([]);
  });
});

describe('a cursor', () => {
  it('is taken for the list and the address that gave it, and not when anything of it is another', async () => {
    const other = await shop.switchTo(NEW_SUBSCRIBERS, true);
    await shop.tell(...buyer(1), ...buyer(2), ...buyer(3));
    const page = await readMembers(shop.web, shop.caller, listId, { limit: 1 });
    if (!page.ok) throw new Error(page.problem.code);
    const { next_cursor: next, changes_cursor: changes } = page.value;
    const wrong = { ok: false, problem: { status: 400, code: 'bad-cursor' } };
    expect(next).not.toBeNull();
    const cursor = next ?? '';
    expect(await readMembers(shop.web, shop.caller, other, { cursor, limit: 1 })).toMatchObject(wrong);
    expect(await readMembers(shop.web, shop.caller, listId, { cursor: changes, limit: 1 })).toMatchObject(wrong);
    expect(await readChanges(shop.web, shop.caller, listId, { since: cursor, limit: 1 })).toMatchObject(wrong);
    for (const forged of [`${cursor}x`, cursor.slice(1), `x${cursor}`, '', '.', 'bS4x.x'])
      expect(await readMembers(shop.web, shop.caller, listId, { cursor: forged, limit: 1 }), forged).toMatchObject(
        wrong,
      );
  });
});

/** What may happen between two pages that a partner reads. */
type Step = {
  what: 'come' | 'leave' | 'return' | 'rename' | 'withdraw' | 'allow' | 'sms' | 'erase' | 'off' | 'on';
  id: number;
};

const steps = fc.array(
  fc.record({
    what: fc.constantFrom(
      'come',
      'come',
      'leave',
      'return',
      'rename',
      'withdraw',
      'allow',
      'sms',
      'erase',
      'off',
      'on',
    ),
    id: fc.integer({ min: 1, max: 12 }),
  }),
  { minLength: 1, maxLength: 14 },
);

describe('whoever reads while the list changes', () => {
  it(
    'sees everybody who stays exactly once, and ends with exactly the list after the changes',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (happening, limit) => {
          shop = await readersShop(database);
          listId = await shop.switchTo(REPEAT_BUYERS, true);
          await shop.switchTo(NEW_SUBSCRIBERS, true);
          await shop.tell(...[2, 4, 6, 8, 10].flatMap((id) => buyer(id)));
          let at = NOW;
          const during = reader(limit);
          const stayed = new Set(await expected());
          let more = await during.nextPage();
          for (const step of happening) {
            at += 1_000;
            shop.time.now = at;
            await take(step, at);
            const now = new Set(await expected());
            if (more) for (const id of stayed) if (!now.has(id)) stayed.delete(id);
            if (more) more = await during.nextPage();
            else await during.follow();
          }
          while (more) more = await during.nextPage();
          const seen = idsOf(during.pages);
          expect(new Set(seen).size).toBe(seen.length);
          for (const id of stayed) expect(seen).toContain(id);
          await during.followAll();
          const anew = await shop.members(listId);
          expect(idsOf(anew)).toEqual(await expected());
          const byId = (a: ApiMember, b: ApiMember): number => Number(a.customer_id) - Number(b.customer_id);
          expect([...during.copy.values()].sort(byId)).toEqual(anew);
        }),
        { numRuns: 15 },
      );
    },
  );

  async function take({ what, id }: Step, at: number): Promise<void> {
    const told: Partial<Record<Step['what'], TestDelivery[]>> = {
      come: buyer(id),
      leave: [orderDeleted(id * 10, at)],
      return: buyer(id + 100, at),
      rename: [customerTold(id, { updatedAt: at, firstName: `Ad ${at}`, phone: `+90532000${1000 + id}` })],
      withdraw: [consentTold(id, 'unsubscribed', at)],
      allow: [consentTold(id, 'subscribed', at)],
      sms: [consentTold(id, 'subscribed', at, 'sms')],
      erase: [redactCustomer(id, { at })],
    };
    const deliveries = told[what];
    if (deliveries) await shop.tell(...deliveries);
    else await shop.switchTo(REPEAT_BUYERS, what === 'on');
  }
});
