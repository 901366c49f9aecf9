/** A preset's parameters: checked, filled up with defaults, and put into the rule and the texts. */
import { z } from 'zod';
import type { Rule } from '../rules/rule.ts';
import type { LocalText, Locale, Preset } from './preset.ts';

/**
 * Checks values as they come from a form or the database: whole numbers within their limits, nothing unknown; those
 * left out take their defaults.
 */
export function presetParametersSchema(preset: Preset): z.ZodType<Record<string, number>> {
  const fields = Object.entries(preset.parameters).map(([name, parameter]) => {
    const value = z.int().min(parameter.min).max(parameter.max).default(parameter.default);
    return [name, value] as const;
  });
  return z.strictObject(Object.fromEntries(fields));
}

/** The preset's rule with default parameters. */
export function defaultRule(preset: Preset): Rule {
  return preset.rule(defaultParameters(preset));
}

/** The default of every parameter. */
export function defaultParameters(preset: Preset): Record<string, number> {
  return Object.fromEntries(Object.entries(preset.parameters).map(([name, parameter]) => [name, parameter.default]));
}

/** A preset's name or description in one language, with the values of its parameters put in. */
export function presetText(text: LocalText, locale: Locale, values: Readonly<Record<string, number>>): string {
  return text[locale].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
