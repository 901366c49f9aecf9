/** Random customers, of every fact that is kept and of every question that random rules ask. */
import fc from 'fast-check';
import type { FactKind } from '#app/core/facts/fact.ts';
import { type Facts, storedFact, type StoredFactName, storedFactNames } from '#app/core/facts/stored.ts';
import type { Question } from '#app/core/questions/question.ts';
import { extremes, figures, ratios } from './figures.ts';
import { answersArbitrary, questionPool } from './history.ts';
import { birthArbitrary, gapsMs, instantArbitrary } from './instants.ts';
import { ownKeys, places, texts } from './texts.ts';

/** A customer looked at about `now`, with answers to these questions. */
export function factsArbitrary(now: number, questions: readonly Question[] = questionPool): fc.Arbitrary<Facts> {
  const kinds = byKind(now);
  const stored = Object.fromEntries(
    storedFactNames.map((name) => {
      const { kind, nullable } = storedFact(name);
      const value = special[name] ?? kinds[kind];
      return [name, nullable ? fc.option(value, { freq: 4 }) : value];
    }),
  );
  const facts = fc.record({ ...stored, asked: answersArbitrary(questions, now) }) as unknown as fc.Arbitrary<Facts>;
  return fc.tuple(facts, fc.boolean()).map(([known, isSound]) => (isSound ? withSoundOrders(known) : known));
}

const special: Partial<Record<StoredFactName, fc.Arbitrary<unknown>>> = { placeKey: fc.constantFrom(...places) };

function byKind(now: number): Record<FactKind, fc.Arbitrary<unknown>> {
  const text = fc.constantFrom(...texts);
  return {
    count: fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 8 }) }, { weight: 1, arbitrary: fc.constant(2_147_483_647) }),
    money: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...figures) },
      { weight: 1, arbitrary: fc.constantFrom(...extremes) },
      { weight: 1, arbitrary: fc.maxSafeInteger() },
    ),
    ratio: fc.oneof(fc.constantFrom(...ratios), fc.double({ min: 1e-9, max: 1e9, noNaN: true })),
    instant: instantArbitrary(now),
    span: fc.oneof(fc.constantFrom(...gapsMs), fc.nat()),
    flag: fc.boolean(),
    text,
    words: fc.array(text, { maxLength: 4 }),
    map: fc.dictionary(fc.constantFrom(...ownKeys), text, { noNullPrototype: true }),
    date: birthArbitrary(now),
  };
}

/** The customer with orders that agree with one another, as they nearly always do. */
function withSoundOrders(facts: Facts): Facts {
  if (facts.orderCount === 0)
    return { ...facts, firstOrderAt: null, lastOrderAt: null, ownGapMs: null, longGapMs: null };
  const lastOrderAt = facts.lastOrderAt ?? facts.firstOrderAt;
  if (lastOrderAt === null) return facts;
  return { ...facts, firstOrderAt: Math.min(facts.firstOrderAt ?? lastOrderAt, lastOrderAt), lastOrderAt };
}
