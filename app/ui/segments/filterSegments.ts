/** Which segments of the list are shown, and in which order; what is searched and filtered for is in the page's address. */
import { presetText } from '#app/core/presets/parameters.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { foldText } from '#app/core/text.ts';
import { locales } from '../locale.ts';
import type { NamedSegment } from '../segmentText.ts';

export const segmentStates = ['on', 'off', 'pending'] as const;
export type SegmentState = (typeof segmentStates)[number];

export interface SegmentFilter {
  search: string;
  /** A segment with any of them is shown; all, when there are none. */
  states: readonly SegmentState[];
  labels: readonly string[];
}

interface FilteredSegment extends NamedSegment {
  active: boolean;
  isPending: boolean;
  labels: readonly string[];
}

export const filterFrom = (address: URLSearchParams): SegmentFilter => ({
  search: address.get('search') ?? '',
  states: segmentStates.filter((state) => address.getAll('state').includes(state)),
  labels: address.getAll('label'),
});

export const addressOf = ({ search, states, labels }: SegmentFilter): URLSearchParams =>
  new URLSearchParams([
    ...(search === '' ? [] : [['search', search]]),
    ...states.map((state) => ['state', state]),
    ...labels.map((label) => ['label', label]),
  ]);

/** Those that fit, the ones that are on first; otherwise in the shop's order. */
export function shownSegments<Segment extends FilteredSegment>(
  segments: readonly Segment[],
  { search, states, labels }: SegmentFilter,
): Segment[] {
  const wanted = foldText(search);
  return segments
    .filter(
      (segment) =>
        (wanted === '' || wordsOf(segment).some((words) => foldText(words).includes(wanted))) &&
        (states.length === 0 || states.some((state) => isIn(segment, state))) &&
        (labels.length === 0 || labels.some((label) => segment.labels.includes(label))),
    )
    .sort((one, other) => Number(other.active) - Number(one.active));
}

/** Every label in use, each once, in order. */
export const labelsOf = (segments: readonly FilteredSegment[], locale: string): string[] =>
  [...new Set(segments.flatMap(({ labels }) => labels))].sort(new Intl.Collator(locale).compare);

function isIn({ active, isPending }: FilteredSegment, state: SegmentState): boolean {
  return state === 'pending' ? isPending : active === (state === 'on');
}

/** Its names in every language, for who knows one may look for the other; and its labels. */
function wordsOf({ presetId, name, parameters, labels }: FilteredSegment): string[] {
  const preset = presetId === null ? undefined : presetById(presetId);
  const names = preset ? locales.map((locale) => presetText(preset.name, locale, parameters)) : [name ?? ''];
  return [...names, ...labels];
}
