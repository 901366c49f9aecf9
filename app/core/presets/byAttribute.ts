/** What the presets of an attribute have in common: a customer's metafield or tag is one of several texts. */
import type { LocalText } from '../text.ts';
import { definePreset, textsOf } from './preset.ts';

interface Attribute {
  readonly id: string;
  readonly name: LocalText;
  readonly description: LocalText;
  /** The metafield in which a shop is most likely to keep it, `namespace.key`. */
  readonly key: string;
  /** A text looked for in the examples, and one beside it. */
  readonly wanted: string;
  readonly other: string;
}

export function attributePreset({ id, name, description, key, wanted, other }: Attribute) {
  return definePreset({
    id,
    name,
    description,
    category: 'profile',
    needs: ['attributes'],
    parameters: {
      from: {
        kind: 'choice',
        label: { tr: 'Nerede', en: 'Kept in' },
        options: [
          { value: 'metafield', label: { tr: 'Müşteri meta alanı', en: 'Customer metafield' } },
          { value: 'tag', label: { tr: 'Müşteri etiketi', en: 'Customer tag' } },
        ],
        default: 'metafield',
      },
      key: {
        kind: 'text',
        label: { tr: 'Meta alan', en: 'Metafield' },
        help: {
          tr: 'Ad alanı ve anahtarı, örneğin custom.alan. Etiketlerde kullanılmaz.',
          en: 'Its namespace and key, such as custom.field. Not used with tags.',
        },
        default: key,
      },
      values: {
        kind: 'text',
        label: { tr: 'Değerler', en: 'Values' },
        help: {
          tr: 'Birden fazlası virgülle ayrılır; biri yeter.',
          en: 'Several are separated by commas; one is enough.',
        },
        default: '',
      },
    },
    rule: (values) => {
      const texts = textsOf(values.values);
      if (values.from === 'tag') return { fact: 'tags', is: 'has-any', values: texts };
      const keys = textsOf(values.key);
      return { any: keys.map((name) => ({ fact: 'metafields', key: name, is: 'value-one-of', values: texts })) };
    },
    exampleValues: { values: `${wanted}, unheard of` },
    examples: [
      { who: `has ${wanted} in the metafield`, facts: { metafields: { [key]: wanted } }, member: true, until: null },
      {
        who: `has ${wanted} in the metafield, in capitals`,
        facts: { metafields: { [key]: wanted.toLocaleUpperCase('tr') } },
        member: true,
        until: null,
      },
      { who: `has ${other} in the metafield`, facts: { metafields: { [key]: other } }, member: false, until: null },
      {
        who: `has a longer text in the metafield that begins with ${wanted}`,
        facts: { metafields: { [key]: `${wanted}x` } },
        member: false,
        until: null,
      },
      {
        who: `has ${wanted} in another metafield and as a tag`,
        facts: { metafields: { [`${key}_2`]: wanted }, tags: [wanted] },
        member: false,
        until: null,
      },
      { who: 'has no such metafield', facts: {}, member: false, until: null },
    ],
  });
}
