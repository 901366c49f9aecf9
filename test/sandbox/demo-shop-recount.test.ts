// The recount holds to the meaning of every standard segment, to the millisecond, and to whose an event is.
import { describe, expect, it } from 'vitest';
import type { Customer, EmailEvent, EmailMetric, Order, SiteEvent } from '#sandbox/demo-shop/model.ts';
import { recount, type RecountInput, type StandardSegmentId } from '#sandbox/demo-shop/recount.ts';

const nowMs = Date.parse('2026-11-21T12:00:00.000Z');
const dayMs = 86_400_000;
const agoMs = (ms: number): string => new Date(nowMs - ms).toISOString();
const daysAgo = (days: number): string => agoMs(days * dayMs);

/** Inside a window of N days for one more millisecond, then exactly at its end, then a millisecond past it. */
const stillWithin = (days: number): string => agoMs(days * dayMs - 1);
const exactly = (days: number): string => daysAgo(days);
const justPast = (days: number): string => agoMs(days * dayMs + 1);

const customer = (changes: Partial<Customer> = {}): Customer => ({
  type: 'customer',
  id: '9007199254740993',
  email: 'ayse@example.com',
  phone: '+905321112233',
  firstName: 'Ayşe',
  lastName: 'Yılmaz',
  locale: 'tr',
  createdAt: daysAgo(400),
  updatedAt: daysAgo(400),
  tags: [],
  state: 'enabled',
  countryCode: 'TR',
  province: 'İzmir',
  city: 'Urla',
  emailConsent: { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: daysAgo(400) },
  smsConsent: null,
  ...changes,
});

let orderNumber = 0;
const order = (processedAt: string, changes: Partial<Order> = {}): Order => ({
  type: 'order',
  id: String(5_000_000_000_000 + (orderNumber += 1)),
  name: `#${orderNumber}`,
  customerId: '9007199254740993',
  email: 'ayse@example.com',
  createdAt: processedAt,
  processedAt,
  updatedAt: processedAt,
  cancelledAt: null,
  test: false,
  financialStatus: 'paid',
  currency: 'TRY',
  totalMinor: 1_000,
  currentTotalMinor: 1_000,
  totalDiscountsMinor: 0,
  discountCodes: [],
  sourceName: 'web',
  lines: [],
  refunds: [],
  ...changes,
});

const site = (timestamp: string, owner: { customerId?: string; email?: string }): SiteEvent => ({
  id: `sh-${timestamp}`,
  name: 'page_viewed',
  clientId: 'browser-1',
  timestamp,
  data: {},
  ...owner,
});

const mail = (
  metric: EmailMetric,
  datetime: string,
  event_properties: EmailEvent['event_properties'] = {},
): EmailEvent => ({
  uuid: `${metric} ${datetime}`,
  external_id: '9007199254740993',
  email: 'ayse@example.com',
  metric,
  datetime,
  event_properties,
});

type Life = Partial<Omit<RecountInput, 'shop'>> & { customer?: Customer; orders?: Order[] };

async function recounted(life: Life) {
  return recount({
    shop: [life.customer ?? customer(), ...(life.orders ?? [])],
    siteEvents: life.siteEvents ?? [],
    emailEvents: life.emailEvents ?? [],
    now: new Date(nowMs),
    ...(life.settings === undefined ? {} : { settings: life.settings }),
  });
}

async function isIn(segment: StandardSegmentId, life: Life): Promise<boolean> {
  return (await recounted(life)).segments.get(segment)?.has('9007199254740993') ?? false;
}

const mine = { customerId: '9007199254740993' };

