/**
 * What every connector must do, whoever its partner is: run against a stand-in that can be told to fail. A connector's own test file
 * calls it with a way to start that stand-in.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Connector, ConnectorContext, EmailEvent, ListTarget, PartnerSession } from '#connectors/kit/connector.ts';
import { partnerContext } from './context.ts';
import { erasureBattery } from './batteryErasure.ts';
import { eventsBattery } from './batteryEvents.ts';
import { listsBattery } from './batteryLists.ts';
import { workBattery } from './batteryWork.ts';
import { bring, deliver, rowOf, type Place } from './delivery.ts';

/** Which calls an ordered failure means. */
export type CallKind = 'check' | 'list' | 'add' | 'remove' | 'erase' | 'any';

export interface Failure {
  on: CallKind;
  times: number;
  /** An answer of this status instead of the real one, or a connection that ends before or after the call took effect. */
  as: { status: number; retryAfterSeconds?: number } | { cut: 'before' | 'after' };
}

/** The stand-in as the battery sees it. */
export interface BatteryPartner {
  /** Customer ids of everybody in the list. */
  members(listName: string): Promise<Set<string>>;
  listCount(listName: string): Promise<number>;
  dropList(listName: string): Promise<void>;
  fail(failure: Failure): Promise<void>;
  /** The partner refuses this customer's row while it works on it, for a reason of its own. */
  refuse(customerId: string): Promise<void>;
  /** Lets time pass at the partner and on the connector's clock. */
  advance(ms: number): Promise<void>;
  /** Work that was accepted now takes so long. */
  setWorkTime(ms: number): Promise<void>;
  happened(event: Omit<EmailEvent, 'eventId' | 'email'> & { customerId: string }): Promise<void>;
  /** Whether anything of this customer is there, in a list or not. */
  knows(customerId: string): Promise<boolean>;
  /** How often somebody's consent was changed, or told as another than it is, since the start; asked of partners that know of consents. */
  consentChanges(): Promise<number>;
  nowMs(): number;
}

export interface BatteryWorld {
  settings: Record<string, string>;
  /** Well-formed, but not accepted by the partner. */
  wrongSettings: Record<string, string>;
  baseUrl: string;
  partner: BatteryPartner;
  /** Ends orders to fail that are still open. */
  calm(): Promise<void>;
  close(): Promise<void>;
  /** What the connector is handed beside that; for one that speaks to the shop itself. */
  contextFor?: (settings: Record<string, string>, baseUrl: string) => Partial<ConnectorContext>;
}

/** What some partners do and others do not. */
export type PartnerTrait =
  /** Takes work to be asked after later; without it a call is over when it is answered. */
  | 'work for later'
  /** Says of a single row that it refuses it. */
  | 'refused rows'
  /** Tells what people did with messages. */
  | 'events'
  /** Can be asked whether it holds somebody. */
  | 'a look at people'
  /** Keeps callers out for seconds, which a call can wait out; without it for minutes. */
  | 'short blocks'
  /** Keeps lists that can be made, found, renamed and deleted; without it marks on people, which are there as soon as somebody has one. */
  | 'lists'
  /** Knows of consents, so that one could be changed there. */
  | 'consents'
  /** Tells people apart by their addresses; without it everybody can be there. */
  | 'addresses';

/** What one test of the battery works on. */
export interface Stage {
  world: BatteryWorld;
  place: Place;
  session: PartnerSession;
  list: ListTarget;
  listName: string;
  /** Another session of the same account. */
  open(): Promise<PartnerSession>;
  /** Customers of this test only. */
  customer(number: number): string;
  members(): Promise<Set<string>>;
}

export interface BatteryOptions {
  connector: Connector;
  start: () => Promise<BatteryWorld>;
  /** None when left out. */
  lacks?: readonly PartnerTrait[];
}

