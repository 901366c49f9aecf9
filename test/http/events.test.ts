/** `POST /events` through a real server: what the pixel may send, and what is kept of it. */
import { describe, expect, it } from 'vitest';
import { siteEventNames } from '#app/core/siteEvents/names.ts';
import { eventsStage } from './eventsStage.ts';

const stage = eventsStage();

describe('an event', () => {
  it.each(siteEventNames)('%s is kept with its instant and its visitor', async (name) => {
    const sent = stage.event({ name, data: { productId: '7', rating: 5, score: 9 } });
    expect(await stage.post({ account: stage.account, events: [sent] })).toMatchObject({
      status: 202,
      body: { accepted: 1, refused: [] },
    });
    expect(await stage.rowOf(sent.id)).toMatchObject({
      name,
      visitor_id: 'visitor-1',
      occurred_at: stage.time.now,
      customer_id: null,
      email_key: null,
      absorbed: false,
    });
  });

  it('keeps the product and the checkout, and neither search words, prices nor addresses', async () => {
    const money = { amount: 99.9, currencyCode: 'TRY' };
    const merchandise = {
      id: '43',
      title: 'Havlu',
      price: money,
      product: { id: '788032119674292922', title: 'Havlu' },
    };
    const viewed = stage.event({
      name: 'product_viewed',
      data: { productVariant: merchandise },
      url: 'https://shop.example/x?q=secret',
    });
    const added = stage.event({ name: 'product_added_to_cart', data: { cartLine: { quantity: 1, merchandise } } });
    const searched = stage.event({
      name: 'search_submitted',
      data: { searchResult: { query: 'secret', productVariants: [merchandise] } },
    });
    const started = stage.event({
      name: 'checkout_started',
      data: { checkout: { token: 'c'.repeat(32), totalPrice: money } },
      email: '  AYSE@Example.com ',
    });
    expect((await stage.post({ account: stage.account, events: [viewed, added, searched, started] })).status).toBe(202);
    expect(await stage.rowOf(viewed.id)).toMatchObject({ product_id: '788032119674292922' });
    expect(await stage.rowOf(added.id)).toMatchObject({ product_id: '788032119674292922' });
    expect(await stage.rowOf(searched.id)).toMatchObject({ product_id: null, data: {} });
    expect(await stage.rowOf(started.id)).toMatchObject({
      checkout_token: 'c'.repeat(32),
      email_key: 'ayse@example.com',
    });
    for (const sent of [viewed, added, searched, started])
      expect(JSON.stringify(await stage.rowOf(sent.id))).not.toMatch(/secret|Havlu|99\.9|AYSE/);
  });

  it('keeps the collection, how much a search found, the device and where the visitor came from', async () => {
    const origin = {
      device: 'tablet',
      utmSource: 'klaviyo',
      utmMedium: 'email',
      utmCampaign: 'kış',
      referrerHost: 't.co',
    };
    const listed = stage.event({
      name: 'collection_viewed',
      data: { collection: { id: '841564295', title: 'Havlu' } },
      ...origin,
    });
    const empty = stage.event({
      name: 'search_submitted',
      data: { searchResult: { query: 'secret', productVariants: [] } },
    });
    const counted = stage.event({ name: 'search_submitted', data: { searchResult: { resultCount: 12 } } });
    expect((await stage.post({ account: stage.account, events: [listed, empty, counted] })).status).toBe(202);
    expect(await stage.rowOf(listed.id)).toMatchObject({
      collection_id: '841564295',
      device: 'tablet',
      utm_source: 'klaviyo',
      utm_medium: 'email',
      utm_campaign: 'kış',
      referrer_host: 't.co',
    });
    expect([await stage.rowOf(empty.id), await stage.rowOf(counted.id)]).toMatchObject([
      { result_count: 0 },
      { result_count: 12 },
    ]);
  });

  it.each([
    { device: 'toaster' },
    { utmSource: 'ayse@example.com' },
    { utmCampaign: 'x'.repeat(201) },
    { utmMedium: 7 },
    { referrerHost: 'https://shop.example/x?q=secret' },
    { data: { searchResult: { resultCount: -1 } } },
  ])('with %j is kept without it', async (changed) => {
    const sent = stage.event({ name: 'search_submitted', ...changed });
    expect((await stage.post({ account: stage.account, events: [sent] })).status).toBe(202);
    expect(await stage.rowOf(sent.id)).toMatchObject({
      device: null,
      utm_source: null,
      utm_medium: null,
      utm_campaign: null,
      referrer_host: null,
      result_count: null,
    });
  });

  it('of a theme’s own kind keeps what it must say and nothing more', async () => {
    const review = stage.event({
      name: 'kesit:review_submitted',
      data: { productId: '7', rating: 4, text: 'secret', score: 3 },
    });
    const nps = stage.event({ name: 'kesit:nps_submitted', data: { score: 0 } });
    expect((await stage.post({ account: stage.account, events: [review, nps] })).status).toBe(202);
    expect(await stage.rowOf(review.id)).toMatchObject({ product_id: '7', data: { rating: 4 } });
    expect(await stage.rowOf(nps.id)).toMatchObject({ product_id: null, data: { score: 0 } });
  });

  it('of a signed-in customer is joined by id alone', async () => {
    const sent = stage.event({
      name: 'checkout_completed',
      customerId: '706405506930370084',
      email: 'ayse@example.com',
    });
    await stage.post({ account: stage.account, events: [sent] });
    expect(await stage.rowOf(sent.id)).toMatchObject({ customer_id: '706405506930370084', email_key: null });
  });

  it.each(['not an address', '', 'a@b\u0000', '@', `${'x'.repeat(400)}@example.com`])(
    'with %j typed for an address is kept as nobody’s',
    async (email) => {
      const sent = stage.event({ name: 'checkout_started', email });
      expect((await stage.post({ account: stage.account, events: [sent] })).status).toBe(202);
      expect(await stage.rowOf(sent.id)).toMatchObject({ email_key: null });
    },
  );

  it('is one row, however often and in whatever company it comes', async () => {
    const sent = stage.event();
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, number) =>
        stage.post({ account: stage.account, events: number % 2 ? [sent, stage.event()] : [sent, sent] }),
      ),
    );
    expect(replies.every(({ status }) => status === 202)).toBe(true);
    const { rows } = await stage.database.worker.inShop(stage.shopId, (sql) =>
      sql.query('SELECT FROM site_event WHERE shop_id = $1 AND event_id = $2', [stage.shopId, sent.id]),
    );
    expect(rows).toHaveLength(1);
  });

  it('rings the worker for its shop', async () => {
    await stage.post({ account: stage.account, events: [stage.event()] });
    const { rows } = await stage.database.owner.query(`SELECT FROM graphile_worker.jobs WHERE key = 'absorb:' || $1`, [
      stage.shopId,
    ]);
    expect(rows).toHaveLength(1);
  });

  it('may be sent as JSON', async () => {
    expect(
      (await stage.post({ account: stage.account, events: [stage.event()] }, { 'Content-Type': 'application/json' }))
        .status,
    ).toBe(202);
  });
});

describe('browsers', () => {
  it('from any origin may ask and be told', async () => {
    const preflight = await stage.post('', { 'Access-Control-Request-Method': 'POST' }, { method: 'OPTIONS' });
    expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': '*' } });
    expect(preflight.headers['access-control-allow-methods']).toContain('POST');
    for (const body of [{ account: stage.account, events: [stage.event()] }, 'nonsense'])
      expect((await stage.post(body)).headers['access-control-allow-origin']).toBe('*');
  });
});
