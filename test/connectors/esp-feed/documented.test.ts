/** docs/connectors.md says what the code does with receivers of pushes: its tables are the code's tables, entry by entry. */
import { describe, expect, test } from 'vitest';
import { CALL_RULES } from '#connectors/esp-feed/callRules.ts';
import { REJECTIONS } from '#connectors/esp-feed/rows.ts';
import { documentTable } from '../documentTable.ts';

describe('the document', () => {
  test('has the rules of pushes', () => {
    expect(documentTable('push rules')).toEqual(
      CALL_RULES.map(({ signs, next, reason }) => [signs.join(', '), next, reason]),
    );
  });

  test('has the reasons for which a row is not pushed', () => {
    expect(documentTable('push rejections')).toEqual(Object.entries(REJECTIONS));
  });
});
