/**
 * Conditions on a date of birth, by calendar days in the shop's zone:
 *
 * - `birthday-within`: the birthday is today or one of the days after, so many in all. Begins and ends at midnight.
 * - `age-between`: the completed years of life are at least `from` and at most `to`. Begins and ends on a birthday.
 */
import { z } from 'zod';
import { addDays, addYears, type CalendarDay, dayOf, nextBirthday, startOfDay } from '../../calendar.ts';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import type { ConditionKind } from './condition.ts';

export type BirthdayCondition =
  | { readonly fact: FactNameOf<'date'>; readonly is: 'birthday-within'; readonly days: number }
  | { readonly fact: FactNameOf<'date'>; readonly is: 'age-between'; readonly from: number; readonly to: number };

const fact = z.enum(factNamesOf('date'));

export const birthdayCondition: ConditionKind<BirthdayCondition> = {
  factKinds: ['date'],
  operators: ['birthday-within', 'age-between'],
  schema: z.union([
    z.strictObject({ fact, is: z.literal('birthday-within'), days: z.int().min(1).max(60) }),
    z.strictObject({
      fact,
      is: z.literal('age-between'),
      from: z.int().min(0).max(130),
      to: z.int().min(0).max(130),
    }),
  ]),
  decide(condition, facts, now, yardsticks) {
    const birth = factOf(condition.fact, facts, yardsticks);
    if (birth === null) return { member: false, until: null };
    const { timezone } = yardsticks;
    const today = dayOf(timezone, now);
    const [from, to] = spanOf(condition, birth, today);
    if (today < from && from < to) return { member: false, until: startOfDay(timezone, from) };
    const member = from <= today && today < to;
    return { member, until: member ? startOfDay(timezone, to) : null };
  },
  compile(condition, scope) {
    const { timezone } = scope.yardsticks;
    const day = dayOf(timezone, scope.nowMs);
    const today = scope.bind(day, 'date');
    const [from, to] = spanSql(condition, scope.column(condition.fact), today, scope.once);
    // Tomorrow begins as it does here, whichever year's table of zones PostgreSQL has: no instant handed out has passed already.
    const tomorrow = addDays(day, 1);
    const start = (of: string): string =>
      `(CASE ${of} WHEN ${scope.bind(tomorrow, 'date')} THEN ${scope.instant(startOfDay(timezone, tomorrow))}
        ELSE ${of}::timestamp AT TIME ZONE ${scope.bind(timezone, 'text')} END)`;
    return {
      member: `(${from} <= ${today} AND ${today} < ${to}) IS TRUE`,
      untilIn: { text: start(to), harmless: false },
      untilOut: {
        text: `(CASE WHEN ${today} < ${from} AND ${from} < ${to} THEN ${start(from)} ELSE 'infinity' END)`,
        harmless: false,
      },
    };
  },
};

/** The first day on which it holds, and the first on which it does no longer. */
function spanOf(condition: BirthdayCondition, birth: CalendarDay, today: CalendarDay): [CalendarDay, CalendarDay] {
  if (condition.is === 'age-between') return [addYears(birth, condition.from), addYears(birth, condition.to + 1)];
  const next = nextBirthday(birth, today);
  return [addDays(next, 1 - condition.days), addDays(next, 1)];
}

function spanSql(
  condition: BirthdayCondition,
  birth: string,
  today: string,
  once: (expression: string) => string,
): [string, string] {
  if (condition.is === 'age-between') {
    const yearsLater = (years: number): string => once(`(${birth} + make_interval(years => ${years}))::date`);
    return [yearsLater(condition.from), yearsLater(condition.to + 1)];
  }
  // As the function next_birthday, without the time that its call takes.
  const age = `greatest(extract(year FROM ${today})::int - date_part('year', ${birth})::int, 0)`;
  const after = (years: string): string => `(${birth} + make_interval(years => ${years}))::date`;
  const next = once(
    `(CASE WHEN ${birth} IS NULL THEN NULL WHEN ${after(age)} >= ${today} THEN ${after(age)} ELSE ${after(`${age} + 1`)} END)`,
  );
  return [`(${next} - ${condition.days - 1})`, `(${next} + 1)`];
}
