/** Hints about segments, on both sides of every boundary; and the families that segments are read in. */
import { describe, expect, it } from 'vitest';
import { presets } from '#app/core/presets/registry.ts';
import { families } from '#app/core/segments/families.ts';
import { healthHints, presetsNotForSending, type HealthFigures } from '#app/core/segments/health.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY_MS = 86_400_000;
const well: HealthFigures = {
  memberCount: 500,
  changedAt: NOW - DAY_MS,
  destinationCount: 1,
  isForSending: true,
  nearest: { segmentId: 2, share: 0.5 },
};
const hints = (figures: Partial<HealthFigures>) => healthHints({ ...well, ...figures }, NOW);

describe('a segment', () => {
  it('that is well has no hints', () => {
    expect(hints({})).toEqual([]);
    expect(hints({ nearest: null })).toEqual([]);
  });

  it('is empty, or small below 20', () => {
    expect(hints({ memberCount: 0 })).toEqual([{ kind: 'empty' }]);
    expect(hints({ memberCount: 1 })).toEqual([{ kind: 'small', memberCount: 1 }]);
    expect(hints({ memberCount: 19 })).toEqual([{ kind: 'small', memberCount: 19 }]);
    expect(hints({ memberCount: 20 })).toEqual([]);
  });

  it('is unchanged when nobody entered or left for 90 days', () => {
    const changedAt = NOW - 90 * DAY_MS;
    expect(hints({ changedAt })).toEqual([{ kind: 'unchanged', since: changedAt }]);
    expect(hints({ changedAt: changedAt + 1 })).toEqual([]);
    expect(hints({ changedAt: null, memberCount: 0 })).toEqual([{ kind: 'empty' }]);
    expect(hints({ changedAt, memberCount: 0 })).toEqual([{ kind: 'empty' }]);
  });

  it('overlaps with another when they have more than 80 % in common', () => {
    expect(hints({ nearest: { segmentId: 7, share: 0.81 } })).toEqual([
      { kind: 'overlapping', segmentId: 7, share: 0.81 },
    ]);
    expect(hints({ nearest: { segmentId: 7, share: 0.8 } })).toEqual([]);
  });

  it('is not sent anywhere, unless it is not for sending', () => {
    expect(hints({ destinationCount: 0 })).toEqual([{ kind: 'not-sent' }]);
    expect(hints({ destinationCount: 0, isForSending: false })).toEqual([]);
    const known = presets.map(({ id }) => id);
    for (const id of presetsNotForSending) expect(known).toContain(id);
  });

  it('has all hints that apply, the most urgent first', () => {
    const figures = { memberCount: 5, changedAt: 0, destinationCount: 0, nearest: { segmentId: 1, share: 1 } };
    expect(hints(figures).map(({ kind }) => kind)).toEqual(['small', 'unchanged', 'overlapping', 'not-sent']);
  });
});

describe('families', () => {
  it('name presets that there are, each once', () => {
    const known = new Set(presets.map(({ id }) => id));
    for (const ids of Object.values(families)) {
      expect(ids.filter((id) => !known.has(id))).toEqual([]);
      expect(new Set<string>(ids).size).toBe(ids.length);
    }
  });

  it('have all RFM groups', () => {
    const groups = presets.filter(({ category }) => category === 'rfm').map(({ id }) => id);
    expect([...families.rfm].sort()).toEqual(groups.sort());
  });
});
