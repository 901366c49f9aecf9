/** The rule of a ready-made segment with its usual settings, to begin another with. */
import { currencyExponent } from '#app/core/money.ts';
import { defaultParameters, presetRule } from '#app/core/presets/parameters.ts';
import { presetById } from '#app/core/presets/registry.ts';
import type { Rule } from '#app/core/rules/rule.ts';

/** Null where there is no ready-made segment of that id. */
export function startingRule(presetId: string, currencyCode: string): Rule | null {
  const preset = presetById(presetId);
  if (!preset) return null;
  return presetRule(preset, defaultParameters(preset), { minorPerUnit: 10 ** (currencyExponent(currencyCode) ?? 2) });
}
