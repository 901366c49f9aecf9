/** Those whose birthday is near. */
import { exampleNow } from '../example.ts';
import { definePreset } from '../preset.ts';

/** When the day of the examples, 29 March 2026 in Istanbul, is over. */
const midnight = Date.parse('2026-03-29T21:00:00.000Z');

export const birthday = definePreset({
  id: 'birthday',
  name: { tr: 'Doğum Günü', en: 'Birthday this week' },
  description: {
    tr: 'Doğum günü, bugünden başlayarak {days} takvim günü içinde olanlar.',
    en: 'Birthday within the next {days} calendar days, today included.',
  },
  category: 'profile',
  needs: ['birth-dates'],
  parameters: {
    days: {
      kind: 'number',
      label: { tr: 'Bugün dahil takvim günü', en: 'Calendar days, today included' },
      help: { tr: 'Mağazanın saat diliminde.', en: "In the shop's time zone." },
      unit: 'days',
      default: 7,
      min: 1,
      max: 60,
    },
  },
  rule: ({ days }) => ({ fact: 'birthDate', is: 'birthday-within', days }),
  examples: [
    {
      who: 'has a birthday on 1 April',
      facts: { birthDate: '1990-04-01' },
      member: true,
      until: Date.parse('2026-04-01T21:00:00.000Z'),
    },
    { who: 'has not told the date of birth', facts: {}, member: false, until: null },
    { who: 'has a birthday today', facts: { birthDate: '1990-03-29' }, member: true, until: midnight },
    {
      who: 'had a birthday yesterday',
      facts: { birthDate: '1990-03-28' },
      member: false,
      until: Date.parse('2027-03-21T21:00:00.000Z'),
    },
    {
      who: 'has a birthday on the last of the 7 days',
      facts: { birthDate: '1990-04-04' },
      member: true,
      until: Date.parse('2026-04-04T21:00:00.000Z'),
    },
    {
      who: 'has a birthday on the day after the 7 days',
      facts: { birthDate: '1990-04-05' },
      member: false,
      until: midnight,
    },
    {
      who: 'has a birthday that is a day further off in New York, where the shop is and it is still 28 March',
      facts: { birthDate: '1990-04-04' },
      yardsticks: { timezone: 'America/New_York' },
      member: false,
      until: exampleNow + 12_600_000,
    },
  ],
});
