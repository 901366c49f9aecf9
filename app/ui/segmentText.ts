/** A segment's name and description in the merchant's language. */
import { presetText } from '#app/core/presets/parameters.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { useLocale } from './formats.ts';
import type { Locale } from './locale.ts';

export interface NamedSegment {
  segmentId: number;
  /** Null for a segment of the shop's own making, which has a `name` instead. */
  presetId: string | null;
  name: string | null;
  parameters: Record<string, number>;
}

export interface SegmentText {
  name: string;
  /** Who is in it, in a sentence; empty for a segment of the shop's own making. */
  description: string;
  parameters: { name: string; label: string; value: number; unit: 'days' | 'orders' }[];
}

export function useSegmentText(): (segment: NamedSegment) => SegmentText {
  const locale = useLocale();
  return (segment) => segmentText(segment, locale);
}

/** A lone letter before a hyphen, as in e-posta, is not left behind at the end of a line: a word joiner holds it. */
const unbroken = (text: string): string => text.replaceAll(/(?<!\p{L})(\p{L})-(?=\p{L})/gu, '$1-\u2060');

export function segmentText(segment: NamedSegment, locale: Locale): SegmentText {
  const preset = segment.presetId === null ? undefined : presetById(segment.presetId);
  if (!preset) return { name: segment.name ?? String(segment.segmentId), description: '', parameters: [] };
  return {
    name: unbroken(presetText(preset.name, locale, segment.parameters)),
    description: unbroken(presetText(preset.description, locale, segment.parameters)),
    parameters: Object.entries(preset.parameters).map(([name, { label, unit, default: usual }]) => ({
      name,
      label: label[locale],
      value: segment.parameters[name] ?? usual,
      unit,
    })),
  };
}
