/**
 * Storefront events counted naively, one by one, from all that was ever told: whose each is, and what is folded from them.
 * Slow and plain, to compare with.
 */
import type { Row } from './segmentedShop.ts';

const DAY_MS = 86_400_000;
const BACK_MS = 30 * DAY_MS;

export interface ToldEvent {
  id: string;
  at: number;
  visitorId: string;
  name: string;
  customerId: string | null;
  emailKey: string | null;
  subjectId: string | null;
  device: 'mobile' | 'tablet' | 'desktop' | null;
  source: string | null;
  resultCount: number | null;
}

export interface KnownCustomer {
  customerId: string;
  emailKey: string | null;
  /** Of those who are gone: the last address they had. */
  formerKey: string | null;
  mergedInto: string | null;
}

/** The owner of each event, by event. */
export function naiveOwners(
  events: readonly ToldEvent[],
  customers: readonly KnownCustomer[],
): Map<string, string | null> {
  const resolve = (event: { customerId: string | null; emailKey: string | null }): string | null => {
    if (event.customerId !== null)
      return customers.find(({ customerId }) => customerId === event.customerId)?.mergedInto ?? event.customerId;
    if (event.emailKey === null) return null;
    const least = (ids: readonly (string | null)[]): string | undefined =>
      ids.filter((id) => id !== null).sort((one, other) => Number(one) - Number(other))[0];
    const having = customers.filter(({ emailKey }) => emailKey === event.emailKey);
    const had = customers.filter(({ formerKey }) => formerKey === event.emailKey);
    return least(having.map(({ customerId }) => customerId)) ?? least(had.map(({ mergedInto }) => mergedInto)) ?? null;
  };
  const owners = new Map<string, string | null>();
  for (const event of events) {
    const theirs = events.filter(({ visitorId }) => visitorId === event.visitorId);
    // The first time of each day that the browser named somebody.
    const first = new Map<string, { at: number; owner: string }>();
    for (const told of theirs) {
      const owner = resolve(told);
      if (owner === null) continue;
      const key = `${told.customerId ?? told.emailKey} ${Math.floor(told.at / DAY_MS)}`;
      const before = first.get(key);
      if (!before || told.at < before.at) first.set(key, { at: told.at, owner });
    }
    const sightings = [...first.values()].sort(
      (one, other) => one.at - other.at || Number(one.owner) - Number(other.owner),
    );
    const next = sightings.find(({ at }) => at >= event.at);
    const before = sightings.filter(({ at }) => at < event.at);
    const last = before.find(({ at }) => at === before.at(-1)?.at);
    const stitched = next && next.at - event.at <= BACK_MS ? next.owner : (last?.owner ?? null);
    owners.set(event.id, resolve(event) ?? stitched);
  }
  return owners;
}

/** The rows of the fold tables, in the order of their keys. */
export function naiveFolds(
  events: readonly ToldEvent[],
  owners: ReadonlyMap<string, string | null>,
  timeZone: string,
): Record<'days' | 'recent' | 'sources', Row[]> {
  const dayOf = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const groups = <Value>(keysOf: (event: ToldEvent, owner: string) => Value[]): { key: Value; of: ToldEvent[] }[] => {
    const found = new Map<string, { key: Value; of: ToldEvent[] }>();
    for (const event of events) {
      const owner = owners.get(event.id) ?? null;
      if (owner === null) continue;
      for (const key of keysOf(event, owner)) {
        const group = found.get(JSON.stringify(key)) ?? { key, of: [] };
        group.of.push(event);
        found.set(JSON.stringify(key), group);
      }
    }
    return [...found.values()];
  };
  const namesOf = (event: ToldEvent): string[] => [event.name, ...(event.resultCount === 0 ? ['search_empty'] : [])];
  const latest = (of: readonly ToldEvent[]): number[] => of.map(({ at }) => at).sort((one, other) => other - one);
  const bySource = (of: readonly ToldEvent[], sign: 1 | -1): ToldEvent | undefined =>
    [...of].sort((one, other) => sign * (one.at - other.at) || (one.id < other.id ? -1 : 1))[0];
  return {
    days: inOrder(
      groups((event, owner) =>
        namesOf(event).map((name) => ({ customer_id: owner, day: dayOf.format(event.at), name })),
      ).map(({ key, of }) => ({
        ...key,
        event_count: of.length,
        mobile_count: of.filter(({ device }) => device === 'mobile' || device === 'tablet').length,
        desktop_count: of.filter(({ device }) => device === 'desktop').length,
        last_at: latest(of)[0],
      })),
    ),
    recent: inOrder(
      groups((event, owner) => [
        { customer_id: owner, name: '*', subject_id: '0' },
        ...namesOf(event).flatMap((name) => [
          { customer_id: owner, name, subject_id: '0' },
          ...(event.subjectId === null ? [] : [{ customer_id: owner, name, subject_id: event.subjectId }]),
        ]),
      ]).map(({ key, of }) => ({ ...key, last_at: latest(of)[0], recent: latest(of).slice(0, 10) })),
    ),
    sources: inOrder(
      groups((event, owner) => (event.source === null ? [] : [{ customer_id: owner }])).map(({ key, of }) => ({
        ...key,
        first_at: bySource(of, 1)?.at,
        first_source: bySource(of, 1)?.source,
        last_at: bySource(of, -1)?.at,
        last_source: bySource(of, -1)?.source,
      })),
    ),
  };
}

/** Rows in an order that depends on nothing but themselves. */
export const inOrder = (rows: readonly Row[]): Row[] =>
  rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row);
