/** What an upload looks like: ids of sessions, calls, columns, and who is set aside before. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { namesOf, removalOf, uploadOf } from '#connectors/meta/columns.ts';
import { cellOf } from '#connectors/meta/hash.ts';
import { prepareAdditions } from '#connectors/meta/rows.ts';
import { callsOf, makeSessionIds } from '#connectors/meta/uploads.ts';
import { rowOf } from '../delivery.ts';

const NOW_MS = Date.parse('2026-11-27T12:00:00Z');
const AYSE = rowOf('7301', { phone: '+905321234567', city: 'İstanbul', province: 'İstanbul', countryCode: 'TR' });

describe('the ids of upload sessions', () => {
  test('are never the same, rise, and fit into a number of JSON', () => {
    const clock = fc.integer({ min: NOW_MS, max: Date.parse('2039-01-01T00:00:00Z') });
    fc.assert(
      fc.property(fc.array(fc.tuple(clock, fc.double({ min: 0, max: 0.999_999, noNaN: true }))), (steps) => {
        let at = 0;
        const next = makeSessionIds(
          () => steps[at]?.[0] ?? NOW_MS,
          () => steps[at]?.[1] ?? 0,
        );
        const ids = steps.map((_step, index) => {
          at = index;
          return next();
        });
        for (const [index, id] of ids.entries()) {
          expect(Number.isSafeInteger(id)).toBe(true);
          expect(id).toBeGreaterThan(ids[index - 1] ?? 0);
        }
      }),
    );
  });

  test('differ between processes that begin in the same millisecond', () => {
    const first = makeSessionIds(
      () => NOW_MS,
      () => 0.25,
    )();
    const second = makeSessionIds(
      () => NOW_MS,
      () => 0.75,
    )();
    expect(first).not.toBe(second);
  });
});

describe('an upload', () => {
  test('has all that may match a customer, hashed, and Shopify’s id as it is', () => {
    const { schema, data } = uploadOf([AYSE], { limitedDataUse: false });
    expect(schema).toEqual(['EXTERN_ID', 'EMAIL', 'PHONE', 'FN', 'LN', 'CT', 'ST', 'COUNTRY']);
    expect(data).toEqual([
      [
        '7301',
        cellOf('EMAIL', 'customer-7301@shop.example'),
        cellOf('PHONE', '905321234567'),
        cellOf('FN', 'ayşe'),
        cellOf('LN', 'yılmaz'),
        cellOf('CT', 'istanbul'),
        cellOf('ST', 'istanbul'),
        cellOf('COUNTRY', 'tr'),
      ],
    ]);
    for (const cell of data[0]?.slice(1) ?? []) expect(cell).toMatch(/^[0-9a-f]{64}$/);
  });

  test('has the same columns whatever is known', () => {
    const bare = rowOf('1', { firstName: null, lastName: '', phone: 'unknown' });
    const { schema, data } = uploadOf([bare, AYSE], { limitedDataUse: false });
    expect(data.map(({ length }) => length)).toEqual([schema.length, schema.length]);
    expect(data[0]?.slice(2)).toEqual(['', '', '', '', '', '']);
  });

  test('leaves out a cell that cannot be one, and keeps the others', () => {
    const row = rowOf('1', { email: 'ayse@', phone: '+905321234567' });
    const [cells] = uploadOf([row], { limitedDataUse: false }).data;
    expect(cells?.slice(0, 3)).toEqual(['1', '', cellOf('PHONE', '905321234567')]);
    expect(uploadOf([rowOf('1', { phone: '+0000000000' })], { limitedDataUse: false }).data[0]?.[2]).toBe('');
  });

  test('asks for limited use of the data when the shop does', () => {
    const { schema, data } = uploadOf([AYSE], { limitedDataUse: true });
    expect(schema.at(-1)).toBe('DATA_PROCESSING_OPTIONS');
    expect(data[0]?.at(-1)).toEqual(['LDU']);
    expect(schema).toHaveLength(data[0]?.length ?? 0);
  });

  test('has what customers are worth, not hashed and never negative, for an audience by value', () => {
    const rows = [rowOf('1', { value: 1250.5 }), rowOf('2', { value: -3 }), rowOf('3')];
    const { schema, data } = uploadOf(rows, { limitedDataUse: false, byValue: true });
    const column = schema.indexOf('LOOKALIKE_VALUE');
    expect(data.map((cells) => cells[column])).toEqual([1250.5, 0, 0]);
  });

  test('is cut into calls of one session that count from 1', () => {
    const upload = uploadOf(
      Array.from({ length: 25 }, (_, index) => rowOf(String(index + 1))),
      { limitedDataUse: false },
    );
    const calls = callsOf(upload, 77, 10);
    expect(calls.map(({ payload }) => payload.data.length)).toEqual([10, 10, 5]);
    expect(calls.flatMap(({ payload }) => payload.data)).toEqual(upload.data);
    expect(calls.map(({ session }) => session)).toEqual(
      [1, 2, 3].map((number) => ({
        session_id: 77,
        batch_seq: number,
        last_batch_flag: number === 3,
        estimated_num_total: 25,
      })),
    );
  });
});

describe('a removal', () => {
  test('names customers by all that is known, and by the id at least', () => {
    const { schema, data } = removalOf([AYSE, rowOf('2', { email: null, firstName: null, lastName: null })]);
    expect(data[0]).toEqual(uploadOf([AYSE], { limitedDataUse: false }).data[0]);
    expect(data[1]).toEqual(['2', ...Array.from({ length: schema.length - 1 }, () => '')]);
  });

  test('takes out the ids of those whose heir the customer is', () => {
    const { data } = removalOf([rowOf('3', { formerIds: ['1', '2'] })]);
    expect(data.map(([id]) => id)).toEqual(['3', '1', '2']);
    expect(
      data
        .slice(1)
        .flatMap((cells) => cells.slice(1))
        .every((cell) => cell === ''),
    ).toBe(true);
  });

  test('of a person who is to be erased names each address, number and id on its own', () => {
    const { schema, data } = namesOf(['1', '2'], ['A@x.example', 'not written'], ['+905321234567', '']);
    expect(schema).toEqual(['EXTERN_ID', 'EMAIL', 'PHONE']);
    expect(data).toEqual([
      ['1', '', ''],
      ['2', '', ''],
      ['', cellOf('EMAIL', 'a@x.example'), ''],
      ['', cellOf('EMAIL', 'not written'), ''],
      ['', '', cellOf('PHONE', '905321234567')],
    ]);
  });
});

describe('a customer', () => {
  const fateOf = (...rows: Parameters<typeof prepareAdditions>[0]): unknown[] => {
    const { going, setAside } = prepareAdditions(rows);
    return rows.map(({ customerId }) => {
      const outcome = setAside.get(customerId);
      if (outcome?.kind === 'rejected') return outcome.code;
      return going.some((row) => row.customerId === customerId) ? 'goes' : outcome?.kind;
    });
  };

  test('without address and number is not matched by a name', () => {
    expect(fateOf(rowOf('1', { email: null }), rowOf('2', { email: ' ', phone: '+90' }))).toEqual([
      'nothing_to_match',
      'nothing_to_match',
    ]);
  });

  test('goes by a number when there is no address, or none that is one', () => {
    const phone = '+905321234567';
    expect(fateOf(rowOf('1', { email: null, phone }))).toEqual(['goes']);
    expect(fateOf(rowOf('1', { email: 'ayse', phone }))).toEqual(['goes']);
    expect(fateOf(rowOf('1', { email: 'ayse' }))).toEqual(['invalid_email']);
  });

  test.each([
    'a@b',
    '@shop.example',
    'a b@shop.example',
    '.a@shop.example',
    'a.@shop.example',
    'a@shop.example.',
    'a@b@c.example',
  ])('does not go by %s', (email) => {
    expect(fateOf(rowOf('1', { email }))).toEqual(['invalid_email']);
  });

  test('who is another one’s double waits for a merge: the older one goes, or the one that is there already', () => {
    const email = 'same@shop.example';
    expect(fateOf(rowOf('12', { email }), rowOf('2', { email: 'SAME@shop.example' }))).toEqual([
      'duplicate_person',
      'goes',
    ]);
    expect(fateOf(rowOf('12', { email, partnerId: '12' }), rowOf('2', { email }))).toEqual([
      'goes',
      'duplicate_person',
    ]);
  });

  test('who shares a number with another one is another person when both have addresses', () => {
    const phone = '+905321234567';
    expect(fateOf(rowOf('1', { phone }), rowOf('2', { phone }))).toEqual(['goes', 'goes']);
    expect(fateOf(rowOf('1', { email: null, phone }), rowOf('2', { email: null, phone }))).toEqual([
      'goes',
      'duplicate_person',
    ]);
  });
});
