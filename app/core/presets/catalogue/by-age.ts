/** Those of an age the merchant names. */
import { exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** When the day of the examples, 29 March 2026 in Istanbul, is over. */
const midnight = Date.parse('2026-03-29T21:00:00.000Z');

export const byAge = definePreset({
  id: 'by-age',
  name: { tr: 'Yaşa Göre', en: 'By age' },
  description: {
    tr: 'Yaşı {fromYears} ile {toYears} arasında olanlar.',
    en: 'Between {fromYears} and {toYears} years old.',
  },
  category: 'profile',
  needs: ['birth-dates'],
  parameters: {
    fromYears: {
      kind: 'number',
      label: { tr: 'En az yaş', en: 'Age, at least' },
      unit: 'years',
      default: 18,
      min: 0,
      max: 120,
    },
    toYears: {
      kind: 'number',
      label: { tr: 'En çok yaş', en: 'Age, at most' },
      unit: 'years',
      default: 34,
      min: 0,
      max: 120,
    },
  },
  rule: ({ fromYears, toYears }) => ({ fact: 'birthDate', is: 'age-between', from: fromYears, to: toYears }),
  examples: [
    {
      who: 'is 25 years old',
      facts: { birthDate: '2000-06-15' },
      member: true,
      until: Date.parse('2035-06-14T21:00:00.000Z'),
    },
    { who: 'has not told the date of birth', facts: {}, member: false, until: null },
    {
      who: 'is 18 today',
      facts: { birthDate: '2008-03-29' },
      member: true,
      until: Date.parse('2043-03-28T21:00:00.000Z'),
    },
    { who: 'will be 18 tomorrow', facts: { birthDate: '2008-03-30' }, member: false, until: midnight },
    { who: 'will be 35 tomorrow', facts: { birthDate: '1991-03-30' }, member: true, until: midnight },
    { who: 'is 35 today', facts: { birthDate: '1991-03-29' }, member: false, until: null },
    {
      who: 'is 18 today in Istanbul, but not yet in New York, where the shop is',
      facts: { birthDate: '2008-03-29' },
      yardsticks: { timezone: 'America/New_York' },
      member: false,
      until: exampleNow + 12_600_000,
    },
  ],
});
