/** Good buyers who have been away for long. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmAtRisk = rfmPreset({
  id: 'rfm-at-risk',
  name: { tr: 'Riskli', en: 'At risk' },
  description: {
    tr: 'Eskiden sık veya yüksek tutarlarla sipariş vermiş, uzun süredir sipariş vermemiş alıcılar (yenilik 1-2, sıklık ve harcama 3-5; kaybedilmemesi gerekenler hariç).',
    en: 'Ordered often or for large sums, but a long time ago (recency 1-2, frequency and monetary 3-5, without those who must not be lost).',
  },
  blocks: [
    { recency: [2, 2], value: [3, 5] },
    { recency: [1, 1], value: [3, 4] },
  ],
  examples: [
    ...scoreExamples(['R1 FM3', 'R1 FM4', 'R2 FM3', 'R2 FM5'], ['R1 FM5', 'R2 FM2', 'R3 FM3']),
    ...edgeExamples(180, 3, false),
    ...edgeExamples(360, 5, true),
  ],
});
