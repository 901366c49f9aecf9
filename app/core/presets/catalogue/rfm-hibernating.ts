/** Who bought little, long ago. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmHibernating = rfmPreset({
  id: 'rfm-hibernating',
  name: { tr: 'Kış Uykusunda', en: 'Hibernating' },
  description: {
    tr: 'Uzun süredir sipariş vermemiş, siparişi az ve tutarı düşük alıcılar (yenilik 2, sıklık ve harcama 1-2).',
    en: 'Ordered seldom and for small sums, a long time ago (recency 2, frequency and monetary 1-2).',
  },
  blocks: [{ recency: [2, 2], value: [1, 2] }],
  examples: [...scoreExamples(['R2 FM1', 'R2 FM2'], ['R2 FM3', 'R1 FM1', 'R3 FM1']), ...edgeExamples(360, 1, true)],
});
