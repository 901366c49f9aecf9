/** Those whose family is as the merchant names it, where customers have told it. */
import { attributePreset } from '../byAttribute.ts';

export const byFamily = attributePreset({
  id: 'by-family',
  name: { tr: 'Aile Durumuna Göre', en: 'By family' },
  description: {
    tr: 'Meta alanındaki veya etiketlerindeki aile durumu bilgisi seçilenlerden biri olanlar.',
    en: 'The family status in a metafield or tag is one of those chosen.',
  },
  key: 'custom.family',
  wanted: 'Çocuklu',
  other: 'Çocuksuz',
});
