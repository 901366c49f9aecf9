/** A preset's parameters: checked, filled up with defaults, and put into the rule and the texts. */
import { z } from 'zod';
import { parseRule } from '../rules/parse.ts';
import { isSensitiveName } from '../rules/sensitive.ts';
import type { Rule } from '../rules/rule.ts';
import type { Locale, LocalText } from '../text.ts';
import { type ParameterValue, type Preset, type PresetContext, type PresetParameter, textsOf } from './preset.ts';

export type PresetValues = Readonly<Record<string, ParameterValue>>;

/**
 * Checks values as they come from a form or the database: of their kind, within their limits, nothing unknown; those left out
 * take their defaults.
 */
export function presetParametersSchema(preset: Preset): z.ZodType<Record<string, ParameterValue>> {
  const fields = Object.entries(preset.parameters).map(([name, parameter]) => [name, valueSchema(parameter)] as const);
  return z.strictObject(Object.fromEntries(fields));
}

function valueSchema(parameter: PresetParameter): z.ZodType<ParameterValue> {
  switch (parameter.kind) {
    case 'number':
      return z.int().min(parameter.min).max(parameter.max).default(parameter.default);
    case 'choice':
      return z.enum(parameter.options.map(({ value }) => value)).default(parameter.default);
    case 'text':
      return z
        .string()
        .trim()
        .max(1_000)
        .refine((text) => textsOf(text).length <= 50, { error: 'at most 50 texts' })
        .refine((text) => textsOf(text).every(({ length }) => length <= 255), { error: 'at most 255 characters each' })
        .default(parameter.default);
  }
}

/** The names of the text parameters that only the merchant can fill in, and that are empty. */
export function missingParameters(preset: Preset, values: PresetValues): string[] {
  return Object.entries(preset.parameters).flatMap(([name, { kind }]) =>
    kind === 'text' && textsOf(String(values[name] ?? '')).length === 0 ? [name] : [],
  );
}

/**
 * The names of the text parameters that make the rule ask about a special category of personal data; see rules/sensitive.ts. A
 * word that does so as the name of an attribute may be harmless as the name of a place.
 */
export function sensitiveParameters(preset: Preset, values: PresetValues, context: PresetContext): string[] {
  const parsed = parseRule(presetRule(preset, values, context));
  if (parsed.ok || parsed.problem.every(({ code }) => code !== 'sensitive')) return [];
  return Object.entries(preset.parameters).flatMap(([name, { kind }]) =>
    kind === 'text' && textsOf(String(values[name] ?? '')).some(isSensitiveName) ? [name] : [],
  );
}

/** The rule of a preset with these values; parameters left out have their defaults. */
export function presetRule(preset: Preset, values: PresetValues, context: PresetContext): Rule {
  return preset.rule({ ...defaultParameters(preset), ...values }, context);
}

/** The default of every parameter. */
export function defaultParameters(preset: Preset): Record<string, ParameterValue> {
  return Object.fromEntries(Object.entries(preset.parameters).map(([name, parameter]) => [name, parameter.default]));
}

/** A preset's name or description in one language, with the values of its parameters put in. */
export function presetText(text: LocalText, locale: Locale, values: PresetValues): string {
  return text[locale].replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
