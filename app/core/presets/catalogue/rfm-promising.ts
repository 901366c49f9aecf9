/** Who bought lately, and little so far. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmPromising = rfmPreset({
  id: 'rfm-promising',
  name: { tr: 'Umut Vadedenler', en: 'Promising' },
  description: {
    tr: 'Yakın zamanda sipariş vermiş, siparişi az ve tutarı düşük alıcılar (yenilik 4, sıklık ve harcama 1).',
    en: 'Ordered recently, and little so far (recency 4, frequency and monetary 1).',
  },
  blocks: [{ recency: [4, 4], value: [1, 1] }],
  examples: [...scoreExamples(['R4 FM1'], ['R5 FM1', 'R3 FM1', 'R4 FM2']), ...edgeExamples(30, 1, false)],
});
