/** The form in which Meta compares what is known of a person, where no program of Meta's says what it is. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cellOf, proofOf } from '#connectors/meta/hash.ts';
import { normalise } from '#connectors/meta/normalise.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('an e-mail address', () => {
  test.each([
    ['İREM@Example.com', 'irem@example.com'],
    ['I\u0307REM@example.com', 'irem@example.com'],
    ['IŞIK@example.com', 'işik@example.com'],
  ])('%s is %s in every locale', (raw, plain) => {
    expect(normalise('EMAIL', raw)).toBe(plain);
  });

  test.each(['.ayse@example.com', 'ayse.@example.com', 'ayse@.example.com', 'ayse@example.com.'])(
    '%s with a dot at an edge is left out',
    (raw) => {
      expect(normalise('EMAIL', raw)).toBeNull();
    },
  );
});

describe('a phone number', () => {
  test.each([
    ['+90 532 123 45 67', '905321234567'],
    ['0090 (532) 123-4567', '905321234567'],
    ['+0000000000', null],
    ['call me', null],
  ])('%s is %s', (raw, plain) => {
    expect(normalise('PHONE', raw)).toBe(plain);
  });
});

describe('a name', () => {
  test.each([
    ['Mary Jane', 'maryjane'],
    ['Valéry', 'valéry'],
    ['Vale\u0301ry', 'valéry'],
    ['İbrahim Çağrı', 'ibrahimçağrı'],
    ['Ali 🙂', 'ali'],
    ['Öz\u00A0Türk', 'öztürk'],
    ['“Nur”', 'nur'],
  ])('%s is %s', (raw, plain) => {
    expect(normalise('FN', raw)).toBe(plain);
    expect(normalise('LN', raw)).toBe(plain);
  });

  test('has an initial that may be a letter of any script', () => {
    expect(normalise('FI', ' Şule')).toBe('ş');
    expect(normalise('FI', '𝒜da')).toBe('𝒜'.toLowerCase());
    expect(normalise('FI', '-')).toBeNull();
  });
});

describe('a place', () => {
  test.each([
    ['San José', 'sanjose'],
    ['İstanbul', 'istanbul'],
    ['Diyarbakır', 'diyarbakir'],
    ['Şanlıurfa', 'sanliurfa'],
    ['Malmö', 'malmo'],
    ['Straßburg', 'strassburg'],
    ['Łódź', 'lodz'],
    ['東京', null],
  ])('%s is the city %s', (raw, plain) => {
    expect(normalise('CT', raw)).toBe(plain);
  });

  test.each([
    ['California', 'US', 'ca'],
    ['California', null, 'ca'],
    ['British Columbia', 'CA', 'bc'],
    ['Québec', 'CA', 'qc'],
    ['BC', 'ca', 'bc'],
    ['Victoria', 'AU', 'victoria'],
    ['Georgia', 'GE', 'georgia'],
    ['Florida', 'UY', 'florida'],
    ['İstanbul', 'TR', 'istanbul'],
  ])('%s in %s is the province %s', (raw, country, plain) => {
    expect(normalise('ST', raw, country)).toBe(plain);
  });

  test.each([
    ['USA', null],
    ['Germany', null],
    ['tr ', 'tr'],
  ])('%s is the country %s', (raw, plain) => {
    expect(normalise('COUNTRY', raw)).toBe(plain);
  });

  test.each([
    ['94035-1234', '94035'],
    ['a1 b2', 'a1b2'],
    ['123-4567', '123-4567'],
  ])('%s is the postal code %s', (raw, plain) => {
    expect(normalise('ZIP', raw)).toBe(plain);
  });
});

describe('a cell', () => {
  test('has the hashes that Meta’s guide shows', () => {
    expect(cellOf('EMAIL', 'Mary@example.com')).toMatch(/^f1904cf1.*bb79$/);
    expect(cellOf('PHONE', '+1 (555) 987-6543')).toMatch(/^1ef97083.*6a4e$/);
  });

  test('is empty where nothing is known', () => {
    for (const raw of [null, '', '  ']) expect(cellOf('FN', raw)).toBe('');
    expect(cellOf('FN', '---')).toBe('');
  });

  test('is not hashed a second time', () => {
    const hash = sha256('ayse@example.com');
    expect(cellOf('EMAIL', hash.toUpperCase())).toBe(hash);
    // Of another length it is no hash.
    expect(cellOf('EMAIL', hash.slice(1))).toBe(sha256(hash.slice(1)));
  });

  test('with our id is not hashed at all', () => {
    expect(cellOf('EXTERN_ID', '7301')).toBe('7301');
  });
});

test('The proof of a call is made of the token, with the app’s secret as the key', () => {
  // RFC 4231, test case 2.
  const proof = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843';
  expect(proofOf('what do ya want for nothing?', 'Jefe')).toBe(proof);
});
