/** Who bought just now, often and for much. */
import { ago } from '../example.ts';
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmChampions = rfmPreset({
  id: 'rfm-champions',
  name: { tr: 'Şampiyonlar', en: 'Champions' },
  description: {
    tr: 'Çok yakın zamanda, sık ve yüksek tutarlarla sipariş vermiş alıcılar (yenilik 5, sıklık ve harcama 4-5).',
    en: 'Ordered very recently, often and for large sums (recency 5, frequency and monetary 4-5).',
  },
  blocks: [{ recency: [5, 5], value: [4, 5] }],
  examples: [
    ...scoreExamples(['R5 FM4', 'R5 FM5'], ['R5 FM3', 'R4 FM5']),
    ...edgeExamples(30, 4, true),
    {
      who: 'scores 3 in frequency and 4 in monetary, and ordered just now',
      facts: { lastOrderAt: ago({ days: 10 }), orderCount: 3, spentMinor: 5_000 },
      member: true,
      until: null,
    },
    {
      who: 'scores 2 in frequency and 4 in monetary, and ordered just now',
      facts: { lastOrderAt: ago({ days: 10 }), orderCount: 2, spentMinor: 9_999 },
      member: false,
      until: null,
    },
  ],
});
