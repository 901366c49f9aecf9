/** The part of the battery about a partner's ways of working: at once or later, row by row, with short or long refusals. */
import { expect, test } from 'vitest';
import type { PartnerTrait, Stage } from './battery.ts';
import { bring, rowOf } from './delivery.ts';

export function workBattery(has: (trait: PartnerTrait) => boolean, stage: () => Stage): void {
  if (has('short blocks')) {
    test('waits within the call while the partner is busy for a moment', async () => {
      const { world, session, list, customer } = stage();
      await world.partner.fail({ on: 'add', times: 2, as: { status: 429, retryAfterSeconds: 1 } });
      expect((await session.add(list, [rowOf(customer(1))])).kind).not.toBe('halted');
    });
  }

  if (has('refused rows')) {
    test('tells of a row that the partner refuses while it works', async () => {
      const { world, place, customer, members } = stage();
      await world.partner.refuse(customer(2));
      const rows = [1, 2, 3].map((number) => rowOf(customer(number)));
      const outcomes = await bring(place, 'add', rows);
      expect(outcomes.get(customer(2))).toMatchObject({ kind: 'rejected' });
      expect(await members()).toEqual(new Set([customer(1), customer(3)]));
    });
  }

  if (has('work for later')) {
    test('is busy while the partner works on something, and quiet afterwards', async () => {
      const { world, session, list, customer } = stage();
      await world.partner.setWorkTime(60_000);
      const sinceMs = world.partner.nowMs();
      const answer = await session.add(list, [rowOf(customer(1))]);
      expect(answer.kind).toBe('accepted');
      expect(await session.settle(sinceMs)).toMatchObject({ kind: 'busy' });
      await world.partner.advance(61_000);
      expect(await session.settle(sinceMs)).toEqual({ kind: 'quiet' });
    });
  } else {
    test('is done when it has answered, and quiet at once', async () => {
      const { world, session, list, customer } = stage();
      const sinceMs = world.partner.nowMs();
      expect((await session.add(list, [rowOf(customer(1))])).kind).toBe('finished');
      expect(await session.settle(sinceMs)).toEqual({ kind: 'quiet' });
    });
  }
}
