/** Which segments of the list are shown for what is searched and filtered for, and how the address keeps that. */
import { describe, expect, it } from 'vitest';
import { addressOf, filterFrom, labelsOf, shownSegments, type SegmentFilter } from './filterSegments.ts';

const all: SegmentFilter = { search: '', states: [], labels: [] };

const segment = (segmentId: number, presetId: string | null, rest: object = {}) => ({
  segmentId,
  presetId,
  name: null,
  parameters: {},
  active: true,
  isPending: false,
  labels: [],
  ...rest,
});

const segments = [
  segment(1, 'winback', { active: false, labels: ['Bahar'] }),
  segment(2, 'vip', { isPending: true }),
  segment(3, null, { name: 'Işıltı sevenler', labels: ['Bahar', 'deneme'] }),
];
const shown = (filter: Partial<SegmentFilter>): number[] =>
  shownSegments(segments, { ...all, ...filter }).map(({ segmentId }) => segmentId);

describe('the list of segments', () => {
  it('shows those that are on first, otherwise in the shop’s order', () => {
    expect(shown({})).toEqual([2, 3, 1]);
  });

  it.each([
    ['a name in the other language', 'geri kazan', [1]],
    ['a name in English', 'WINB', [1]],
    ['a name of the shop’s own, whatever the letters', 'isilti', [3]],
    ['a label', 'bahar', [3, 1]],
    ['what nothing is called', 'xyz', []],
    ['blanks alone', '  ', [2, 3, 1]],
  ])('is searched by %s', (_, search, expected) => {
    expect(shown({ search })).toEqual(expected);
  });

  it('shows what has any of the chosen states, and any of the chosen labels', () => {
    expect(shown({ states: ['off'] })).toEqual([1]);
    expect(shown({ states: ['off', 'pending'] })).toEqual([2, 1]);
    expect(shown({ labels: ['Bahar'] })).toEqual([3, 1]);
    expect(shown({ labels: ['Bahar'], states: ['on'] })).toEqual([3]);
  });

  it('offers every label once, in order', () => {
    expect(labelsOf(segments, 'tr')).toEqual(['Bahar', 'deneme']);
  });
});

describe('the address of the list', () => {
  it('keeps what is searched and filtered for', () => {
    const filter: SegmentFilter = { search: 'a & b', states: ['on', 'pending'], labels: ['Bahar', 'x=y'] };
    expect(filterFrom(new URLSearchParams(addressOf(filter).toString()))).toEqual(filter);
    expect(addressOf(all).toString()).toBe('');
  });

  it('leaves out a state there is not', () => {
    expect(filterFrom(new URLSearchParams('state=asleep&state=off')).states).toEqual(['off']);
  });
});
