/** Who bought little, longest ago. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmLost = rfmPreset({
  id: 'rfm-lost',
  name: { tr: 'Kayıp', en: 'Lost' },
  description: {
    tr: 'Çok uzun süredir sipariş vermemiş, siparişi az ve tutarı düşük alıcılar (yenilik 1, sıklık ve harcama 1-2).',
    en: 'Ordered seldom and for small sums, the longest time ago (recency 1, frequency and monetary 1-2).',
  },
  blocks: [{ recency: [1, 1], value: [1, 2] }],
  examples: [...scoreExamples(['R1 FM1', 'R1 FM2'], ['R1 FM3', 'R2 FM1']), ...edgeExamples(360, 2, false)],
});
