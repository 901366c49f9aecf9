import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOwnTag, LONGEST_TAG, nameInTag, tagOfList, withoutOwnTags } from './ownTags.ts';

describe('the tag of a list', () => {
  test.each([
    ['Kesit · VIP', 'Kesit: VIP'],
    ['Kesit: VIP', 'Kesit: VIP'],
    ['KESIT:vip', 'Kesit: vip'],
    ['Sadık müşteriler', 'Kesit: Sadık müşteriler'],
    ['Son 30 gün, 2 sipariş', 'Kesit: Son 30 gün 2 sipariş'],
  ])('of %s is %s', (listName, tag) => {
    expect(tagOfList(listName)).toBe(tag);
  });

  test('is ours, one tag, and not too long, whatever the list is called', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: 'binary' }), (listName) => {
        const tag = tagOfList(listName);
        expect(isOwnTag(tag)).toBe(true);
        expect(tag).not.toContain(',');
        expect(tag.length).toBeLessThanOrEqual(LONGEST_TAG);
        expect(tagOfList(tag)).toBe(tag);
      }),
    );
  });

  test('names its segment', () => {
    expect(nameInTag('Kesit: VIP')).toBe('VIP');
  });
});

test('tags of others are told from ours, whatever their case', () => {
  expect(withoutOwnTags(['bülten', 'Kesit: VIP', 'kesit:vip', 'Kesit VIP', 'kesit'])).toEqual([
    'bülten',
    'Kesit VIP',
    'kesit',
  ]);
});