export function connectorBattery(options: BatteryOptions): void {
  const { connector } = options;
  const has = (trait: PartnerTrait): boolean => options.lacks?.includes(trait) !== true;

  describe(`the connector ${connector.id}`, () => {
    let world: BatteryWorld;
    let place: Place;
    let session: PartnerSession;
    let list: ListTarget;
    let listName: string;
    let testCount = 0;
    const logged: string[] = [];

    const open = (settings = world.settings, signal?: AbortSignal): Promise<PartnerSession> =>
      connector.open(
        settings,
        partnerContext(world.baseUrl, () => world.partner.nowMs(), {
          log: {
            info: (fields, text) => logged.push(JSON.stringify({ fields, text })),
            warn: (fields, text) => logged.push(JSON.stringify({ fields, text })),
          },
          ...(signal === undefined ? {} : { signal }),
          ...world.contextFor?.(settings, world.baseUrl),
        }),
      );

    beforeAll(async () => {
      world = await options.start();
    });
    afterAll(() => world.close());
    beforeEach(async () => {
      testCount += 1;
      listName = `Segment ${testCount}`;
      session = await open();
      const ready = await session.ensureList(listName, null);
      if (ready.kind !== 'ready') throw new Error(`No list: ${ready.halt.reason}`);
      list = { listId: ready.listId, tag: `segment-${testCount}` };
      place = { session, list, advance: (ms) => world.partner.advance(ms), nowMs: () => world.partner.nowMs() };
    });
    afterEach(() => world.calm());

    /** Customers of this test only. */
    const customer = (number: number): string => String(testCount * 1000 + number);
    const members = (): Promise<Set<string>> => world.partner.members(listName);
    const stage = (): Stage => ({ world, place, session, list, listName, open, customer, members });

    test('has settings that its own form can fill', () => {
      expect(connector.settings.safeParse(world.settings).success).toBe(true);
      // Where the shop itself is the partner, nothing is entered.
      expect(connector.settings.safeParse({}).success).toBe(connector.fields.length === 0);
      expect(connector.fields.map(({ name }) => name).sort()).toEqual(Object.keys(world.settings).sort());
      for (const { label, help } of connector.fields) {
        for (const words of [label.tr, label.en, help.tr, help.en]) expect(words).not.toBe('');
      }
    });

    test('tells whose account it is', async () => {
      const answer = await session.testConnection();
      expect(answer).toMatchObject({ kind: 'connected' });
      expect(answer.kind === 'connected' && answer.accountId).toBeTruthy();
    });

    test('asks the merchant to reconnect when the key is not accepted', async () => {
      const stranger = await open(world.wrongSettings);
      const reconnect = { kind: 'merchant-must-act', action: 'reconnect' };
      expect(await stranger.testConnection()).toMatchObject({ kind: 'halted', halt: reconnect });
      expect(await stranger.ensureList(listName, null)).toMatchObject({ kind: 'halted', halt: reconnect });
      expect(await stranger.add(list, [rowOf(customer(1))])).toMatchObject({
        kind: 'halted',
        halt: reconnect,
        reached: 'no',
      });
    });

    test('stops at a key that is withdrawn in between', async () => {
      await world.partner.fail({ on: 'add', times: 1, as: { status: 401 } });
      const answer = await session.add(list, [rowOf(customer(1))]);
      expect(answer).toMatchObject({
        kind: 'halted',
        halt: { kind: 'merchant-must-act', action: 'reconnect' },
        reached: 'no',
      });
      expect(await members()).toEqual(new Set());
    });

    listsBattery(has('lists'), stage);

    test('puts customers into the list', async () => {
      const rows = [1, 2, 3].map((number) => rowOf(customer(number)));
      const outcomes = await bring(place, 'add', rows);
      for (const { customerId } of rows) expect(outcomes.get(customerId)).toMatchObject({ kind: 'done' });
      expect(await members()).toEqual(new Set(rows.map(({ customerId }) => customerId)));
    });

    test('changes nothing when the same customers come again', async () => {
      const rows = [1, 2].map((number) => rowOf(customer(number)));
      const first = await bring(place, 'add', rows);
      const second = await bring(place, 'add', rows);
      expect(second).toEqual(first);
      expect(await members()).toEqual(new Set(rows.map(({ customerId }) => customerId)));
    });

    test.each([
      { told: 'known', keepsId: true },
      { told: 'not known', keepsId: false },
    ])('takes customers off the list when their ids are $told', async ({ keepsId }) => {
      const rows = [1, 2, 3].map((number) => rowOf(customer(number)));
      const added = await bring(place, 'add', rows);
      const leaving = rows.slice(0, 2).map((row) => {
        const outcome = added.get(row.customerId);
        return { ...row, partnerId: keepsId && outcome?.kind === 'done' ? (outcome.partnerId ?? null) : null };
      });
      const outcomes = await bring(place, 'remove', leaving);
      for (const { customerId } of leaving) expect(outcomes.get(customerId)?.kind).toBe('done');
      expect(await members()).toEqual(new Set([customer(3)]));
    });

    test('takes the removal of somebody who is not there as done', async () => {
      const outcomes = await bring(place, 'remove', [rowOf(customer(1)), rowOf(customer(2), { email: null })]);
      expect([...outcomes.values()].map(({ kind }) => kind)).toEqual(['done', 'done']);
    });

    test('brings everybody in after the partner was busy for a moment', async () => {
      await world.partner.fail({ on: 'add', times: 2, as: { status: 429, retryAfterSeconds: 1 } });
      await deliver(place, 'add', [rowOf(customer(1))]);
      expect(await members()).toEqual(new Set([customer(1)]));
    });

    test('names the time when the partner is busy for long', async () => {
      await world.partner.fail({ on: 'add', times: 1, as: { status: 429, retryAfterSeconds: 3600 } });
      const answer = await session.add(list, [rowOf(customer(1))]);
      expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'retry' }, reached: 'no' });
      const notBeforeMs = answer.kind === 'halted' && answer.halt.kind === 'retry' ? answer.halt.notBeforeMs : 0;
      expect(notBeforeMs).toBeGreaterThan(world.partner.nowMs() + 3_590_000);
    });

    test.each([
      { what: 'a failing partner', as: { status: 503 } },
      { what: 'a connection that is cut before the call', as: { cut: 'before' } },
      { what: 'a connection that is cut after the call', as: { cut: 'after' } },
    ] as const)('brings everybody to the right place in spite of $what', async ({ as }) => {
      const staying = rowOf(customer(1));
      const leaving = rowOf(customer(2));
      await deliver(place, 'add', [leaving]);
      await world.partner.fail({ on: 'add', times: 1, as });
      await deliver(place, 'add', [staying]);
      await world.partner.fail({ on: 'remove', times: 1, as });
      await deliver(place, 'remove', [leaving]);
      await world.partner.fail({ on: 'any', times: 2, as });
      await deliver(place, 'add', [staying]);
      expect(await members()).toEqual(new Set([staying.customerId]));
    });

    test('admits that an addition may have arrived when its answer was lost', async () => {
      await world.partner.fail({ on: 'add', times: 1, as: { cut: 'after' } });
      const answer = await session.add(list, [rowOf(customer(1))]);
      expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'retry' }, reached: 'unknown' });
    });

    test('gives up on a partner that goes on failing, to try again later', async () => {
      await world.partner.fail({ on: 'any', times: 100, as: { status: 500 } });
      const answer = await session.ensureList(listName, null);
      expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    });

    test('says that nothing was sent when nobody listens', async () => {
      // Port 9 would do as well, but fetch never asks there.
      const address = 'http://127.0.0.1:2';
      const more = world.contextFor?.(world.settings, address);
      const nowhere = await connector.open(
        world.settings,
        partnerContext(address, () => world.partner.nowMs(), more),
      );
      const answer = await nowhere.add(list, [rowOf(customer(1))]);
      expect(answer).toMatchObject({ kind: 'halted', halt: { kind: 'retry' }, reached: 'no' });
    });

    test(
      has('addresses') ? 'sets a bad row aside and sends the others' : 'takes everybody, whatever their addresses are',
      async () => {
        const good = rowOf(customer(1));
        const rows = [
          good,
          rowOf(customer(2), { email: null }),
          rowOf(customer(3), { email: 'not an address' }),
          rowOf(customer(4), { email: good.email }),
          rowOf(customer(5)),
        ];
        const outcomes = await deliver(place, 'add', rows);
        const bad = has('addresses') ? [2, 3, 4] : [];
        for (const number of bad) {
          const outcome = outcomes.get(customer(number));
          expect(outcome).toMatchObject({ kind: 'rejected' });
          expect(outcome?.kind === 'rejected' && outcome.reason).toBeTruthy();
        }
        const placed = [1, 2, 3, 4, 5].filter((number) => !bad.includes(number));
        expect(await members()).toEqual(new Set(placed.map(customer)));
      },
    );

    test('gives an outcome to every row of a large batch', async () => {
      const rows = Array.from({ length: 450 }, (_, index) => rowOf(customer(index)));
      const outcomes = await bring(place, 'add', rows);
      expect(new Set(outcomes.keys())).toEqual(new Set(rows.map(({ customerId }) => customerId)));
      expect([...outcomes.values()].every(({ kind }) => kind === 'done')).toBe(true);
      expect((await members()).size).toBe(450);
    });

    workBattery(has, stage);
    eventsBattery(connector, has('events'), stage);

    test('ends its waits when the process stops', async () => {
      const stop = new AbortController();
      const stopping = await open(world.settings, stop.signal);
      await world.partner.fail({ on: 'add', times: 1, as: { status: 429, retryAfterSeconds: 30 } });
      const pending = stopping.add(list, [rowOf(customer(1))]);
      stop.abort();
      expect(await pending).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    });

    erasureBattery(connector, has('a look at people'), stage);

    if (has('consents'))
      test('has changed nobody’s consent', async () => {
        await deliver(place, 'add', [rowOf(customer(1))]);
        expect(await world.partner.consentChanges()).toBe(0);
      });

    test('has written nothing personal into the log', async () => {
      await world.partner.fail({ on: 'add', times: 1, as: { status: 400 } });
      await session.add(list, [rowOf(customer(1))]);
      expect(logged.length).toBeGreaterThan(0);
      for (const line of logged) {
        expect(line).not.toMatch(/@|Ayşe|Yılmaz/);
        for (const secret of Object.values(world.settings)) expect(line).not.toContain(secret);
      }
    });
  });
}
