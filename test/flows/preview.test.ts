/** The preview of a rule: what it counts is what the segment has once it is kept. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '#app/core/rules/rule.ts';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { previewRule } from '#app/flows/segments/previewRule.ts';
import { resegment } from '#app/flows/segments/resegment.ts';
import type { Services } from '#app/flows/services.ts';
import { loadGround } from '#app/store/ground.ts';
import { estimateRule, exampleMembers } from '#app/store/rulePreview.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { DAY_MS, NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold, productTold } from './webhooks.ts';

let database: TestDatabase;
let shop: SegmentedShop;
/** As the admin's pages are: by the web process, which may read less. */
let web: Services;
beforeAll(async () => {
  database = await testDatabase();
  shop = await segmentedShop(database, { destinations: false });
  web = { ...shop.services, database: database.web };
  await shop.tell(
    productTold(501, { type: 'Çanta', vendor: 'Kesit', tags: ['yeni'], updatedAt: NOW - 90 * DAY_MS }),
    ...Array.from({ length: 40 }, (_, index) => index + 1).flatMap((id) => [
      customerTold(id, { updatedAt: NOW - 400 * DAY_MS, phone: `+90532000${String(1_000 + id)}` }),
      consentTold(id, id % 3 === 0 ? 'unsubscribed' : 'subscribed', NOW - 300 * DAY_MS),
      consentTold(id, id % 4 === 0 ? 'subscribed' : 'unsubscribed', NOW - 300 * DAY_MS, 'sms'),
      ...Array.from({ length: id % 5 }, (_, nth) =>
        orderTold(id * 100 + nth, {
          customerId: id,
          at: NOW - (id * 3 + nth) * DAY_MS,
          lines: [
            { id: id * 100 + nth, productId: id % 2 ? 501 : 502, priceMinor: 100, quantity: 1, currentQuantity: 1 },
          ],
        }),
      ),
    ]),
  );
});

const rules: Record<string, Rule> = {
  'on facts': {
    all: [
      { fact: 'orderCount', is: 'at-least', value: 2 },
      { fact: 'lastOrderAt', is: 'not-for', window: { days: 30 } },
    ],
  },
  'on what nobody asked before': {
    any: [
      { is: 'did', event: 'ordered', of: { by: 'type', values: ['çanta'] }, times: 2, window: { days: 60 } },
      { is: 'did-not', event: 'ordered', of: { by: 'tag', values: ['YENİ'] } },
    ],
  },
  'on a stretch': { is: 'mostly-on', device: 'mobile', windowDays: 30 },
  'on another segment': {
    all: [
      { is: 'member-of', segment: 9 },
      { fact: 'emailReachable', is: 'yes' },
    ],
  },
};

describe.each(Object.entries(rules))('a preview %s', (name, rule) => {
  it('counts, reaches and shows whom the segment then has', async () => {
    const answer = await previewRule(web, shop.shopId, rule, null, 'staff:1');
    if (!answer.ok) throw new Error(answer.problem.kind);
    const { preview } = answer;
    const terms = await shop.inShop(async (sql) => {
      const ground = await loadGround(sql);
      if (!ground) throw new Error('no shop');
      return { rule, slots: ground.slots, yardsticks: ground.yardsticks, settings: ground.shop.settings, now: NOW };
    });
    const made = await changeSegment(web, shop.shopId, { what: 'create', name, rule, active: true }, 'staff:1');
    if (!made.ok) throw new Error(made.problem.kind);
    await resegment(shop.services, shop.shopId);
    const members = await shop.rows(
      `SELECT m.customer_id, f.email_reachable, f.sms_reachable FROM membership m JOIN customer_fact f USING (shop_id, customer_id)
       WHERE m.shop_id = $1 AND m.segment_id = $2 ORDER BY 1 DESC`,
      made.segmentId,
    );
    expect(preview).toMatchObject({
      isEstimated: false,
      customerCount: 40,
      memberCount: members.length,
      reachable: {
        email: members.filter((member) => member.email_reachable).length,
        sms: members.filter((member) => member.sms_reachable).length,
        any: members.filter((member) => member.email_reachable === true || member.sms_reachable === true).length,
      },
    });
    expect(preview.examples.map(({ customerId }) => customerId)).toEqual(
      members.slice(0, 20).map(({ customer_id }) => customer_id),
    );
    // Estimated, a small shop is counted whole.
    if ('all' in rule && name === 'on another segment') return;
    const estimate = await database.web.inShop(shop.shopId, (sql) => estimateRule(sql, terms));
    expect(estimate).toEqual({ memberCount: preview.memberCount, customerCount: 40, reachable: preview.reachable });
    const few = await database.web.inShop(shop.shopId, (sql) => exampleMembers(sql, terms, 20, true));
    expect(few).toEqual(preview.examples);
  });
});

describe('a preview', () => {
  it('says what is wrong with a rule, at its place', async () => {
    const answer = await previewRule(web, shop.shopId, { all: [{ fact: 'orderCount', is: 'never' }] }, null, 'staff:1');
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'bad-rule', problems: [{ path: ['all', 0, 'is'] }] } });
  });

  it('of a rule that stands on the segment it is for is refused', async () => {
    const answer = await previewRule(web, shop.shopId, { is: 'member-of', segment: 5 }, 5, 'staff:1');
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'bad-reference', reference: { kind: 'cycle' } } });
  });
});
