/** The best of the past, long gone. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmCantLose = rfmPreset({
  id: 'rfm-cant-lose',
  name: { tr: 'Kaybedilmemesi Gerekenler', en: "Can't lose them" },
  description: {
    tr: 'En sık ve en yüksek tutarlarla sipariş vermiş, ama çok uzun süredir sipariş vermemiş alıcılar (yenilik 1, sıklık ve harcama 5).',
    en: 'Ordered most often and for the largest sums, but the longest time ago (recency 1, frequency and monetary 5).',
  },
  blocks: [{ recency: [1, 1], value: [5, 5] }],
  examples: [...scoreExamples(['R1 FM5'], ['R1 FM4', 'R2 FM5']), ...edgeExamples(360, 5, false)],
});
