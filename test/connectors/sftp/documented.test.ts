/** docs/connectors.md says what the code does when a file cannot be written: its table is the code's table, entry by entry. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { FILE_RULES } from '#connectors/sftp/rules.ts';

test('the document has the rules of files', () => {
  const document = readFileSync(path.join(import.meta.dirname, '../../../docs/connectors.md'), 'utf8');
  const [, rest = ''] = document.split('<!-- file rules -->');
  const lines = (rest.split('<!-- end -->')[0] ?? '').split('\n').filter((line) => line.startsWith('|'));
  const cells = lines.slice(2).map((line) => line.split('|').slice(1, -1));
  expect(cells.map((row) => row.map((cell) => cell.trim()))).toEqual(
    Object.entries(FILE_RULES).map(([sign, { next, reason }]) => [sign, next, reason]),
  );
});
