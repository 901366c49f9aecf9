/** Real payloads, damaged in every way: reading never throws, quotes nothing, and what it reads can be stored. */
import { expect, it } from 'vitest';
import { readDelivery } from '#app/ingest/readDelivery.ts';
import { makeMutator, makeRandom, MARKER } from './mutations.ts';
import { askedFields, realPayloads } from './realPayloads.ts';
import { REASON, unstorable } from './storable.ts';

const MUTANTS = 150_000;
const SEED = 20_261_121;

it(`${MUTANTS.toLocaleString('en')} damaged payloads are read or answered with a reason`, { timeout: 120_000 }, () => {
  const payloads = realPayloads();
  const mutate = makeMutator(payloads, askedFields());
  const random = makeRandom(SEED);
  const counts = { read: 0, unreadable: 0 };
  const byDamage = new Map<string, { read: number; unreadable: number }>();
  const reasons = new Map<string, number>();
  const sentAt = Date.UTC(2026, 10, 21, 10);

  for (let index = 0; index < MUTANTS; index += 1) {
    const { topic, body, damages } = mutate(random);
    const which = (): string => `number ${index}, ${topic}: ${damages.join(', ')}`;
    const answer = readDelivery({ topic, triggeredAt: sentAt, receivedAt: sentAt, body });
    counts[answer.kind] += 1;
    for (const damage of damages) {
      const count = byDamage.get(damage) ?? { read: 0, unreadable: 0 };
      count[answer.kind] += 1;
      byDamage.set(damage, count);
    }
    if (answer.kind === 'unreadable') {
      if (!REASON.test(answer.reason) || answer.reason.includes(MARKER)) expect.fail(`${answer.reason} (${which()})`);
      const kind = answer.reason.replaceAll(/\[\d+\]/g, '[]');
      reasons.set(kind, (reasons.get(kind) ?? 0) + 1);
    } else {
      const problems = answer.changes.flatMap(unstorable);
      if (problems.length > 0) expect.fail(`${problems.join('; ')} (${which()})`);
    }
  }

  // Most damage must reach a reader: neither may every body be refused, nor every one pass.
  expect(counts.read).toBeGreaterThan(MUTANTS * 0.2);
  expect(counts.unreadable).toBeGreaterThan(MUTANTS * 0.2);
  expect(reasons.size).toBeGreaterThan(100);
  process.stdout.write(
    `fuzz: ${MUTANTS} mutants of ${payloads.length} payloads, seed ${SEED}: ${counts.read} read, ` +
      `${counts.unreadable} unreadable for ${reasons.size} reasons\n` +
      [...byDamage]
        .map(([name, { read, unreadable }]) => `fuzz: ${name}: ${read} read, ${unreadable} unreadable\n`)
        .join(''),
  );
});
