/** Those with an occupation the merchant names, where customers have told it. */
import { attributePreset } from '../byAttribute.ts';

export const byOccupation = attributePreset({
  id: 'by-occupation',
  name: { tr: 'Mesleğe Göre', en: 'By occupation' },
  description: {
    tr: 'Meta alanındaki veya etiketlerindeki meslek bilgisi seçilenlerden biri olanlar.',
    en: 'The occupation in a metafield or tag is one of those chosen.',
  },
  key: 'custom.occupation',
  wanted: 'Öğretmen',
  other: 'Öğrenci',
});
