/** What visitors do in the demo shop's storefront, as the pixel would post it to the app's `/events` door. */
import { dayMs, hourMs, minuteMs, secondMs, settledAgeMs } from './calendar.ts';
import { catalogue, shopCurrency, type CatalogueProduct } from './catalogue.ts';
import type { Person } from './customers.ts';
import type { Order, PixelVariant, SiteEvent, SiteEventData, SiteEventName, SiteEventPost } from './model.ts';
import { emailDomains, firstNames, foldTurkish } from './names.ts';
import { randomFor, type Random } from './random.ts';

/** Who a session belongs to: a signed-in customer, an address typed at checkout, or nobody known. */
export type Visitor = { customerId: string } | { email: string } | 'anonymous';

const storefrontUrl = 'https://kesit-demo.example';

const searches = [
  'havlu',
  'bornoz',
  'keten gömlek',
  'çay bardağı',
  'nevresim takımı',
  'şampuan',
  'ipek eşarp',
] as const;

const lira = (minor: number): { amount: number; currencyCode: string } => ({
  amount: minor / 100,
  currencyCode: shopCurrency,
});

function variantOf(product: CatalogueProduct): PixelVariant {
  return {
    id: String(BigInt(product.id) + 1n),
    sku: `KD-${product.id.slice(-6)}`,
    title: 'Standart',
    price: lira(product.priceMinor),
    product: {
      id: product.id,
      title: product.title,
      type: product.productType,
      vendor: product.vendor,
      url: `/products/${product.id}`,
    },
  };
}

type Step = { name: SiteEventName; data: SiteEventData; path: string };

const checkoutStep = (random: Random, name: SiteEventName, product: CatalogueProduct, orderId?: string): Step => ({
  name,
  data: {
    checkout: {
      token: random.hex(32),
      currencyCode: shopCurrency,
      totalPrice: lira(product.priceMinor),
      lineItems: [{ quantity: 1, variant: variantOf(product) }],
      ...(orderId === undefined ? {} : { order: { id: orderId } }),
    },
  },
  path: name === 'checkout_completed' ? '/checkouts/thank-you' : '/checkouts/information',
});

/** The steps of one visit: land, perhaps search, look at a few products, perhaps fill the cart and start to pay. */
function visitSteps(random: Random): Step[] {
  const steps: Step[] = [{ name: 'page_viewed', data: {}, path: '/' }];
  if (random.chance(0.2)) {
    const query = random.pick(searches);
    const found = random.chance(0.85) ? [variantOf(random.pick(catalogue))] : [];
    steps.push({
      name: 'search_submitted',
      data: { searchResult: { query, productVariants: found } },
      path: '/search',
    });
  }
  const looks = random.chance(0.85) ? random.between(1, 3) : 0;
  for (let i = 0; i < looks; i += 1) {
    const product = random.pick(catalogue);
    const merchandise = variantOf(product);
    steps.push({ name: 'product_viewed', data: { productVariant: merchandise }, path: merchandise.product.url });
    if (!random.chance(0.2)) continue;
    const cartLine = { quantity: 1, merchandise, cost: { totalAmount: lira(product.priceMinor) } };
    steps.push({ name: 'product_added_to_cart', data: { cartLine }, path: merchandise.product.url });
    if (random.chance(0.4)) steps.push(checkoutStep(random, 'checkout_started', product));
  }
  return steps;
}

const ownership = (visitor: Visitor): { customerId?: string; email?: string } =>
  visitor === 'anonymous' ? {} : visitor;

/** One visit as events; `settle` may move each instant (in milliseconds), by default it stands as it is. */
export function visit(
  random: Random,
  visitor: Visitor,
  startedAtMs: number,
  {
    steps = visitSteps(random),
    settle = (atMs: number) => atMs,
  }: { steps?: Step[]; settle?: (atMs: number) => number } = {},
): SiteEvent[] {
  const clientId = random.uuid();
  let atMs = startedAtMs;
  return steps.map(({ name, data, path }) => {
    atMs += random.between(5 * secondMs, 70 * secondMs);
    const timestamp = new Date(Math.floor(settle(atMs))).toISOString();
    const url = `${storefrontUrl}${path}`;
    return { id: `sh-${random.uuid()}`, name, clientId, timestamp, data, ...ownership(visitor), url };
  });
}

