/** docs/connectors.md says what the code does with Meta: its tables are the code's tables, entry by entry. */
import { describe, expect, test } from 'vitest';
import { ACCOUNT_STATES } from '#connectors/meta/adAccounts.ts';
import { CALL_RULES } from '#connectors/meta/callRules.ts';
import { GRAPH_VERSION } from '#connectors/meta/graph.ts';
import { REJECTIONS } from '#connectors/meta/rows.ts';
import { OPERATION_RULES } from '#connectors/meta/statuses.ts';
import { connectorsDocument, documentTable } from '../documentTable.ts';

describe('the document', () => {
  test('has the rules of whole calls', () => {
    const rules = CALL_RULES.map(({ codes, subcodes, says, about, of, next, reason }) => [
      codes.join(', '),
      [...(subcodes ?? []), ...(says === undefined ? [] : [`“${says}”`])].join(', '),
      [about ?? '', ...(of === undefined ? [] : [of])].filter(Boolean).join(', '),
      next,
      reason,
    ]);
    expect(documentTable('meta call rules')).toEqual(rules);
  });

  test('has the reasons for which a row is not sent', () => {
    expect(documentTable('meta rejections')).toEqual(Object.entries(REJECTIONS));
  });

  test('has the states of an audience', () => {
    const states = OPERATION_RULES.map(({ codes, state, reason }) => [codes.join(', '), state, reason]);
    expect(documentTable('meta audience states')).toEqual(states);
  });

  test('has the states of an ad account', () => {
    const states = ACCOUNT_STATES.map(({ codes, isUsable, notice }) => [
      codes.join(', '),
      isUsable ? 'yes' : 'no',
      notice.en,
    ]);
    expect(documentTable('meta account states')).toEqual(states);
  });

  test('names the version that is spoken', () => {
    expect(connectorsDocument).toContain(`version ${GRAPH_VERSION} of the Graph API`);
  });
});
