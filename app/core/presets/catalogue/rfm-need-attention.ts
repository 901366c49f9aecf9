/** Who are in the middle of everything. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmNeedAttention = rfmPreset({
  id: 'rfm-need-attention',
  name: { tr: 'İlgi Bekleyenler', en: 'Need attention' },
  description: {
    tr: 'Yeniliği, sıklığı ve tutarı orta düzeyde olan alıcılar (yenilik 3, sıklık ve harcama 3).',
    en: 'Middling in recency, frequency and spend (recency 3, frequency and monetary 3).',
  },
  blocks: [{ recency: [3, 3], value: [3, 3] }],
  examples: [...scoreExamples(['R3 FM3'], ['R3 FM2', 'R3 FM4', 'R2 FM3', 'R4 FM3']), ...edgeExamples(180, 3, true)],
});
