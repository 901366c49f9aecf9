/** docs/segments.md says what the presets say. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { segmentsText } from '../../scripts/docs/segmentsText.ts';

/** Without what aligns the columns of tables. */
const unaligned = (text: string): string => text.replaceAll(/ {2,}/g, ' ').replaceAll(/-{3,}/g, '---').trim();

test('the table of segments is up to date; if not, run: npm run docs', () => {
  const file = readFileSync(new URL('../../docs/segments.md', import.meta.url), 'utf8');
  expect(unaligned(file)).toBe(unaligned(segmentsText()));
});
