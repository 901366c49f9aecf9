/** Which ready-made segments are shown, by category; what is searched for is in the page's address. */
import { presetText, type PresetValues } from '#app/core/presets/parameters.ts';
import { presetCategories, type PresetCategory } from '#app/core/presets/preset.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { foldText } from '#app/core/text.ts';
import { locales } from '../locale.ts';

export interface CatalogueSearch {
  search: string;
  /** Null for all. */
  category: PresetCategory | null;
}

export const searchFrom = (address: URLSearchParams): CatalogueSearch => ({
  search: address.get('search') ?? '',
  category: presetCategories.find((category) => category === address.get('category')) ?? null,
});

export const addressOf = ({ search, category }: CatalogueSearch): URLSearchParams =>
  new URLSearchParams([
    ...(search === '' ? [] : [['search', search]]),
    ...(category === null ? [] : [['category', category]]),
  ]);

interface Entry {
  presetId: string;
  values: PresetValues;
}

/** The categories that have anything to show, in their order, with the entries that fit in the order of the catalogue. */
export function foundByCategory<Shown extends Entry>(
  entries: readonly Shown[],
  { search, category }: CatalogueSearch,
): { category: PresetCategory; entries: Shown[] }[] {
  const wanted = foldText(search);
  const fits = ({ presetId, values }: Shown, of: PresetCategory): boolean => {
    const preset = presetById(presetId);
    return (
      preset?.category === of &&
      // Who knows the name in one language finds it while the admin speaks the other.
      locales.some((locale) => foldText(presetText(preset.name, locale, values)).includes(wanted))
    );
  };
  return presetCategories
    .filter((each) => category === null || category === each)
    .map((each) => ({ category: each, entries: entries.filter((entry) => fits(entry, each)) }))
    .filter(({ entries: found }) => found.length > 0);
}
