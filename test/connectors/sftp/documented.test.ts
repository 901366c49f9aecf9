/** docs/connectors.md says what the code does when a file cannot be written: its table is the code's table, entry by entry. */
import { expect, test } from 'vitest';
import { FILE_RULES } from '#connectors/sftp/rules.ts';
import { documentTable } from '../documentTable.ts';

test('the document has the rules of files', () => {
  expect(documentTable('file rules')).toEqual(
    Object.entries(FILE_RULES).map(([sign, { next, reason }]) => [sign, next, reason]),
  );
});
