/** What may happen in the imagined shop, one thing at a time, and how it is told. */
import type { ReportedEmailEvent } from '#app/store/emailEvents.ts';
import { consentChannels, type ConsentState } from '#app/core/changes.ts';
import {
  addresses,
  emptyShop,
  living,
  present,
  tags,
  tell,
  worthOf,
  type LiveCustomer,
  type LiveShop,
} from './convergenceShop.ts';
import {
  checkoutGoesOn,
  moneyIsGivenBack,
  orderChanges,
  orderGoes,
  orderIsEdited,
  orderIsPlaced,
  productChanges,
} from './convergenceTrade.ts';
import { DAY_MS, NOW } from './segmentedShop.ts';
import * as webhooks from './webhooks.ts';

type Event = (shop: LiveShop) => void;

/** Things that happen, and how often of a hundred. */
const events: readonly [number, Event][] = [
  [8, customerComes],
  [7, profileChanges],
  [10, consentChanges],
  [4, tagsChange],
  [2, customerGoes],
  [3, customersMerge],
  [3, totalsAreTold],
  [16, orderIsPlaced],
  [10, orderChanges],
  [5, orderIsEdited],
  [5, moneyIsGivenBack],
  [1, orderGoes],
  [6, checkoutGoesOn],
  [4, productChanges],
  [1, shopChanges],
  [9, somebodyVisits],
  [6, somebodyReads],
];

/** Lives until so much has been told. */
export function liveShop(seed: number, tellings: number): LiveShop {
  const shop = emptyShop(seed);
  const perEvent = (NOW - shop.at) / tellings;
  while (shop.told.length < tellings) {
    // Often several things happen within a second.
    if (!shop.dice.in100(20)) shop.at += 1_000 * (1 + shop.dice.roll(perEvent / 1_000));
    if (shop.at > NOW - DAY_MS) shop.at = NOW - DAY_MS;
    let lot = shop.dice.roll(100);
    events.find(([share]) => (lot -= share) < 0)?.[1](shop);
  }
  return shop;
}

const profileOf = (customer: LiveCustomer): webhooks.CustomerWords => ({
  email: customer.email,
  firstName: customer.firstName,
  phone: customer.phone,
  state: customer.state,
  createdAt: customer.createdAt,
  updatedAt: customer.updatedAt,
});

function customerComes(shop: LiveShop): void {
  const { dice, at } = shop;
  const id = shop.customers.length + 1;
  const customer: LiveCustomer = {
    id,
    email: dice.in100(85) ? dice.pick([...addresses, `c${id}@example.com`]) : null,
    phone: dice.in100(50) ? `0532 000 00 ${String(id).padStart(2, '0')}` : null,
    firstName: `Ad ${id}`,
    state: 'enabled',
    tags: [],
    consents: new Map(),
    createdAt: at,
    updatedAt: at,
    isGone: false,
    mergedInto: null,
  };
  shop.customers.push(customer);
  tell(shop, webhooks.customerTold(id, { ...profileOf(customer), topic: 'customers/create' }));
}

function profileChanges(shop: LiveShop): void {
  const { dice, at } = shop;
  const customer = dice.any(living(shop.customers));
  if (!customer) return;
  customer.updatedAt = at;
  if (dice.in100(25)) {
    customer.state = customer.state === 'enabled' ? 'disabled' : 'enabled';
    const topic = customer.state === 'enabled' ? 'customers/enable' : 'customers/disable';
    tell(shop, webhooks.customerTold(customer.id, { ...profileOf(customer), topic }));
    return;
  }
  customer.email = dice.in100(90) ? dice.pick([...addresses, `d${dice.roll(99)}@example.com`]) : null;
  customer.firstName = `Ad ${dice.roll(999)}`;
  tell(shop, webhooks.customerTold(customer.id, profileOf(customer)));
}

function consentChanges(shop: LiveShop): void {
  const { dice } = shop;
  const customer = dice.any(living(shop.customers));
  if (!customer) return;
  const channel = dice.pick([...consentChannels]);
  // One customer does not change their mind within a second.
  const at = Math.max(shop.at, (customer.consents.get(channel)?.at ?? 0) + 1_000);
  const state = dice.pick<ConsentState>(['subscribed', 'subscribed', 'unsubscribed', 'pending']);
  customer.consents.set(channel, { state, at });
  customer.updatedAt = shop.at;
  tell(shop, webhooks.consentTold(customer.id, state, at, channel));
}

