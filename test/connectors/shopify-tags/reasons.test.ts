/** Every reason that the connector to the shop may give has its Turkish words in the admin. */
import { expect, test } from 'vitest';
import { reasonText } from '#app/ui/reasonText.ts';
import { tagReasons } from '#app/ui/tagReasons.ts';
import { CALL_RULES, REJECTIONS, START_RULES } from '#connectors/shopify-tags/errors.ts';
import { CHANGED_AT_ONCE } from '#connectors/shopify-tags/single.ts';

test('every reason is told in the language of the admin', () => {
  const ofRules = [...CALL_RULES, ...START_RULES].map(({ reason }) => reason);
  const reasons = [...ofRules, ...Object.values(REJECTIONS), CHANGED_AT_ONCE];
  expect(Object.keys(tagReasons).sort()).toEqual([...new Set(reasons)].sort());
  for (const reason of reasons) {
    expect(reasonText(reason, 'en')).toBe(reason);
    expect(reasonText(reason, 'tr')).not.toBe(reason);
  }
});

test('a refused row is told with its code', () => {
  expect(reasonText(`gone: ${REJECTIONS.gone}`, 'tr')).toBe(`gone: ${tagReasons[REJECTIONS.gone]}`);
});
