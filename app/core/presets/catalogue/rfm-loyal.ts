/** Who buy often and for much, and are not long gone. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmLoyal = rfmPreset({
  id: 'rfm-loyal',
  name: { tr: 'Sadıklar', en: 'Loyal' },
  description: {
    tr: 'Sık ve yüksek tutarlarla sipariş veren, son siparişi çok eski olmayan alıcılar (yenilik 3-4, sıklık ve harcama 4-5).',
    en: 'Ordered often and for large sums, the last time not very long ago (recency 3-4, frequency and monetary 4-5).',
  },
  blocks: [{ recency: [3, 4], value: [4, 5] }],
  examples: [...scoreExamples(['R3 FM4', 'R4 FM5'], ['R5 FM4', 'R2 FM5', 'R3 FM3']), ...edgeExamples(180, 4, true)],
});
