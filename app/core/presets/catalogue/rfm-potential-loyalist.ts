/** Who bought lately and may become loyal. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmPotentialLoyalist = rfmPreset({
  id: 'rfm-potential-loyalist',
  name: { tr: 'Potansiyel Sadıklar', en: 'Potential loyalists' },
  description: {
    tr: 'Yakın zamanda sipariş vermiş, sıklığı ve tutarı orta düzeyde olan alıcılar (yenilik 4-5, sıklık ve harcama 2-3).',
    en: 'Ordered recently, with middling frequency and spend (recency 4-5, frequency and monetary 2-3).',
  },
  blocks: [{ recency: [4, 5], value: [2, 3] }],
  examples: [...scoreExamples(['R4 FM2', 'R5 FM3'], ['R3 FM3', 'R4 FM1', 'R5 FM4']), ...edgeExamples(90, 2, true)],
});
