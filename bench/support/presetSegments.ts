/** Presets as segments of a benchmark's shop. */
import { defaultParameters, presetRule, type PresetValues } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import type { PresetSegment } from '#app/store/installation.ts';

/** With their defaults; what only a merchant can know is as in the presets' own examples. */
export function presetSegments(presets: readonly Preset[]): PresetSegment[] {
  return presets.map((preset, index) => {
    const params = { ...defaultParameters(preset), ...preset.exampleValues } as PresetValues;
    const rule = presetRule(preset, params, { minorPerUnit: 100 });
    return { presetId: preset.id, params, rule, position: index + 1 };
  });
}
