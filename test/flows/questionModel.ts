/** What the answers to questions have to be: a plain model of what the words mean, event by event. */
import { addDays, dayOf, startOfDay } from '#app/core/calendar.ts';
import { type Answer, type Question, STRETCH_BEGUN_AT } from '#app/core/questions/question.ts';
import { DAY_MS, NOW } from './segmentedShop.ts';

export const ZONE = 'Europe/Istanbul';
export const CUSTOMERS = ['1', '2', '3'];
/** Product p is of type `t(p mod 2)`, of vendor `v(p mod 3)`, and listed in collection 900 + (p mod 2). */
export const PRODUCTS = [501, 502, 503, 504];

export type Event =
  | { kind: 'order'; customer: string; at: number; products: number[]; minor: number; cancelled: boolean }
  | {
      kind: 'visit';
      customer: string;
      at: number;
      name: VisitName;
      product: number;
      device: 'mobile' | 'desktop' | null;
    }
  | {
      kind: 'mail';
      customer: string;
      at: number;
      mail: 'opened' | 'clicked';
      machine: boolean;
      channel: 'email' | 'sms';
    };
export const visitNames = [
  'page_viewed',
  'product_viewed',
  'collection_viewed',
  'kesit:wishlist_added',
  'kesit:wishlist_removed',
] as const;
type VisitName = (typeof visitNames)[number];

/** The answer by the plain meaning of the words, event by event. */
export function modelAnswer(question: Question, all: readonly Event[], id: string): Answer {
  const events = all.filter((event) => event.customer === id);
  const orders = events.flatMap((event, index) =>
    event.kind === 'order' && !event.cancelled ? [{ ...event, index }] : [],
  );
  orders.sort((a, b) => a.at - b.at || a.index - b.index);
  const visits = events.flatMap((event) => (event.kind === 'visit' ? [event] : []));
  const mails = events.flatMap((event) => (event.kind === 'mail' ? [event] : []));
  const kth = (instants: readonly number[], times: number): number | null =>
    instants.toSorted((a, b) => b - a)[times - 1] ?? null;

  switch (question.ask) {
    case 'latest':
    case 'first': {
      const instants = happenings(question);
      return [
        question.ask === 'first' ? (instants.toSorted((a, b) => a - b)[0] ?? null) : kth(instants, question.times),
      ];
    }
    case 'unordered': {
      const name = question.event === 'wishlisted' ? 'kesit:wishlist_added' : 'product_viewed';
      const found = PRODUCTS.flatMap((product) => {
        const since = Math.max(
          -Infinity,
          ...orders.filter(({ products }) => products.includes(product)).map(({ at }) => at),
          ...(question.event === 'wishlisted'
            ? visits
                .filter((visit) => visit.name === 'kesit:wishlist_removed' && visit.product === product)
                .map(({ at }) => at)
            : []),
        );
        const seen = visits.filter((visit) => visit.name === name && visit.product === product && visit.at > since);
        return (
          kth(
            seen.map(({ at }) => at),
            question.times,
          ) ?? []
        );
      });
      return [found.length === 0 ? null : Math.max(...found)];
    }
    case 'active-days': {
      const days = [...new Set(visits.map(({ at }) => dayOf(ZONE, at)))].sort().reverse();
      const day = days[question.days - 1];
      return [day === undefined ? null : startOfDay(ZONE, addDays(day, question.windowDays))];
    }
    case 'interest':
      return stretchesOf((now) =>
        [0, 1].some((parity) => {
          const views = visits.filter((visit) => visit.name === 'collection_viewed' && visit.product % 2 === parity);
          const recent = views.filter(({ at }) => now < at + question.windowDays * DAY_MS);
          const ordered = orders.filter(({ products }) => products.some((product) => product % 2 === parity));
          return recent.length >= question.times && ordered.every(({ at }) => now >= at + question.orderDays * DAY_MS);
        }),
      );
    case 'device':
      return stretchesOf((now) => {
        const today = dayOf(ZONE, now);
        const counted = visits.filter(({ at }) => dayOf(ZONE, at) > addDays(today, -question.windowDays));
        const on = (device: string) => counted.filter((visit) => visit.device === device).length;
        return question.device === 'mobile' ? on('mobile') > on('desktop') : on('desktop') > on('mobile');
      });
    case 'channel':
      return stretchesOf((now) => {
        const clicks = mails.filter(
          ({ mail, machine, at }) => mail === 'clicked' && !machine && now < at + question.windowDays * DAY_MS,
        );
        return (
          clicks.filter(({ channel }) => channel === question.channel).length * 100 > clicks.length * question.percent
        );
      });
  }

  function happenings({
    event,
    of,
    worthMinor,
    afterGapDays,
  }: Extract<Question, { ask: 'latest' | 'first' }>): number[] {
    const matches = (product: number): boolean => {
      if (of === undefined) return true;
      const values = of.values.map((value) => value.toLowerCase());
      switch (of.by) {
        case 'product':
          return values.includes(String(product));
        case 'type':
          return values.includes(`t${product % 2}`);
        case 'vendor':
          return values.includes(`v${product % 3}`);
        case 'collection':
          return product % 2 === 1;
        case 'tag':
          return product === 503;
      }
    };
    if (event === 'ordered')
      return orders
        .filter(({ minor }) => worthMinor === undefined || minor >= worthMinor)
        .filter((order) => {
          const before = orders[orders.indexOf(order) - 1];
          return afterGapDays === undefined || (before !== undefined && order.at - before.at >= afterGapDays * DAY_MS);
        })
        .filter(({ products }) => products.some(matches))
        .map(({ at }) => at);
    if (event === 'viewed-product')
      return visits.filter((visit) => visit.name === 'product_viewed' && matches(visit.product)).map(({ at }) => at);
    if (event === 'visited') return visits.map(({ at }) => at);
    const kind = event === 'clicked-email' ? 'clicked' : 'opened';
    return mails
      .filter(({ mail, machine, channel }) => mail === kind && !machine && channel === 'email')
      .map(({ at }) => at);
  }

  /** The first two stretches from now on in which something holds; it can only turn at these instants. */
  function stretchesOf(holds: (now: number) => boolean): Answer {
    const turns = new Set<number>([NOW]);
    for (const { at } of events) {
      turns.add(at);
      for (const days of [14, 20, 30, 40]) {
        turns.add(at + days * DAY_MS);
        turns.add(startOfDay(ZONE, addDays(dayOf(ZONE, at), days)));
      }
    }
    const instants = [...turns].filter((at) => at >= NOW - DAY_MS).sort((a, b) => a - b);
    return stretchesFrom(instants, holds);
  }
}

function stretchesFrom(instants: readonly number[], holds: (now: number) => boolean): Answer {
  const spans: [number, number][] = [];
  for (const at of instants.filter((instant) => instant >= NOW)) {
    const last = spans[spans.length - 1];
    const open = last !== undefined && last[1] === Infinity;
    if (holds(at) && !open) spans.push([at === NOW ? STRETCH_BEGUN_AT : at, Infinity]);
    else if (!holds(at) && open && last) last[1] = at;
  }
  const [first, second] = spans;
  return [first?.[0] ?? null, first?.[1] ?? null, second?.[0] ?? null, second?.[1] ?? null];
}
