/** Those of a gender the merchant names, where customers have told it. */
import { attributePreset } from '../byAttribute.ts';

export const byGender = attributePreset({
  id: 'by-gender',
  name: { tr: 'Cinsiyete Göre', en: 'By gender' },
  description: {
    tr: 'Meta alanındaki veya etiketlerindeki cinsiyet bilgisi seçilenlerden biri olanlar.',
    en: 'The gender in a metafield or tag is one of those chosen.',
  },
  key: 'custom.gender',
  wanted: 'Kadın',
  other: 'Erkek',
});