describe('new-subscribers', () => {
  const since = (updatedAt: string | null, state: 'subscribed' | 'unsubscribed' = 'subscribed') =>
    customer({ emailConsent: { state, optInLevel: 'single_opt_in', updatedAt } });

  it('holds for 14 days from the consent', async () => {
    expect(await isIn('new-subscribers', { customer: since(stillWithin(14)) })).toBe(true);
    expect(await isIn('new-subscribers', { customer: since(exactly(14)) })).toBe(false);
    expect(await isIn('new-subscribers', { customer: since(justPast(14)) })).toBe(false);
  });

  it('takes consent by SMS as well, and neither a withdrawal nor a consent of unknown age', async () => {
    const smsConsent = { state: 'subscribed', optInLevel: 'single_opt_in', updatedAt: daysAgo(1) } as const;
    expect(await isIn('new-subscribers', { customer: customer({ smsConsent }) })).toBe(true);
    const withdrawn = { ...smsConsent, state: 'unsubscribed' } as const;
    expect(await isIn('new-subscribers', { customer: customer({ smsConsent: withdrawn }) })).toBe(false);
    expect(await isIn('new-subscribers', { customer: since(daysAgo(1), 'unsubscribed') })).toBe(false);
    expect(await isIn('new-subscribers', { customer: since(null) })).toBe(false);
  });
});

describe.each([
  ['engaged-30', 30],
  ['engaged-60', 60],
  ['engaged-90', 90],
] as const)('%s', (segment, days) => {
  it.each(['Opened Email', 'Clicked Email'] as const)('holds for that long after: %s', async (metric) => {
    expect(await isIn(segment, { emailEvents: [mail(metric, stillWithin(days))] })).toBe(true);
    expect(await isIn(segment, { emailEvents: [mail(metric, exactly(days))] })).toBe(false);
    expect(await isIn(segment, { emailEvents: [mail(metric, justPast(days))] })).toBe(false);
    const both = [mail(metric, stillWithin(days)), mail(metric, justPast(days))];
    expect(await isIn(segment, { emailEvents: both })).toBe(true);
  });

  it('counts people only, not mail programs, scanners or mere delivery', async () => {
    const machineOpen = mail('Opened Email', daysAgo(1), { 'Apple Privacy Open': true });
    expect(await isIn(segment, { emailEvents: [machineOpen] })).toBe(false);
    expect(await isIn(segment, { emailEvents: [machineOpen], settings: { countMachineOpens: true } })).toBe(true);
    const scanned = mail('Clicked Email', daysAgo(1), { 'Bot Click': 'True' });
    expect(await isIn(segment, { emailEvents: [scanned], settings: { countMachineOpens: true } })).toBe(false);
    expect(await isIn(segment, { emailEvents: [mail('Received Email', daysAgo(1))] })).toBe(false);
    const inPerson = mail('Opened Email', daysAgo(1), { 'Apple Privacy Open': false });
    expect(await isIn(segment, { emailEvents: [inPerson] })).toBe(true);
  });
});

describe('which orders count', () => {
  const twice = (changes: Partial<Order>, settings = {}): Promise<boolean> =>
    isIn('repeat-buyers', { orders: [order(daysAgo(9)), order(daysAgo(8), changes)], settings });

  it('paid, awaiting payment, partly paid, partly refunded', async () => {
    for (const financialStatus of ['paid', 'pending', 'authorized', 'partially_paid', 'partially_refunded'] as const)
      expect(await twice({ financialStatus }), financialStatus).toBe(true);
  });

  it('not: test, cancelled, voided, expired, fully refunded, or pending where the shop says so', async () => {
    for (const financialStatus of ['voided', 'expired', 'refunded'] as const)
      expect(await twice({ financialStatus }), financialStatus).toBe(false);
    expect(await twice({ test: true })).toBe(false);
    expect(await twice({ cancelledAt: daysAgo(7) })).toBe(false);
    expect(await twice({ financialStatus: 'pending' }, { countPending: false })).toBe(false);
  });

  it('not those of an unknown customer, even with the same e-mail', async () => {
    expect(await twice({ customerId: null })).toBe(false);
    expect(await twice({ customerId: '9007199254740992' })).toBe(false);
  });
});

describe('repeat-buyers and vip', () => {
  const withOrders = (count: number) => ({ orders: Array.from({ length: count }, () => order(daysAgo(300))) });

  it('begin with the second and the sixth order', async () => {
    expect(await isIn('repeat-buyers', withOrders(1))).toBe(false);
    expect(await isIn('repeat-buyers', withOrders(2))).toBe(true);
    expect(await isIn('vip', withOrders(5))).toBe(false);
    expect(await isIn('vip', withOrders(6))).toBe(true);
  });
});

