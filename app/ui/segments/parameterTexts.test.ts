/** A preset's values in a form, and what is said of those that are refused. */
import { describe, expect, it } from 'vitest';
import { presetParametersSchema } from '#app/core/presets/parameters.ts';
import { presetById, presets } from '#app/core/presets/registry.ts';
import { textsFrom, valuesFrom, wrongParameters } from './parameterTexts.ts';

const winback = presetById('winback')!;
const byPlace = presetById('by-place')!;

describe('the settings of a preset as they are typed', () => {
  it('come back as the values they were, for every preset', () => {
    for (const preset of presets) {
      const values = presetParametersSchema(preset).parse({});
      expect(valuesFrom(preset, textsFrom(preset, values)), preset.id).toEqual(values);
    }
  });

  it('stand at the defaults where the shop has set none', () => {
    expect(textsFrom(winback, {})).toEqual({ quietDays: '180' });
    expect(textsFrom(winback, { quietDays: 90 })).toEqual({ quietDays: '90' });
  });

  it.each(['', '  ', 'many', '1e999'])('are refused as a number when they are "%s"', (text) => {
    const values = valuesFrom(winback, { quietDays: text });
    expect(values).toEqual({ quietDays: null });
    expect(presetParametersSchema(winback).safeParse(values).success).toBe(false);
  });
});

describe('what is said of a refused value', () => {
  const said = (kind: string, places: string) =>
    wrongParameters(byPlace, { by: 'city', places }, { kind, fields: ['places'] });

  it.each([
    ['', 'missing'],
    [' , ', 'missing'],
    [Array.from({ length: 51 }, (_, index) => `place ${index}`).join(','), 'text'],
  ] as const)('of texts "%s" is %s', (text, problem) => {
    expect(said('bad-values', text)).toEqual({ places: problem });
  });

  it('is that it speaks of a special category, where it does', () => {
    expect(said('sensitive-values', 'religion')).toEqual({ places: 'sensitive' });
  });

  it('of a number is its limits, and nothing of what was not refused', () => {
    expect(wrongParameters(winback, { quietDays: '0' }, { kind: 'bad-values', fields: ['quietDays'] })).toEqual({
      quietDays: 'number',
    });
    expect(wrongParameters(winback, { quietDays: '0' }, { kind: 'not-saved' })).toEqual({});
    expect(wrongParameters(winback, { quietDays: '0' }, null)).toEqual({});
  });
});
