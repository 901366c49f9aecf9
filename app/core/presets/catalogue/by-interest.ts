/** Those with an interest the merchant names, where customers have told it. */
import { attributePreset } from '../byAttribute.ts';

export const byInterest = attributePreset({
  id: 'by-interest',
  name: { tr: 'İlgi Alanına Göre', en: 'By interest' },
  description: {
    tr: 'Meta alanındaki veya etiketlerindeki ilgi alanı seçilenlerden biri olanlar.',
    en: 'The interest in a metafield or tag is one of those chosen.',
  },
  key: 'custom.interest',
  wanted: 'Koşu',
  other: 'Yürüyüş',
});