describe('winback', () => {
  it('begins exactly 180 days after the last order that counts', async () => {
    expect(await isIn('winback', { orders: [order(stillWithin(180))] })).toBe(false);
    expect(await isIn('winback', { orders: [order(exactly(180))] })).toBe(true);
    expect(await isIn('winback', { orders: [order(justPast(180)), order(daysAgo(1), { test: true })] })).toBe(true);
    expect(await isIn('winback', { orders: [order(daysAgo(1)), order(daysAgo(200))] })).toBe(false);
  });

  it('asks for an order, and takes the day it was processed', async () => {
    expect(await isIn('winback', {})).toBe(false);
    expect(await isIn('winback', { orders: [order(daysAgo(200), { createdAt: daysAgo(1) })] })).toBe(true);
    expect(await isIn('winback', { orders: [order(daysAgo(1), { createdAt: daysAgo(200) })] })).toBe(false);
  });
});

describe('churn', () => {
  const gone = [order(daysAgo(200))];
  const received = mail('Received Email', daysAgo(10));

  it('asks for a lapsed buyer who was written to within 90 days', async () => {
    expect(await isIn('churn', { orders: gone, emailEvents: [received] })).toBe(true);
    expect(await isIn('churn', { orders: [order(stillWithin(180))], emailEvents: [received] })).toBe(false);
    expect(await isIn('churn', { orders: [order(exactly(180))], emailEvents: [received] })).toBe(true);
    expect(await isIn('churn', { emailEvents: [received] })).toBe(false);
    expect(await isIn('churn', { orders: gone, emailEvents: [mail('Received Email', stillWithin(90))] })).toBe(true);
    expect(await isIn('churn', { orders: gone, emailEvents: [mail('Received Email', exactly(90))] })).toBe(false);
  });

  it('ends with an open, not with a machine open or a click', async () => {
    const after = (event: EmailEvent): Promise<boolean> =>
      isIn('churn', { orders: gone, emailEvents: [received, event] });
    expect(await after(mail('Opened Email', stillWithin(90)))).toBe(false);
    expect(await after(mail('Opened Email', exactly(90)))).toBe(true);
    expect(await after(mail('Opened Email', daysAgo(5), { 'Apple Privacy Open': true }))).toBe(true);
    expect(await after(mail('Clicked Email', daysAgo(5)))).toBe(true);
  });
});

describe('potential-purchasers', () => {
  it('was on the site or clicked within 30 days', async () => {
    expect(await isIn('potential-purchasers', {})).toBe(false);
    expect(await isIn('potential-purchasers', { siteEvents: [site(stillWithin(30), mine)] })).toBe(true);
    expect(await isIn('potential-purchasers', { siteEvents: [site(exactly(30), mine)] })).toBe(false);
    expect(await isIn('potential-purchasers', { emailEvents: [mail('Clicked Email', stillWithin(30))] })).toBe(true);
    expect(await isIn('potential-purchasers', { emailEvents: [mail('Clicked Email', exactly(30))] })).toBe(false);
    expect(await isIn('potential-purchasers', { emailEvents: [mail('Opened Email', daysAgo(1))] })).toBe(false);
    const scanned = mail('Clicked Email', daysAgo(1), { 'Bot Click': true });
    expect(await isIn('potential-purchasers', { emailEvents: [scanned] })).toBe(false);
  });

  it('never ordered, as far as orders count', async () => {
    const siteEvents = [site(daysAgo(1), mine)];
    expect(await isIn('potential-purchasers', { siteEvents, orders: [order(daysAgo(900))] })).toBe(false);
    const undone = [order(daysAgo(9), { financialStatus: 'refunded' }), order(daysAgo(8), { cancelledAt: daysAgo(7) })];
    expect(await isIn('potential-purchasers', { siteEvents, orders: undone })).toBe(true);
  });
});

