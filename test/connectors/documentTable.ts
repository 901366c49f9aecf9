/** The tables of docs/connectors.md, which tests hold to those of the code, entry by entry. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export const connectorsDocument = readFileSync(path.join(import.meta.dirname, '../../docs/connectors.md'), 'utf8');

/** The body of the table between `<!-- marker -->` and `<!-- end -->`, cell by cell. */
export function documentTable(marker: string): string[][] {
  const [, rest] = connectorsDocument.split(`<!-- ${marker} -->`);
  if (rest === undefined) throw new Error(`docs/connectors.md has no table “${marker}”.`);
  const [text = ''] = rest.split('<!-- end -->');
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