function tagsChange(shop: LiveShop): void {
  const customer = shop.dice.any(living(shop.customers));
  if (!customer) return;
  const tag = shop.dice.pick(tags);
  const had = customer.tags.includes(tag);
  customer.tags = had ? customer.tags.filter((one) => one !== tag) : [...customer.tags, tag];
  customer.updatedAt = shop.at;
  tell(shop, webhooks.tagsTold(customer.id, tag, shop.at, had ? 'removed' : 'added'));
}

function customerGoes(shop: LiveShop): void {
  const customer = shop.dice.any(living(shop.customers));
  if (!customer) return;
  customer.isGone = true;
  tell(shop, webhooks.customerDeleted(customer.id, shop.at));
}

function customersMerge(shop: LiveShop): void {
  const [merged, kept] = shop.dice.shuffled(living(shop.customers));
  if (!merged || !kept) return;
  if (shop.dice.in100(15)) {
    tell(shop, webhooks.customersMerged(merged.id, kept.id, shop.at, 'failed'));
    return;
  }
  merged.isGone = true;
  merged.mergedInto = kept;
  kept.email ??= merged.email;
  kept.updatedAt = shop.at;
  tell(shop, webhooks.customersMerged(merged.id, kept.id, shop.at));
}

function totalsAreTold(shop: LiveShop): void {
  const customer = shop.dice.any(living(shop.customers));
  if (!customer) return;
  const bought = living(shop.orders).filter(({ buyer }) => buyer !== null && present(buyer) === customer);
  const spentMinor = bought.reduce((sum, order) => sum + worthOf(order), 0);
  tell(shop, webhooks.totalsTold(customer.id, { orderCount: bought.length, spentMinor, at: shop.at }));
}

function shopChanges(shop: LiveShop): void {
  const { dice, at } = shop;
  const instant = new Date(at).toISOString();
  const name = `Dükkân ${dice.roll(99)}`;
  const subscription = {
    admin_graphql_api_id: `gid://shopify/AppSubscription/${1 + dice.roll(2)}`,
    name: 'Plan',
    status: dice.pick(['ACTIVE', 'CANCELLED']),
  };
  if (dice.in100(50))
    tell(
      shop,
      webhooks.delivery(
        'shop/update',
        { name, currency: 'TRY', country_code: 'TR', iana_timezone: 'Europe/Istanbul', updated_at: instant },
        at,
      ),
    );
  else
    tell(
      shop,
      webhooks.delivery('app_subscriptions/update', { app_subscription: { ...subscription, updated_at: instant } }, at),
    );
}

function somebodyVisits(shop: LiveShop): void {
  const { dice } = shop;
  const at = shop.at + dice.roll(1_000);
  // Nobody else is told of by the address they type: a known one is told by id.
  const customer = dice.any(shop.customers);
  const known = dice.roll(4);
  shop.told.push({
    at,
    visit: {
      id: `visit-${shop.told.length}`,
      at,
      visitorId: `browser-${dice.roll(8)}`,
      name: dice.pick([
        'page_viewed',
        'product_viewed',
        'search_submitted',
        'product_added_to_cart',
        'checkout_started',
      ]),
      ...(known === 0 && customer && { customerId: customer.id }),
      ...(known === 1 && { emailKey: dice.pick(['ay@example.com', 'bora@example.com', 'irem@example.com']) }),
      ...(dice.in100(50) && { more: { productId: String(1 + dice.roll(9)), device: 'mobile', utmSource: 'x' } }),
    },
  });
}

function somebodyReads(shop: LiveShop): void {
  const { dice } = shop;
  const occurredAt = shop.at + dice.roll(1_000);
  const customer = dice.any(shop.customers);
  shop.told.push({
    at: occurredAt,
    mail: {
      eventId: `mail-${shop.told.length}`,
      kind: dice.pick<ReportedEmailEvent['kind']>(['received', 'opened', 'clicked']),
      isMachine: dice.in100(20),
      occurredAt,
      ...(customer && dice.in100(60) ? { customerId: String(customer.id) } : { email: dice.pick(addresses) }),
    },
  });
}
