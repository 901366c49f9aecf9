/** What connectors share: who keeps an address, when to come back, and what of a partner's words is kept. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownText } from '#connectors/kit/partnerText.ts';
import { retryAfterMs } from '#connectors/kit/retryAfter.ts';
import { byStanding } from '#connectors/kit/rowOrder.ts';
import { rowOf } from './delivery.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 10, 1, 12);

describe('the order of customers with one address', () => {
  test('puts who is there before who is not, and then the older one, whatever the order they come in', () => {
    const row = fc
      .record({ id: fc.integer({ min: 1, max: 2_000_000 }), isThere: fc.boolean() })
      .map(({ id, isThere }) => rowOf(String(id), { partnerId: isThere ? 'p' : null }));
    fc.assert(
      fc.property(fc.uniqueArray(row, { selector: ({ customerId }) => customerId }), (rows) => {
        const sorted = [...rows].sort(byStanding);
        expect([...rows].reverse().sort(byStanding)).toEqual(sorted);
        for (const [index, right] of sorted.entries()) {
          const left = sorted[index - 1];
          if (left === undefined) continue;
          if (left.partnerId === null) expect(right.partnerId).toBeNull();
          if (left.partnerId === right.partnerId)
            expect(Number(left.customerId)).toBeLessThan(Number(right.customerId));
        }
      }),
    );
  });
});

describe('Retry-After', () => {
  test.each([
    ['30', 30_000],
    [' 0 ', 0],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 90_000).toUTCString(), 0],
    ['999999999999999999999999', DAY_MS],
    ['9'.repeat(400), DAY_MS],
    [new Date(NOW + 30 * DAY_MS).toUTCString(), DAY_MS],
    ['soon', null],
    ['', null],
    [null, null],
  ])('of %s is read', (header, waitMs) => {
    expect(retryAfterMs(header, NOW)).toBe(waitMs);
  });
});

describe('a partner’s text', () => {
  test('is kept without addresses, tokens and control characters, and not at any length', () => {
    expect(shownText('The address <ayşe.yılmaz@shop.example> is\nblocked.')).toBe('The address <…> is blocked.');
    expect(shownText(`Hash ${'a1'.repeat(32)} is malformed`)).toBe('Hash … is malformed');
    expect(shownText('word '.repeat(500)).length).toBeLessThanOrEqual(300);
  });
});
