/** Who bought just now, and little so far. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmNew = rfmPreset({
  id: 'rfm-new',
  name: { tr: 'Yeniler', en: 'New' },
  description: {
    tr: 'Çok yakın zamanda sipariş vermiş, siparişi az ve tutarı düşük alıcılar (yenilik 5, sıklık ve harcama 1).',
    en: 'Ordered very recently, and little so far (recency 5, frequency and monetary 1).',
  },
  blocks: [{ recency: [5, 5], value: [1, 1] }],
  examples: [...scoreExamples(['R5 FM1'], ['R5 FM2', 'R4 FM1']), ...edgeExamples(30, 1, true)],
});
