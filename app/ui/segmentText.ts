/** A segment's name and description in the merchant's language. */
import { defaultParameters, presetText, type PresetValues } from '#app/core/presets/parameters.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { useLocale } from './formats.ts';
import type { Locale } from './locale.ts';

export interface NamedSegment {
  segmentId: number;
  /** Null for a segment of the shop's own making, which has a `name` instead. */
  presetId: string | null;
  name: string | null;
  parameters: PresetValues;
}

export interface SegmentText {
  name: string;
  /** Who is in it, in a sentence; empty for a segment of the shop's own making. */
  description: string;
}

export function useSegmentText(): (segment: NamedSegment) => SegmentText {
  const locale = useLocale();
  return (segment) => segmentText(segment, locale);
}

export function segmentText(segment: NamedSegment, locale: Locale): SegmentText {
  return segment.presetId !== null && presetById(segment.presetId)
    ? presetWords(segment.presetId, segment.parameters, locale)
    : { name: segment.name ?? String(segment.segmentId), description: '' };
}

/** @param values Those that are left out have their defaults. */
export function presetWords(presetId: string, values: PresetValues, locale: Locale): SegmentText {
  const preset = presetById(presetId);
  if (!preset) return { name: presetId, description: '' };
  const all = { ...defaultParameters(preset), ...values };
  return {
    name: unbroken(presetText(preset.name, locale, all)),
    description: unbroken(presetText(preset.description, locale, all)),
  };
}

/** A lone letter before a hyphen, as in e-posta, is not left behind at the end of a line: a word joiner holds it. */
const unbroken = (text: string): string => text.replaceAll(/(?<!\p{L})(\p{L})-(?=\p{L})/gu, '$1-\u2060');
