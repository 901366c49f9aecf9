/** Lengths of time in both languages. */
import { expect, it } from 'vitest';
import { durationText } from './durationText.ts';

it.each([
  [1, '1 minute', '1 dakika'],
  [60_001, '2 minutes', '2 dakika'],
  [7_199_999, '120 minutes', '120 dakika'],
  [7_200_000, '2 hours', '2 saat'],
  [7_200_001, '3 hours', '3 saat'],
])('%i milliseconds are %s', (ms, english, turkish) => {
  expect(durationText(ms, 'en')).toBe(english);
  expect(durationText(ms, 'tr')).toBe(turkish);
});
