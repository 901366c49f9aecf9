/** Runs one benchmark by name: `npm run bench -- NAME`. Each prints a table and, last, one line of JSON. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';

const files = await readdir(import.meta.dirname);
const names = files
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => path.basename(file, '.ts'))
  .sort();
const [name, ...rest] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`Which benchmark? npm run bench -- NAME, with NAME one of: ${names.join(', ')}`);
  process.exit(2);
}
const { run } = (await import(`./${name}.ts`)) as { run: (args: string[]) => Promise<void> };
await run(rest);
