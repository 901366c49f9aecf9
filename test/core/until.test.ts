/** A clock that jumps from one `until` to the next: looking again only when it has come never leaves a stale answer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluate } from '#app/core/rules/evaluate.ts';
import { windowMs } from '#app/core/rules/window.ts';
import { conditionArbitrary, factsArbitrary, nowArbitrary, ruleArbitrary, yardsticksArbitrary } from './arbitraries.ts';

const MOST_JUMPS = 40;
const yearMs = windowMs({ days: 365 });

const customer = nowArbitrary.chain((now) =>
  fc.record({ now: fc.constant(now), facts: factsArbitrary(now), yardsticks: yardsticksArbitrary(now) }),
);
/** Where between two jumps the clock is stopped as well. */
const stops = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: MOST_JUMPS, maxLength: MOST_JUMPS });

test('an answer kept until its until is the answer at every instant before', () => {
  let checkCount = 0;
  let jumpCount = 0;
  let turnCount = 0;
  fc.assert(
    fc.property(
      customer,
      fc.array(ruleArbitrary, { minLength: 10, maxLength: 10 }),
      stops,
      (shop, rules, fractions) => {
        for (const rule of rules) {
          const answerAt = (at: number) => evaluate(rule, shop.facts, at, shop.yardsticks);
          let now = shop.now;
          for (const fraction of fractions) {
            const { member, until } = answerAt(now);
            if (until !== null) expect(until).toBeGreaterThan(now);
            const end = until ?? now + 200 * yearMs;
            for (const instant of [end - 1, now + Math.floor(fraction * (end - 1 - now))]) {
              const later = answerAt(instant);
              expect(later.member, `${JSON.stringify(rule)} at ${instant}, decided at ${now}`).toBe(member);
              if (until === null) expect(later.until).toBeNull();
              else if (later.until !== null) expect(later.until).toBeGreaterThanOrEqual(until);
              checkCount += 1;
            }
            if (until === null) break;
            now = until;
            jumpCount += 1;
            if (answerAt(now).member !== member) turnCount += 1;
          }
        }
      },
    ),
    { numRuns: 800 },
  );
  expect(checkCount).toBeGreaterThan(20_000);
  expect(jumpCount).toBeGreaterThan(5_000);
  expect(turnCount).toBeGreaterThan(jumpCount / 4);
});

test('the until of a single condition is the very instant at which its answer turns', () => {
  let turnCount = 0;
  fc.assert(
    fc.property(customer, fc.array(conditionArbitrary, { minLength: 10, maxLength: 10 }), (shop, conditions) => {
      for (const condition of conditions) {
        let { now } = shop;
        for (let jump = 0; jump < 5; jump += 1) {
          const { member, until } = evaluate(condition, shop.facts, now, shop.yardsticks);
          if (until === null) break;
          expect(evaluate(condition, shop.facts, until, shop.yardsticks).member).toBe(!member);
          now = until;
          turnCount += 1;
        }
      }
    }),
    { numRuns: 800 },
  );
  expect(turnCount).toBeGreaterThan(2_000);
});
