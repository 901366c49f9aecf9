/** A preset's values as they stand in a form, and back; and what is wrong with one. */
import { defaultParameters, type PresetValues } from '#app/core/presets/parameters.ts';
import { textsOf, type Preset, type PresetParameter } from '#app/core/presets/preset.ts';

/** Each parameter's value as it is typed. */
export type ParameterTexts = Readonly<Record<string, string>>;

/** @param values Those that are left out have their defaults. */
export function textsFrom(preset: Preset, values: PresetValues): ParameterTexts {
  const all = { ...defaultParameters(preset), ...values };
  return Object.fromEntries(
    Object.keys(preset.parameters).map((name): [string, string] => [name, String(all[name] ?? '')]),
  );
}

/** As the door takes them; a number that is none is null, which it refuses. */
export function valuesFrom(preset: Preset, texts: ParameterTexts): Record<string, string | number | null> {
  return Object.fromEntries(
    Object.entries(preset.parameters).map(([name, { kind }]): [string, string | number | null] => {
      const text = texts[name] ?? '';
      if (kind !== 'number') return [name, text];
      const value = text.trim() === '' ? Number.NaN : Number(text);
      return [name, Number.isFinite(value) ? value : null];
    }),
  );
}

export type ParameterProblem = 'number' | 'choice' | 'missing' | 'sensitive' | 'text';

/** What is wrong with each of the values that were refused, by the name of the parameter. */
export function wrongParameters(
  preset: Preset,
  texts: ParameterTexts,
  problem: { kind: string; fields?: readonly string[] } | null,
): Readonly<Record<string, ParameterProblem>> {
  return Object.fromEntries(
    (problem?.fields ?? []).flatMap((name): [string, ParameterProblem][] => {
      const parameter = preset.parameters[name];
      if (parameter === undefined) return [];
      return [[name, problem?.kind === 'sensitive-values' ? 'sensitive' : problemOf(parameter, texts[name] ?? '')]];
    }),
  );
}

function problemOf({ kind }: PresetParameter, text: string): ParameterProblem {
  if (kind !== 'text') return kind;
  return textsOf(text).length === 0 ? 'missing' : 'text';
}
