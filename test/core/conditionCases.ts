/** Conditions and customers with the answers they are to get, all looked at in one instant. */
import { expect, test } from 'vitest';
import { type Facts, noFacts } from '#app/core/facts/catalogue.ts';
import { evaluate } from '#app/core/rules/evaluate.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { type Window, windowMs } from '#app/core/rules/window.ts';
import { noYardsticks, type Yardsticks } from '#app/core/yardsticks/yardsticks.ts';

export const now = Date.parse('2026-03-29T00:30:00.000Z');
export const day = windowMs({ days: 1 });
export const ago = (window: Window): number => now - windowMs(window);

/** A rule, what is known of the customer, and the verdict. */
export type Case = readonly [rule: Rule, facts: Partial<Facts>, member: boolean, until: number | null];

/** A test of each. */
export function check(cases: readonly Case[], yardsticks: Yardsticks = noYardsticks): void {
  test.each(cases)('%j of %j: %s until %s', (rule, facts, member, until) => {
    expect(evaluate(rule, { ...noFacts, ...facts }, now, yardsticks)).toEqual({ member, until });
  });
}
