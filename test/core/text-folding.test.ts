/** Texts as they are compared: the same in memory and in PostgreSQL, and the same for those who write them differently. */
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { textArray } from '#app/core/rules/sql/parameters.ts';
import { foldText, foldTextSql } from '#app/core/text.ts';
import { testDatabase } from '#test/support/database.ts';

let client: pg.PoolClient;

beforeAll(async () => {
  const { owner } = await testDatabase();
  client = await owner.connect();
});

afterAll(() => {
  client.release(true);
});

async function foldedInSql(texts: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ folded: string[] }>(
    `SELECT array_agg(${foldTextSql('word')} ORDER BY place) AS folded FROM unnest($1::text[]) WITH ORDINALITY AS x (word, place)`,
    [textArray(texts)],
  );
  return rows[0]?.folded ?? [];
}

const blanks = [...'\t\n\v\f\r \u00A0\u1680\u2000\u2003\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF'];

test('a text is folded by PostgreSQL as it is in memory, whatever it is', async () => {
  const unit = fc.oneof(
    fc.constantFrom(...'İIıiŞşĞğÜüÖöÇçâÂîÎûaAzZ'),
    fc.constantFrom(...blanks, '\u200B', '\u0085', '\u0307', '\u180E'),
    fc.constantFrom(...'"\\\'{},$%_'),
    fc.string({ unit: 'grapheme', maxLength: 1 }),
    fc.string({ unit: 'binary', maxLength: 1 }).filter((text) => text.isWellFormed() && !text.includes('\0')),
  );
  const text = fc.array(unit, { maxLength: 12 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 200, maxLength: 200 }), async (texts) => {
      expect(await foldedInSql(texts)).toEqual(texts.map(foldText));
    }),
    { numRuns: 30, endOnFailure: true },
  );
});

test('every character by itself, and at both ends, is folded by PostgreSQL as it is in memory', async () => {
  const characters = Array.from({ length: 0x30_00 }, (_, code) => String.fromCodePoint(code + 1));
  const texts = [...characters, ...characters.map((character) => `${character}x${character}`), ...blanks];
  expect(await foldedInSql(texts)).toEqual(texts.map(foldText));
});

test.each([
  ['istanbul', ['İstanbul', 'ISTANBUL', 'ıstanbul', ' Istanbul', 'istanbul\u00A0', '\tİSTANBUL\r\n']],
  ['cigdem gus soz', ['Çiğdem Güş Söz', 'ÇİĞDEM GÜŞ SÖZ', 'cigdem gus soz']],
  ['kadin giyim', ['Kadın Giyim', 'KADIN GİYİM', 'kadin giyim']],
  ['kâr', ['kâr', 'Kâr']],
])('%j is the same written as any of %j', (folded, written) => {
  expect(written.map(foldText)).toEqual(written.map(() => folded));
});

test.each([
  ['ΑΘΗΝΑ', 'αθηνα'],
  ['straße', 'strasse'],
  ['a b', 'ab'],
])('%j is not %j', (one, other) => {
  expect(foldText(one)).not.toBe(foldText(other));
});

test('folding what is folded changes nothing', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => foldText(foldText(text)) === foldText(text)));
});
