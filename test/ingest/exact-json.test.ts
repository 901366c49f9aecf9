/** Numbers of a body keep their digits, whichever way it is read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minorFromDecimal } from '#app/core/money.ts';
import { readBody } from '#app/ingest/payloads/fields.ts';
import { parseExactly } from '#app/ingest/payloads/json.ts';

const bodyOf = (text: string): Buffer => Buffer.from(text);
const idIn = (text: string): unknown => readBody(bodyOf(text), (fields) => fields.id('id'));

describe('a number', () => {
  it('that is an id keeps all its digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), fc.constantFrom('', ' ', '\n\t'), (id, space) => {
        expect(idIn(`{"a":[1.5],"id":${space}${id}}`)).toEqual({ ok: true, value: String(id) });
      }),
      { numRuns: 2_000 },
    );
  });

  it('that is an amount counts the same as its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
        const text = `${whole}.${String(cents).padStart(2, '0')}`;
        const expected = minorFromDecimal(text, 'TRY');
        expect(expected.ok).toBe(true);
        expect(readBody(bodyOf(`{"amount":${text}}`), (fields) => fields.money('amount', 'TRY'))).toEqual({
          ok: true,
          value: expected.ok && expected.value,
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['1e2', '1E400', '-1', '1.5', '12345678901234567890'])('%s is no id', (text) => {
    expect(idIn(`{"id":${text}}`)).toEqual({ ok: false, reason: 'id is not an id.' });
  });

  it.each([
    '{"id":9007199254740993}',
    '{"id":1e400}',
    '[{"v":-0.00000012}]',
    '{"v" : 1.2345678901234567}',
    '[1,2,12345678901234567890]',
  ])('in %s is not left to a double', (text) => {
    expect(JSON.stringify(parseExactly(text))).toContain('isLosslessNumber');
  });
});
