/** The pixel: what it makes of Shopify's events and a theme's is what the door takes, and no more. */
import type { CustomEvent, PixelEvents } from '@shopify/web-pixels-extension';
import { describe, expect, it } from 'vitest';
import { customEventNames, standardEventNames } from '#app/core/siteEvents/names.ts';
import { readEventPost } from '#app/ingest/events/siteEvent.ts';
import { customNames, type CustomName } from '../../extensions/behaviour-pixel/src/customEvent.ts';
import { deviceOf } from '../../extensions/behaviour-pixel/src/origin.ts';
import {
  subscribedEvents,
  toCustomSiteEvent,
  toSiteEvent,
  type SubscribedEvent,
} from '../../extensions/behaviour-pixel/src/siteEvent.ts';

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
const cartLine = { cost: { totalAmount: money }, merchandise, quantity: 1 };
const dataOf: Record<SubscribedEvent['name'], object> = {
  page_viewed: {},
  product_viewed: { productVariant: merchandise },
  collection_viewed: {
    collection: { id: 'gid://shopify/Collection/841564295', title: 'Havlu', productVariants: [merchandise] },
  },
  search_submitted: { searchResult: { query: 'gizli', productVariants: [merchandise] } },
  product_added_to_cart: { cartLine },
  product_removed_from_cart: { cartLine },
  cart_viewed: { cart: { id: 'cart', cost: { totalAmount: money }, lines: [cartLine], totalQuantity: 1 } },
  checkout_started: { checkout },
  checkout_contact_info_submitted: { checkout },
  checkout_completed: { checkout },
};

const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1';

interface Page {
  /** The address of the page. */
  at?: string;
  referrer?: string;
  userAgent?: string;
}

const contextOf = ({ at = 'https://shop.example/?q=gizli', referrer = '', userAgent = safari }: Page): object => ({
  document: { location: new URL(at), referrer, title: 'Havlu' },
  navigator: { userAgent },
});

/** An event as Shopify's pixel manager hands it over. */
const shopifyEvent = (name: SubscribedEvent['name'], data: object = dataOf[name], page: Page = {}): SubscribedEvent =>
  ({
    id: `sh-${name}`,
    name,
    clientId: 'c3fb3a1e-9a4f-4d2b-8f1e-000000000001',
    timestamp: '2026-11-21T10:00:00.000Z',
    seq: 1,
    type: 'standard',
    context: contextOf(page),
    data,
  }) as unknown as PixelEvents[typeof name];

/** What a theme has published. */
const customEvent = (name: string, customData: object | null): CustomEvent =>
  ({
    id: `sh-${name}`,
    name,
    clientId: 'c3fb3a1e-9a4f-4d2b-8f1e-000000000001',
    timestamp: '2026-11-21T10:00:00.000Z',
    seq: 1,
    type: 'custom',
    context: contextOf({}),
    customData,
  }) as unknown as CustomEvent;

const around = (customerId: string | null = null) => ({ customerId, shopHost: 'shop.myshopify.com' });

const post = (event: object | null): ReturnType<typeof readEventPost> =>
  readEventPost(Buffer.from(JSON.stringify({ account: 'account', events: [event] })));

const toDoor = (event: SubscribedEvent, customerId: string | null = null): ReturnType<typeof readEventPost> =>
  post(toSiteEvent(event, around(customerId)));

it('and the door know the same events', () => {
  expect([...subscribedEvents].sort()).toEqual([...standardEventNames].sort());
  expect([...customNames].sort()).toEqual([...customEventNames].sort());
});

describe('an event', () => {
  it.each(subscribedEvents)('%s is one that the door takes', (name) => {
    expect(toDoor(shopifyEvent(name))).toMatchObject({
      ok: true,
      post: { events: [{ name, eventId: `sh-${name}`, occurredAt: Date.UTC(2026, 10, 21, 10), device: 'mobile' }] },
    });
  });

  it.each(['product_viewed', 'product_added_to_cart', 'product_removed_from_cart'] as const)(
    '%s says which product',
    (name) => {
      expect(toDoor(shopifyEvent(name))).toMatchObject({ post: { events: [{ productId: '8121018417174' }] } });
    },
  );

  it('collection_viewed says which collection, and no product', () => {
    expect(toDoor(shopifyEvent('collection_viewed'))).toMatchObject({
      post: { events: [{ collectionId: '841564295', productId: null }] },
    });
  });

  it.each([
    [1, [merchandise]],
    [0, []],
  ])('search_submitted says that it found %d, and not what was sought', (resultCount, productVariants) => {
    const event = shopifyEvent('search_submitted', { searchResult: { query: 'gizli', productVariants } });
    expect(toDoor(event)).toMatchObject({ post: { events: [{ resultCount }] } });
  });

  it.each(['checkout_started', 'checkout_contact_info_submitted', 'checkout_completed'] as const)(
    '%s says which checkout, and whose',
    (name) => {
      expect(toDoor(shopifyEvent(name))).toMatchObject({
        post: { events: [{ checkoutToken: checkout.token, emailKey: 'ayse@example.com', customerId: null }] },
      });
    },
  );

  it.each(['706405506930370084', 'gid://shopify/Customer/706405506930370084'])(
    'of the customer %s says their id and no address',
    (customerId) => {
      expect(toDoor(shopifyEvent('checkout_started'), customerId)).toMatchObject({
        post: { events: [{ customerId: '706405506930370084', emailKey: null }] },
      });
      expect(JSON.stringify(toSiteEvent(shopifyEvent('checkout_started'), around(customerId)))).not.toContain('ayse');
    },
  );

  it('carries no search words, prices, names, pages or description of the browser', () => {
    for (const name of subscribedEvents)
      expect(JSON.stringify(toSiteEvent(shopifyEvent(name), around()))).not.toMatch(
        /gizli|249\.9|Havlu|shop\.example|Mozilla/,
      );
  });

  it('with what Shopify withholds is one all the same', () => {
    const bare = [
      shopifyEvent('product_added_to_cart', { cartLine: null }),
      shopifyEvent('checkout_started', { checkout: { token: null, email: null } }),
      shopifyEvent('product_viewed', { productVariant: { product: { id: null } } }),
      shopifyEvent('page_viewed', {}, { userAgent: '' }),
    ];
    for (const event of bare)
      expect(toDoor(event)).toMatchObject({ ok: true, post: { events: [{ productId: null }] } });
  });
});

