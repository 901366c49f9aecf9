/** Who bought little, and some time ago. */
import { edgeExamples, rfmPreset, scoreExamples } from '../rfm.ts';

export const rfmAboutToSleep = rfmPreset({
  id: 'rfm-about-to-sleep',
  name: { tr: 'Uyumak Üzere', en: 'About to sleep' },
  description: {
    tr: 'Son siparişinin üzerinden epey geçmiş, siparişi az ve tutarı düşük alıcılar (yenilik 3, sıklık ve harcama 1-2).',
    en: 'Ordered some time ago, seldom and for small sums (recency 3, frequency and monetary 1-2).',
  },
  blocks: [{ recency: [3, 3], value: [1, 2] }],
  examples: [...scoreExamples(['R3 FM1', 'R3 FM2'], ['R3 FM3', 'R4 FM1', 'R2 FM1']), ...edgeExamples(180, 2, true)],
});