/** As people type it on a phone: a capital here, a blank there. */
function typedAddress(random: Random, email: string): string {
  const capital = random.chance(0.5) ? email.slice(0, 1).toUpperCase() + email.slice(1) : email;
  return random.weighted([
    [capital, 6],
    [`${capital} `, 2],
    [`  ${capital}`, 1],
    [capital.toUpperCase(), 1],
  ]);
}

/** Moves an instant clear of the boundaries the demo avoids, and at least a quarter of an hour before the anchor. */
const settler =
  (anchorMs: number) =>
  (atMs: number): number =>
    anchorMs - settledAgeMs(anchorMs - atMs);

const visitAgeMs = (random: Random): number =>
  random.chance(0.85) ? hourMs + random.next() ** 1.3 * 30 * dayMs : 30 * dayMs + random.next() * 45 * dayMs;

/** A quarter of the customers were seen lately: most signed in, some known only by what they typed at checkout. */
export function siteEventsOf(seed: number, person: Person, orders: readonly Order[], anchorMs: number): SiteEvent[] {
  const random = randomFor(seed, 'site', person.position);
  if (!random.chance(0.26)) return [];
  const { id, email } = person.line;
  const events: SiteEvent[] = [];
  const settle = settler(anchorMs);
  const addressOnly = email !== null && random.chance(0.16);
  const visits = 1 + Math.min(4, Math.floor(random.exponential(0.9)));
  for (let i = 0; i < visits; i += 1) {
    const ageMs = visitAgeMs(random);
    if (addressOnly) {
      const steps = [checkoutStep(random, 'checkout_started', random.pick(catalogue))];
      events.push(...visit(random, { email: typedAddress(random, email) }, anchorMs - ageMs, { steps, settle }));
    } else {
      events.push(...visit(random, { customerId: id }, anchorMs - ageMs, { settle }));
    }
  }
  const newest = orders.at(-1);
  if (newest !== undefined && newest.sourceName === 'web' && !newest.test) {
    const ageMs = anchorMs - Date.parse(newest.processedAt);
    const visitor = addressOnly ? { email: typedAddress(random, email) } : { customerId: id };
    const steps = [checkoutStep(random, 'checkout_completed', random.pick(catalogue), newest.id)];
    if (ageMs < 75 * dayMs) events.push(...visit(random, visitor, anchorMs - ageMs, { steps, settle }));
  }
  return events;
}

/** A checkout begun with an address that no customer has, or null: about one for every hundred customers. */
export function strangerAddressAt(seed: number, position: number): string | null {
  const random = randomFor(seed, 'stranger', position);
  if (!random.chance(0.01)) return null;
  return `merak.${foldTurkish(random.pick(firstNames))}${position + 1}@${random.pick(emailDomains)}`;
}

/** Visits by people who are no customers: nameless ones, and strangers' abandoned checkouts. */
export function passersByAt(seed: number, position: number, anchorMs: number): SiteEvent[] {
  const random = randomFor(seed, 'passer-by', position);
  const settle = settler(anchorMs);
  const events = random.chance(0.08) ? visit(random, 'anonymous', anchorMs - visitAgeMs(random), { settle }) : [];
  const stranger = strangerAddressAt(seed, position);
  if (stranger === null) return events;
  const steps = [checkoutStep(random, 'checkout_started', random.pick(catalogue))];
  const ageMs = random.between(30 * minuteMs, 10 * dayMs);
  return [...events, ...visit(random, { email: typedAddress(random, stranger) }, anchorMs - ageMs, { steps, settle })];
}

/** The most events one POST to `/events` may carry. */
export const mostEventsPerPost = 50;

/** The bodies to POST to `/events`, full ones first; `account` is the pixel's public account id. */
export function* siteEventPosts(events: Iterable<SiteEvent>, account: string): Generator<SiteEventPost> {
  let batch: SiteEvent[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length < mostEventsPerPost) continue;
    yield { account, events: batch };
    batch = [];
  }
  if (batch.length > 0) yield { account, events: batch };
}