describe('where a visitor came from', () => {
  const originOf = (page: Page, name: SubscribedEvent['name'] = 'page_viewed'): object => {
    const told = toSiteEvent(shopifyEvent(name, dataOf[name], page), around());
    return Object.fromEntries(Object.entries(told).filter(([field]) => /^(utm|referrer)/.test(field)));
  };
  const campaign = 'https://shop.example/?utm_source=klaviyo&utm_medium=email&utm_campaign=k%C4%B1%C5%9F';

  it.each<[string, Page, object]>([
    [
      'a campaign and another site',
      { at: campaign, referrer: 'https://www.google.com/search?q=gizli' },
      { utmSource: 'klaviyo', utmMedium: 'email', utmCampaign: 'kış', referrerHost: 'www.google.com' },
    ],
    ['the same site', { at: 'https://shop.example/b', referrer: 'https://shop.example/a' }, {}],
    ['the shop’s domain at Shopify', { referrer: 'https://shop.myshopify.com/' }, {}],
    ['nowhere', { referrer: '' }, {}],
    ['an address that is none', { referrer: 'about blank' }, {}],
    ['a bank, at checkout', { at: 'https://shop.example/checkouts/c/1', referrer: 'https://acs.bank.example/' }, {}],
  ])('%s', (_, page, origin) => {
    expect(originOf(page)).toEqual(origin);
  });

  it('is told with the page alone', () => {
    expect(originOf({ at: campaign }, 'product_viewed')).toEqual({});
  });

  it('is kept by the door, unless a campaign carries an address', () => {
    const at = `${campaign}&utm_medium=a`;
    expect(toDoor(shopifyEvent('page_viewed', {}, { at, referrer: 'https://t.co/x' }))).toMatchObject({
      post: { events: [{ utmSource: 'klaviyo', utmCampaign: 'kış', referrerHost: 't.co' }] },
    });
    expect(
      toDoor(shopifyEvent('page_viewed', {}, { at: 'https://shop.example/?utm_campaign=ayse@example.com' })),
    ).toMatchObject({ post: { events: [{ utmCampaign: null }] } });
  });

  it.each([
    [safari, 'mobile'],
    ['Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36', 'mobile'],
    ['Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 Chrome/130.0 Safari/537.36', 'tablet'],
    ['Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile/15E148', 'tablet'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36', 'desktop'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15', 'desktop'],
    ['', undefined],
  ])('on %j is %s', (userAgent, device) => {
    expect(deviceOf(userAgent)).toBe(device);
  });
});

describe('what a theme publishes', () => {
  const told = (name: CustomName, customData: object | null): object | null =>
    toCustomSiteEvent(customEvent(name, customData), around('42'));

  it.each<[CustomName, object | null, object]>([
    ['kesit:wishlist_added', { productId: 8121018417174 }, { productId: '8121018417174', data: {} }],
    ['kesit:wishlist_removed', { productId: 'gid://shopify/Product/8121018417174' }, { productId: '8121018417174' }],
    ['kesit:review_submitted', { productId: '7', rating: '5' }, { productId: '7', data: { rating: 5 } }],
    ['kesit:nps_submitted', { score: 0 }, { productId: null, data: { score: 0 } }],
    ['kesit:referral_shared', null, { data: {} }],
    ['kesit:referral_completed', {}, { data: {} }],
    ['kesit:referral_earned', {}, { data: {} }],
  ])('%s with %j is one that the door takes', (name, customData, kept) => {
    expect(post(told(name, customData))).toMatchObject({
      ok: true,
      post: { events: [{ name, customerId: '42', ...kept }] },
    });
  });

  it('carries nothing that is not asked for', () => {
    const event = told('kesit:review_submitted', { productId: 7, rating: 4, text: 'gizli', email: 'ayse@example.com' });
    expect(event).toMatchObject({ data: { productId: '7', rating: 4 } });
    expect(JSON.stringify(event)).not.toMatch(/gizli|ayse/);
  });

  it.each<[CustomName, object | null]>([
    ['kesit:wishlist_added', {}],
    ['kesit:wishlist_added', { productId: 'towel' }],
    ['kesit:review_submitted', { productId: 7 }],
    ['kesit:review_submitted', { productId: 7, rating: 6 }],
    ['kesit:review_submitted', { productId: 7, rating: 4.5 }],
    ['kesit:nps_submitted', { score: 11 }],
    ['kesit:nps_submitted', { score: '' }],
    ['kesit:nps_submitted', null],
  ])('%s with %j is left out', (name, customData) => {
    expect(told(name, customData)).toBeNull();
  });

  it('under another name is left out', () => {
    expect(toCustomSiteEvent(customEvent('other:event', { productId: 7 }), around())).toBeNull();
  });
});
