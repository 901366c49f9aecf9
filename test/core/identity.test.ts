/** Ids keep all their digits, and e-mail addresses of one person meet. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emailKey } from '#app/core/email.ts';
import { decimalId, gidFromId, idFromGid, isDecimalId } from '#app/core/identifiers.ts';

describe('an id', () => {
  test('survives the way through a global id with all its digits', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (id) => {
        expect(idFromGid(gidFromId('Customer', String(id)), 'Customer')).toBe(String(id));
        expect(decimalId(id)).toBe(String(id));
        expect(decimalId(String(id))).toBe(String(id));
      }),
    );
  });

  test.each([
    ['1', true],
    ['9223372036854775807', true],
    ['9223372036854775808', false],
    ['99999999999999999999', false],
    ['0', false],
    ['-1', false],
    ['007', false],
    ['1.0', false],
    ['1e3', false],
    ['', false],
    [' 1', false],
    ['1\n', false],
    ['١', false],
  ])('%j is one: %s', (text, proper) => {
    expect(isDecimalId(text)).toBe(proper);
    expect(decimalId(text)).toBe(proper ? text : null);
  });

  test.each([[2 ** 53], [1.5], [Number.NaN], [0], [-4n], [null], [undefined], [{}], [['7']], [true]])(
    '%s is no id',
    (raw) => {
      expect(decimalId(raw)).toBeNull();
    },
  );

  test('is taken from a number that is still exact', () => {
    expect(decimalId(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
  });

  test.each([
    ['gid://shopify/Customer/42', 'Customer', '42'],
    ['gid://shopify/InventoryLevel/42?inventory_item_id=7', 'InventoryLevel', '42'],
    ['gid://shopify/Order/42', 'Customer', null],
    ['gid://shopify/Customer/', 'Customer', null],
    ['gid://shopify/Customer/x42', 'Customer', null],
    ['gid://shopify/Customer/42/7', 'Customer', null],
    ['gid://other/Customer/42', 'Customer', null],
    ['gid://shopify/Customer/9223372036854775808', 'Customer', null],
    ['42', 'Customer', null],
  ])('in %s as %s is %s', (gid, type, id) => {
    expect(idFromGid(gid, type)).toBe(id);
  });
});

describe('an e-mail key', () => {
  test.each([
    ['  Irem@Example.COM\t', 'irem@example.com'],
    ['İREM@example.com', 'irem@example.com'],
    ['I\u0307REM@example.com', 'irem@example.com'],
    ['i\u0307rem@example.com', 'irem@example.com'],
    ['IŞIK@example.com', 'işik@example.com'],
    ['ışık@example.com', 'ışık@example.com'],
    ['ÇAĞRI@example.com', 'çağri@example.com'],
    ['c\u0327ag\u0306ri@example.com', 'çağri@example.com'],
  ])('of %j is %s', (email, key) => {
    expect(emailKey(email)).toBe(key);
  });

  test.each(['', '  ', '\n'])('of %j is none', (email) => {
    expect(emailKey(email)).toBeNull();
  });

  test('is its own key, and never holds an i with a second dot', () => {
    const letters = fc.constantFrom('i', 'I', 'İ', 'ı', '\u0307', 'a', '@', '.', ' ', 'Ş');
    const text = fc.oneof(fc.string({ unit: letters }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(text, (email) => {
        const key = emailKey(email);
        fc.pre(key !== null);
        expect(emailKey(key)).toBe(key);
        expect(key).not.toContain('i\u0307');
      }),
      { numRuns: 2_000 },
    );
  });
});
