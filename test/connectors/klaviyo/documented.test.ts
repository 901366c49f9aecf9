/** docs/connectors.md says what the code does: its tables are the code's tables, entry by entry. */
import { describe, expect, test } from 'vitest';
import { OPERATIONS } from '#connectors/klaviyo/limits.ts';
import { CALL_RULES, haltOf, outcomeOf, ROW_RULES, type Complaint } from '#connectors/klaviyo/errors.ts';
import { FIGURE_PROPERTIES } from '#connectors/klaviyo/figures.ts';
import { REJECTIONS } from '#connectors/klaviyo/rows.ts';
import { documentTable } from '../documentTable.ts';

describe('the document', () => {
  test('has the rules of whole calls', () => {
    const rules = CALL_RULES.map(({ status, onList, next, reason }) => [
      String(status),
      onList ? 'yes' : '',
      next,
      reason,
    ]);
    expect(documentTable('call rules')).toEqual(rules);
  });

  test('has the rules of single rows', () => {
    const rules = ROW_RULES.map(({ code, pointerEnd, becomes, as, reason }) => [
      code,
      pointerEnd ?? '',
      becomes,
      as,
      reason,
    ]);
    expect(documentTable('row rules')).toEqual(rules);
  });

  test('has the properties of figures', () => {
    expect(documentTable('figures')).toEqual(Object.entries(FIGURE_PROPERTIES));
  });

  test('has the reasons for which a row is not sent', () => {
    expect(documentTable('rejections')).toEqual(Object.entries(REJECTIONS));
  });
});

const operation = OPERATIONS.find(({ id }) => id === 'get_profiles');
const listOperation = OPERATIONS.find(({ id }) => id === 'remove_profiles_from_list');
const importOperation = OPERATIONS.find(({ id }) => id === 'bulk_import_profiles');
if (!operation || !listOperation || !importOperation) throw new Error('An operation is missing.');

const NOW_MS = 1_000_000;
function haltAfter(
  status: number | null,
  of = operation,
  complaints: Complaint[] = [],
  retryAfterMs: number | null = null,
): unknown {
  if (of === undefined) throw new Error('No operation.');
  return haltOf({ operation: of, status, complaints, retryAfterMs, reached: 'no', text: 'Klaviyo answered.' }, NOW_MS);
}

describe('a failed call', () => {
  test.each([
    [null, 'retry'],
    [302, 'our-bug'],
    [400, 'our-bug'],
    [401, 'merchant-must-act'],
    [403, 'merchant-must-act'],
    [404, 'our-bug'],
    [408, 'retry'],
    [409, 'our-bug'],
    [413, 'our-bug'],
    [415, 'our-bug'],
    [425, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [524, 'retry'],
  ])('with %s ends as %s', (status, kind) => {
    expect(haltAfter(status)).toMatchObject({ kind });
  });

  test.each([404, 410])('on a list with %i means that the list is gone', (status) => {
    expect(haltAfter(status, listOperation)).toMatchObject({ kind: 'list-gone' });
    expect(haltAfter(status, importOperation)).toMatchObject({ kind: 'list-gone' });
  });

  test('that points at the list of an import means that the list is gone', () => {
    const complaint = { code: 'invalid', detail: '', pointer: '/data/relationships/lists/data/0/id' };
    expect(haltAfter(400, importOperation, [complaint])).toMatchObject({ kind: 'list-gone' });
    expect(haltAfter(400, importOperation, [{ ...complaint, pointer: '/data' }])).toMatchObject({ kind: 'our-bug' });
  });

  test('is retried when the partner said, in whole milliseconds', () => {
    expect(haltAfter(429, operation, [], 1500.2)).toMatchObject({ notBeforeMs: NOW_MS + 1501 });
    expect(haltAfter(503)).toMatchObject({ notBeforeMs: NOW_MS + 30_000 });
  });
});

describe('a refused row', () => {
  test.each([
    { code: 'invalid', pointer: '/data/attributes/profiles/data/3/attributes/email', becomes: 'invalid_email' },
    { code: 'invalid', pointer: '/data/attributes/profiles/data/3/attributes/external_id', becomes: 'refused' },
    {
      code: 'duplicate_profile',
      pointer: '/data/attributes/profiles/data/3/attributes/email',
      becomes: 'identifier_conflict',
    },
    { code: 'something new', pointer: '', becomes: 'refused' },
  ])('with $code at $pointer is rejected as $becomes', ({ code, pointer, becomes }) => {
    expect(outcomeOf({ code, pointer, detail: '' }, NOW_MS)).toMatchObject({ kind: 'rejected', code: becomes });
  });

  test('repeats what the partner says, but no addresses', () => {
    const outcome = outcomeOf({ code: 'odd', pointer: '', detail: 'Row "ayse@shop.example" is odd.' }, NOW_MS);
    expect(outcome).toMatchObject({ reason: 'Klaviyo refuses the data of this customer. (odd: Row "…" is odd.)' });
  });
});
