/** The pixel: what it makes of Shopify's events is what the door takes, and nothing leaves without permission. */
import type { PixelEvents } from '@shopify/web-pixels-extension';
import { describe, expect, it } from 'vitest';
import { readEventPost } from '#app/ingest/events/siteEvent.ts';
import { makeOutbox } from '../../extensions/behaviour-pixel/src/outbox.ts';
import { subscribedEvents, toSiteEvent, type SubscribedEvent } from '../../extensions/behaviour-pixel/src/siteEvent.ts';

const money = { amount: 249.9, currencyCode: 'TRY' };
const merchandise = {
  id: '43696933175318',
  image: null,
  price: money,
  product: {
    id: '8121018417174',
    title: 'Havlu',
    type: 'Banyo',
    untranslatedTitle: 'Havlu',
    url: '/products/havlu',
    vendor: 'Kesit',
  },
  sku: 'KD-1',
  title: 'Standart',
  untranslatedTitle: 'Standart',
};
const checkout = {
  token: '5ae9b1ac4b2d46b8a4b1f0e3a4d6c7e8',
  email: 'ayse@example.com',
  totalPrice: money,
  lineItems: [],
};
const dataOf: Record<SubscribedEvent['name'], object> = {
  page_viewed: {},
  product_viewed: { productVariant: merchandise },
  search_submitted: { searchResult: { query: 'gizli', productVariants: [merchandise] } },
  product_added_to_cart: { cartLine: { cost: { totalAmount: money }, merchandise, quantity: 1 } },
  checkout_started: { checkout },
  checkout_completed: { checkout },
};

/** An event as Shopify's pixel manager hands it over. */
const shopifyEvent = (name: SubscribedEvent['name'], data: object = dataOf[name]): SubscribedEvent =>
  ({
    id: `sh-${name}`,
    name,
    clientId: 'c3fb3a1e-9a4f-4d2b-8f1e-000000000001',
    timestamp: '2026-11-21T10:00:00.000Z',
    seq: 1,
    type: 'standard',
    context: { document: { location: { href: 'https://shop.example/?q=gizli' } } },
    data,
  }) as unknown as PixelEvents[typeof name];

const toDoor = (event: SubscribedEvent, customerId: string | null): ReturnType<typeof readEventPost> =>
  readEventPost(Buffer.from(JSON.stringify({ account: 'account', events: [toSiteEvent(event, customerId)] })));

describe('an event', () => {
  it.each(subscribedEvents)('%s is one that the door takes', (name) => {
    expect(toDoor(shopifyEvent(name), null)).toMatchObject({
      ok: true,
      post: { events: [{ name, eventId: `sh-${name}`, occurredAt: Date.UTC(2026, 10, 21, 10) }] },
    });
  });

  it.each(['product_viewed', 'product_added_to_cart'] as const)('%s says which product', (name) => {
    expect(toDoor(shopifyEvent(name), null)).toMatchObject({ post: { events: [{ productId: '8121018417174' }] } });
  });

  it.each(['checkout_started', 'checkout_completed'] as const)('%s says which checkout, and whose', (name) => {
    expect(toDoor(shopifyEvent(name), null)).toMatchObject({
      post: { events: [{ checkoutToken: checkout.token, emailKey: 'ayse@example.com', customerId: null }] },
    });
  });

  it.each(['706405506930370084', 'gid://shopify/Customer/706405506930370084'])(
    'of the customer %s says their id and no address',
    (customerId) => {
      expect(toDoor(shopifyEvent('checkout_started'), customerId)).toMatchObject({
        post: { events: [{ customerId: '706405506930370084', emailKey: null }] },
      });
      expect(JSON.stringify(toSiteEvent(shopifyEvent('checkout_started'), customerId))).not.toContain('ayse');
    },
  );

  it('carries no search words, prices, names or pages', () => {
    for (const name of subscribedEvents)
      expect(JSON.stringify(toSiteEvent(shopifyEvent(name), null))).not.toMatch(/gizli|249\.9|Havlu|shop\.example/);
  });

  it('with what Shopify withholds is one all the same', () => {
    const bare = [
      shopifyEvent('product_added_to_cart', { cartLine: null }),
      shopifyEvent('checkout_started', { checkout: { token: null, email: null } }),
      shopifyEvent('product_viewed', { productVariant: { product: { id: null } } }),
    ];
    for (const event of bare)
      expect(toDoor(event, null)).toMatchObject({ ok: true, post: { events: [{ productId: null }] } });
  });
});

describe('the outbox', () => {
  /** An outbox with its clock and its line in the test's hands. */
  function setUp(answers: boolean[] = [], isAllowed = true) {
    const posts: { account: string; events: { id: string }[] }[] = [];
    let due: (() => void)[] = [];
    const outbox = makeOutbox(
      {
        account: 'account',
        post: (body) => {
          posts.push(JSON.parse(body) as (typeof posts)[number]);
          return Promise.resolve(answers.shift() ?? true);
        },
        after: (_delayMs, run) => void due.push(run),
      },
      isAllowed,
    );
    const pass = async (): Promise<void> => {
      const runs = due;
      due = [];
      for (const run of runs) run();
      await new Promise(setImmediate);
    };
    const put = (...ids: string[]): void => {
      for (const id of ids) outbox.put({ ...toSiteEvent(shopifyEvent('page_viewed'), null), id });
    };
    return { outbox, posts, pass, put, sent: () => posts.map(({ events }) => events.map(({ id }) => id)) };
  }

  it('posts together what one page sets off', async () => {
    const { put, pass, sent, posts } = setUp();
    put('a', 'b', 'c');
    await pass();
    expect(sent()).toEqual([['a', 'b', 'c']]);
    expect(posts[0]?.account).toBe('account');
  });

  it('posts no more at once than the door takes', async () => {
    const { put, pass, sent } = setUp();
    put(...Array.from({ length: 70 }, (_, number) => String(number)));
    await pass();
    await pass();
    expect(sent().map((ids) => ids.length)).toEqual([50, 20]);
  });

  it('sends again what was not taken, three times in all', async () => {
    const { put, pass, sent } = setUp([false, false, false, false]);
    put('a');
    await pass();
    put('b');
    await pass();
    await pass();
    await pass();
    await pass();
    expect(sent()).toEqual([['a'], ['a', 'b'], ['a', 'b'], ['b']]);
  });

  it('takes nothing from a visitor who does not allow it, and forgets what waits when the permission is withdrawn', async () => {
    const { outbox, put, pass, sent } = setUp([], false);
    put('before');
    await pass();
    outbox.allow(true);
    put('allowed');
    await pass();
    put('waiting');
    outbox.allow(false);
    await pass();
    expect(sent()).toEqual([['allowed']]);
  });
});
