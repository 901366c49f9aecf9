/** Which addresses count as those of the public Internet. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isClosedHost, isPublicAddress } from '#connectors/kit/publicAddress.ts';

describe('an address', () => {
  test.each(['8.8.8.8', '93.184.216.34', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450:4001::1'])(
    'of the Internet is public: %s',
    (address) => expect([isPublicAddress(address), isClosedHost(address)]).toEqual([true, false]),
  );

  test.each([
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '127.8.9.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
  ])('for machines or networks of one’s own is not: %s', (address) =>
    expect([isPublicAddress(address), isClosedHost(address)]).toEqual([false, true]),
  );

  test('of a private network is never public, whichever it is', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, byte, (a, b, c) => {
        expect(isPublicAddress(`10.${a}.${b}.${c}`)).toBe(false);
        expect(isPublicAddress(`172.${16 + (a % 16)}.${b}.${c}`)).toBe(false);
        expect(isPublicAddress(`fd${a.toString(16).padStart(2, '0')}::${b.toString(16)}`)).toBe(false);
      }),
    );
  });

  test('that is a name is looked up, and no address itself', () => {
    expect([isPublicAddress('esp.example'), isClosedHost('esp.example')]).toEqual([false, false]);
  });
});
