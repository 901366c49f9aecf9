/** The part of the battery about people who are to be erased: what a connector declares, and what it does. */
import { describe, expect, test } from 'vitest';
import type { Connector, PersonToErase } from '#connectors/kit/connector.ts';
import type { Stage } from './battery.ts';
import { bring, rowOf, until } from './delivery.ts';

/** @param showsPeople Whether the partner can be asked if it holds somebody; if not, every erasure is asked for. */
export function erasureBattery(connector: Connector, showsPeople: boolean, stage: () => Stage): void {
  test('declares what happens to a person who is to be erased', () => {
    const { erasure } = connector;
    if (erasure.kind === 'impossible') expect([erasure.byHand.tr, erasure.byHand.en]).not.toContain('');
    else expect(['requested', 'at-source']).toContain(erasure.kind);
  });
  if (connector.erasure.kind !== 'requested') return;

  describe('the erasure of a person', () => {
    const personOf = (customerId: string): PersonToErase => ({
      customerIds: [customerId],
      emails: [rowOf(customerId).email ?? ''],
      phones: [],
      partnerIds: [],
    });
    const gone = async ({ session, world }: Stage, person: PersonToErase): Promise<void> =>
      until(async () => {
        await world.partner.advance(60_000);
        return (await session.checkErasure(person)).kind === 'gone';
      }, 'the person is gone');

    test('takes them out of the partner and its lists, and nobody else', async () => {
      const { world, place, session, customer, members } = stage();
      await bring(
        place,
        'add',
        [1, 2].map((number) => rowOf(customer(number))),
      );
      const person = personOf(customer(1));
      const answer = await session.erase(person);
      expect(answer).toMatchObject({ kind: 'requested', profileCount: 1 });
      expect(answer.kind === 'requested' && answer.checkAfterMs).toBeGreaterThan(0);
      await gone(stage(), person);
      expect(await members()).toEqual(new Set([customer(2)]));
      expect([await world.partner.knows(customer(1)), await world.partner.knows(customer(2))]).toEqual([false, true]);
    });

    if (showsPeople) {
      test('of somebody who is not there is done at once', async () => {
        const { session, customer } = stage();
        expect(await session.erase(personOf(customer(7)))).toEqual({ kind: 'nothing-there' });
        expect(await session.checkErasure(personOf(customer(7)))).toEqual({ kind: 'gone' });
      });
    }

    test('may be asked again while it is under way and after it', async () => {
      const { place, session, customer } = stage();
      await bring(place, 'add', [rowOf(customer(1))]);
      const person = personOf(customer(1));
      await session.erase(person);
      expect(['requested', 'nothing-there']).toContain((await session.erase(person)).kind);
      await gone(stage(), person);
      expect((await session.erase(person)).kind).toBe(showsPeople ? 'nothing-there' : 'requested');
    });

    test.each([
      { what: 'a failing partner', as: { status: 503 } },
      { what: 'a busy partner', as: { status: 429, retryAfterSeconds: 1 } },
      { what: 'a connection that is cut before the call', as: { cut: 'before' } },
      { what: 'a connection that is cut after the call', as: { cut: 'after' } },
    ] as const)('comes about in spite of $what', async ({ as }) => {
      const { world, place, session, customer } = stage();
      await bring(place, 'add', [rowOf(customer(1))]);
      const person = personOf(customer(1));
      await world.partner.fail({ on: 'erase', times: 1, as });
      await until(async () => {
        const answer = await session.erase(person);
        if (answer.kind !== 'halted') return true;
        if (answer.halt.kind === 'retry') await place.advance(Math.max(0, answer.halt.notBeforeMs - place.nowMs()));
        return false;
      }, 'the erasure is taken');
      await gone(stage(), person);
      expect(await world.partner.knows(customer(1))).toBe(false);
    });

    test('names who must act when the key may not erase, or the partner fails for long', async () => {
      const { world, place, session, customer } = stage();
      await bring(place, 'add', [rowOf(customer(1))]);
      await world.partner.fail({ on: 'erase', times: 1, as: { status: 403 } });
      const person = personOf(customer(1));
      expect(await session.erase(person)).toMatchObject({ kind: 'halted', halt: { kind: 'merchant-must-act' } });
      await world.partner.fail({ on: 'any', times: 100, as: { status: 500 } });
      expect(await session.checkErasure(person)).toMatchObject({ kind: 'halted', halt: { kind: 'retry' } });
    });
  });
}
