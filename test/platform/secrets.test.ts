/** Sealed secrets open only with their key, in their place, and as they were sealed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSecrets } from '#app/platform/secrets.ts';

const key = 'a key of thirty-two characters, or more';
const secrets = makeSecrets(key);

describe('a sealed secret', () => {
  it('opens to what was sealed, whatever it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
        fc.string(),
        (plain, context) => {
          expect(secrets.open(secrets.seal(plain, context), context)).toBe(plain);
        },
      ),
    );
  });

  it('shows nothing of itself, and looks different each time', () => {
    const plain = 'pk_0123456789abcdef0123456789abcdef';
    const [one, other] = [secrets.seal(plain, 'c'), secrets.seal(plain, 'c')];
    expect(one.equals(other)).toBe(false);
    expect(one.includes(Buffer.from(plain))).toBe(false);
  });

  it('does not open in another place', () => {
    const sealed = secrets.seal('token', 'connection:12:1');
    expect(() => secrets.open(sealed, 'connection:13:1')).toThrow();
    expect(() => secrets.open(sealed, '')).toThrow();
  });

  it('does not open with another key', () => {
    const sealed = secrets.seal('token', 'c');
    expect(() => makeSecrets(`${key}!`).open(sealed, 'c')).toThrow();
    expect(makeSecrets(key).open(sealed, 'c')).toBe('token');
  });

  it('does not open when any of its bits is changed, or when it is cut short', () => {
    const sealed = secrets.seal('token', 'c');
    for (let byte = 0; byte < sealed.length; byte += 1)
      for (let bit = 0; bit < 8; bit += 1) {
        const tampered = Buffer.from(sealed);
        tampered[byte] = (tampered[byte] ?? 0) ^ (1 << bit);
        expect(() => secrets.open(tampered, 'c'), `bit ${bit} of byte ${byte}`).toThrow();
      }
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => secrets.open(sealed.subarray(0, length), 'c'), `${length} bytes`).toThrow();
  });
});

it('a key that is too short is refused by the name of its variable', () => {
  expect(() => makeSecrets('x'.repeat(31))).toThrow(/KESIT_SECRET_KEY.*32/);
});

it('a fingerprint tells values apart, depends on the key, and is not the value', () => {
  const print = secrets.fingerprint('ayse@example.com');
  expect(print).toMatch(/^[0-9a-f]{64}$/);
  expect(secrets.fingerprint('ayse@example.com')).toBe(print);
  expect(secrets.fingerprint('ayse@example.org')).not.toBe(print);
  expect(makeSecrets(`${key}!`).fingerprint('ayse@example.com')).not.toBe(print);
});
