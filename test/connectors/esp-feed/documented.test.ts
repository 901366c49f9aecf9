/** docs/connectors.md says what the code does with receivers of pushes: its tables are the code's tables, entry by entry. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CALL_RULES } from '#connectors/esp-feed/callRules.ts';
import { REJECTIONS } from '#connectors/esp-feed/rows.ts';

const document = readFileSync(path.join(import.meta.dirname, '../../../docs/connectors.md'), 'utf8');

/** The body of the table after a marker, cell by cell. */
function table(marker: string): string[][] {
  const [, rest] = document.split(`<!-- ${marker} -->`);
  const [text = ''] = (rest ?? '').split('<!-- end -->');
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the document', () => {
  test('has the rules of pushes', () => {
    expect(table('push rules')).toEqual(CALL_RULES.map(({ signs, next, reason }) => [signs.join(', '), next, reason]));
  });

  test('has the reasons for which a row is not pushed', () => {
    expect(table('push rejections')).toEqual(Object.entries(REJECTIONS));
  });
});
