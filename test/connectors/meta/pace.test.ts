/** The pace of calls to Meta: below the score of the ad account, slower towards the end of an allowance, and never while blocked. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownAllowance } from '#app/core/placements/allowance.ts';
import { SCORE_WINDOW_MS, SCORES, type Tier } from '#connectors/meta/graph.ts';
import { makePacer, type Pacer } from '#connectors/meta/pace.ts';
import { readUsage, type Usage } from '#connectors/meta/usage.ts';

const NOTHING: Usage = { percent: 0, regainMs: 0, tier: null, score: null };
const START = Date.parse('2026-11-27T12:00:00Z');

function makeStage(): { pacer: Pacer; pass(ms: number): void; now(): number } {
  let now = START;
  return {
    pacer: makePacer({ clock: () => now, allowance: ownAllowance() }),
    pass: (ms) => (now += ms),
    now: () => now,
  };
}

/** Takes turns as soon as they come; the instants at which they came. */
async function run({ pacer, pass, now }: ReturnType<typeof makeStage>, turns: readonly number[]): Promise<number[]> {
  const times: number[] = [];
  for (const points of turns) {
    for (let waitMs = await pacer.takeTurn(points); waitMs > 0; waitMs = await pacer.takeTurn(points)) pass(waitMs);
    times.push(now());
  }
  return times;
}

describe('the score', () => {
  test.each(['limited', 'full'] as const)('of the tier %s is never exceeded, and used up', async (tier) => {
    const stage = makeStage();
    await stage.pacer.heed({ ...NOTHING, tier });
    const { mostPoints } = SCORES[tier];
    const turns = Array.from({ length: mostPoints }, () => 3);
    const times = await run(stage, turns);
    for (const [index, at] of times.entries()) {
      const within = times.slice(0, index + 1).filter((earlier) => earlier > at - SCORE_WINDOW_MS);
      expect(within.length * 3).toBeLessThanOrEqual(mostPoints);
    }
    // Three times the score takes two windows and hardly more.
    expect(stage.now() - START).toBeLessThan(2 * SCORE_WINDOW_MS * 1.02);
  });

  test('holds for any order of readings and writings', async () => {
    const turns = fc.array(fc.record({ points: fc.constantFrom(1, 3), idleMs: fc.nat(120_000) }), { maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(turns, async (wanted) => {
        const stage = makeStage();
        const made: { at: number; points: number }[] = [];
        for (const { points, idleMs } of wanted) {
          stage.pass(idleMs);
          made.push({ at: (await run(stage, [points]))[0] ?? NaN, points });
          const recent = made.filter(({ at }) => at > stage.now() - SCORE_WINDOW_MS);
          expect(recent.reduce((sum, turn) => sum + turn.points, 0)).toBeLessThanOrEqual(SCORES.limited.mostPoints);
        }
      }),
    );
  });

  test('counts what others spend on the same ad account', async () => {
    const { pacer, pass } = makeStage();
    expect(await pacer.takeTurn(3)).toBe(0);
    await pacer.heed({ ...NOTHING, score: { percent: 96.67, resetMs: 120_000 } });
    expect(await pacer.takeTurn(3)).toBe(120_000);
    for (const left of [0, 0, 120_000]) expect(await pacer.takeTurn(1)).toBe(left);
    pass(120_000);
    expect(await pacer.takeTurn(3)).toBe(0);
  });

  test('is the smaller one until Meta says that there is more', async () => {
    const { pacer } = makeStage();
    for (let turn = 0; turn < 20; turn += 1) expect(await pacer.takeTurn(3)).toBe(0);
    expect(await pacer.takeTurn(1)).toBeGreaterThan(290_000);
    await pacer.heed({ ...NOTHING, tier: 'full' });
    expect(await pacer.takeTurn(1)).toBe(0);
  });

  test('does not wait for turns that lie ahead of a clock which was set back', async () => {
    const { pacer, pass } = makeStage();
    for (let turn = 0; turn < 20; turn += 1) await pacer.takeTurn(3);
    pass(-86_400_000);
    expect(await pacer.takeTurn(3)).toBe(0);
  });
});

describe('a block', () => {
  test('lasts as long as Meta says', async () => {
    const { pacer, pass } = makeStage();
    await pacer.heed({ ...NOTHING, regainMs: 600_000 });
    expect(await pacer.takeTurn(1)).toBe(600_000);
    pass(599_999);
    expect(await pacer.takeTurn(1)).toBe(1);
    pass(1);
    expect(await pacer.takeTurn(1)).toBe(0);
  });

  test.each([
    ['limited', 300_000],
    ['full', 60_000],
  ] satisfies [Tier, number][])('that is not explained lasts as the tier %s has it', async (tier, waitMs) => {
    const { pacer } = makeStage();
    await pacer.heed({ ...NOTHING, tier });
    expect(await pacer.block(null)).toBe(waitMs);
    expect(await pacer.takeTurn(1)).toBe(waitMs);
  });

  test('is not shortened by a shorter one', async () => {
    const { pacer } = makeStage();
    await pacer.block(300_000);
    expect(await pacer.block(1000)).toBe(300_000);
  });
});

describe('an allowance', () => {
  test('is used freely while there is enough of it', async () => {
    const { pacer } = makeStage();
    await pacer.heed({ ...NOTHING, percent: 80 });
    expect(await pacer.takeTurn(1)).toBe(0);
  });

  test('that comes to its end is used more and more slowly', async () => {
    const waits = [81, 90, 95, 99].map(async (percent) => {
      const { pacer } = makeStage();
      await pacer.heed({ ...NOTHING, percent });
      return pacer.takeTurn(1);
    });
    expect(await Promise.all(waits)).toEqual([3000, 30_000, 45_000, 57_000]);
  });

  test('that is used up is waited for, although nobody said how long', async () => {
    const { pacer } = makeStage();
    await pacer.heed({ ...NOTHING, percent: 100 });
    expect(await pacer.takeTurn(1)).toBe(300_000);
  });
});

describe('the headers', () => {
  const read = (headers: Record<string, unknown>): Usage =>
    readUsage((name) => {
      const value = headers[name];
      return value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value);
    });

  test('are read together: the highest share, the longest wait, the tier', () => {
    const usage = read({
      'x-business-use-case-usage': {
        '111': [
          {
            type: 'ads_insights',
            call_count: 10,
            total_cputime: 20,
            total_time: 30,
            estimated_time_to_regain_access: 0,
          },
          {
            type: 'custom_audience',
            call_count: 97,
            total_cputime: 2,
            total_time: 3,
            estimated_time_to_regain_access: 7,
            ads_api_access_tier: 'standard_access',
          },
        ],
      },
      'x-app-usage': { call_count: 4, total_time: 98, total_cputime: 1 },
      'x-ad-account-usage': { acc_id_util_pct: 12.5, reset_time_duration: 90, ads_api_access_tier: 'standard_access' },
    });
    expect(usage).toEqual({ percent: 98, regainMs: 420_000, tier: 'full', score: { percent: 12.5, resetMs: 90_000 } });
  });

  test.each([
    ['nothing', {}],
    ['no JSON', { 'x-app-usage': '<html>', 'x-business-use-case-usage': '{"1":[{"call', 'x-ad-account-usage': '' }],
    ['other forms', { 'x-app-usage': [1], 'x-business-use-case-usage': { '1': null, '2': { call_count: 'many' } } }],
  ])('that say %s hold nothing up', (_what, headers) => {
    expect(read(headers)).toEqual(NOTHING);
  });
});