describe('whose an event is', () => {
  const seen = (owner: { customerId?: string; email?: string }, who = customer()): Promise<boolean> =>
    isIn('potential-purchasers', { customer: who, siteEvents: [site(daysAgo(1), owner)] });

  it('the customer named, or the one with the address typed at checkout, whatever its case and blanks', async () => {
    expect(await seen(mine)).toBe(true);
    expect(await seen({ email: '  AYSE@Example.COM ' })).toBe(true);
    expect(await seen({ email: 'ayse@example.com' }, customer({ email: ' Ayse@Example.com' }))).toBe(true);
    expect(await seen({ email: 'fatma@example.com' })).toBe(false);
    expect(await seen({ customerId: '9007199254740992' })).toBe(false);
    expect(await seen({ customerId: '9007199254740992', email: 'ayse@example.com' })).toBe(false);
    expect(await seen({})).toBe(false);
  });

  it('goes for e-mail events without a customer id too', async () => {
    const { uuid, email, metric, datetime, event_properties } = mail('Opened Email', daysAgo(1));
    const anonymous: EmailEvent = { uuid, email, metric, datetime, event_properties };
    expect(await isIn('engaged-30', { emailEvents: [anonymous] })).toBe(true);
    expect(await isIn('engaged-30', { emailEvents: [{ ...anonymous, email: 'fatma@example.com' }] })).toBe(false);
  });
});

describe('who may be placed', () => {
  const placed = async (changes: Partial<Customer>): Promise<boolean[]> => {
    const { segments, placeable } = await recounted({
      customer: customer(changes),
      orders: [order(daysAgo(3)), order(daysAgo(2))],
    });
    return [segments, placeable].map((sets) => sets.get('repeat-buyers')?.size === 1);
  };

  it('a member with an e-mail address and consent', async () => {
    expect(await placed({})).toEqual([true, true]);
    expect(await placed({ email: null })).toEqual([true, false]);
    for (const state of ['unsubscribed', 'not_subscribed', 'pending', 'invalid', 'redacted'] as const) {
      const emailConsent = { state, optInLevel: 'single_opt_in', updatedAt: daysAgo(400) };
      expect(await placed({ emailConsent }), state).toEqual([true, false]);
    }
    const unknownSince = { state: 'subscribed', optInLevel: 'unknown', updatedAt: null } as const;
    expect(await placed({ emailConsent: unknownSince })).toEqual([true, true]);
  });
});

describe('a customer merged into another', () => {
  const gone = { id: '7300000000001', email: 'Fatma@example.com' };
  const kept = customer({ merged: [gone] });

  it('leaves everything to the one that was kept: visits and e-mails under the old id or address', async () => {
    const visited = { customer: kept, siteEvents: [site(daysAgo(1), { customerId: gone.id })] };
    expect(await isIn('potential-purchasers', visited)).toBe(true);
    expect(await isIn('potential-purchasers', { ...visited, customer: customer() })).toBe(false);
    const stranger = { customer: kept, siteEvents: [site(daysAgo(1), { email: ' fatma@example.com' })] };
    expect(await isIn('potential-purchasers', stranger)).toBe(true);
    const opened = { ...mail('Opened Email', daysAgo(1)), external_id: gone.id, email: gone.email };
    expect(await isIn('engaged-30', { customer: kept, emailEvents: [opened] })).toBe(true);
    expect(await isIn('engaged-30', { customer: customer(), emailEvents: [opened] })).toBe(false);
  });

  it('leaves an address to whoever has it now', async () => {
    const heir = customer({ id: '7300000000002', email: 'fatma@example.com' });
    const { segments } = await recount({
      shop: [kept, heir],
      siteEvents: [site(daysAgo(1), { email: 'fatma@example.com' })],
      emailEvents: [],
      now: new Date(nowMs),
    });
    expect([...(segments.get('potential-purchasers') ?? [])]).toEqual([heir.id]);
  });
});

describe('the dump', () => {
  it('may hold orders before their customers, and is counted', async () => {
    const { customers, orders, segments } = await recount({
      shop: [order(daysAgo(3)), order(daysAgo(2)), customer(), order(daysAgo(1), { customerId: null })],
      siteEvents: [],
      emailEvents: [],
      now: new Date(nowMs),
    });
    expect({ customers, orders }).toEqual({ customers: 1, orders: 3 });
    expect([...(segments.get('repeat-buyers') ?? [])]).toEqual(['9007199254740993']);
  });

  it('with an instant that is none is refused rather than miscounted', async () => {
    await expect(recounted({ orders: [order('yesterday')] })).rejects.toThrow('not an instant: yesterday');
  });
});
