/** Which ready-made segments are found, by category, and how the address keeps what was searched for. */
import { describe, expect, it } from 'vitest';
import { presetCategories } from '#app/core/presets/preset.ts';
import { presets } from '#app/core/presets/registry.ts';
import { addressOf, foundByCategory, searchFrom } from './catalogueSearch.ts';

const entries = presets.map(({ id }) => ({ presetId: id, values: {} }));
const found = (search: string, category: (typeof presetCategories)[number] | null = null): string[] =>
  foundByCategory(entries, { search, category }).flatMap(({ entries: each }) => each.map(({ presetId }) => presetId));

describe('the catalogue', () => {
  it('shows every preset once, by category, in the order of the categories', () => {
    expect(found('').toSorted()).toEqual(presets.map(({ id }) => id).toSorted());
    expect(foundByCategory(entries, { search: '', category: null }).map(({ category }) => category)).toEqual(
      presetCategories,
    );
  });

  it.each([
    ['a name in Turkish', 'doğum günü', 'birthday'],
    ['a name in Turkish without its letters', 'DOGUM GUNU', 'birthday'],
    ['a name in English', 'birthday', 'birthday'],
  ])('is searched by %s', (_, search, id) => {
    expect(found(search)).toEqual([id]);
  });

  it('shows one category alone, and no category without anything found', () => {
    expect(found('', 'rfm')).toHaveLength(11);
    expect(found('birthday', 'rfm')).toEqual([]);
    expect(foundByCategory(entries, { search: 'birthday', category: null })).toHaveLength(1);
  });

  it('keeps what was searched for in the address', () => {
    expect(searchFrom(addressOf({ search: 'ı & i', category: 'rfm' }))).toEqual({ search: 'ı & i', category: 'rfm' });
    expect(searchFrom(new URLSearchParams('category=nothing'))).toEqual({ search: '', category: null });
    expect(addressOf({ search: '', category: null }).toString()).toBe('');
  });
});
