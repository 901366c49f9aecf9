/** Writes docs/segments.md from the presets; with `--check` compares it instead, and ends with 1 when they differ. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { segmentsText } from './docs/segmentsText.ts';

const file = path.resolve(import.meta.dirname, '../docs/segments.md');
const text = await format(segmentsText(), { ...(await resolveConfig(file)), filepath: file });

if (!process.argv.includes('--check')) {
  await writeFile(file, text);
  console.log('docs/segments.md is written.');
} else if ((await readFile(file, 'utf8').catch(() => '')) === text) console.log('docs/segments.md is up to date.');
else {
  console.error('docs/segments.md is not what the presets say. Run: npm run docs');
  process.exitCode = 1;
}
