/** Those who would not recommend the shop. */
import { npsPreset } from '../nps.ts';

export const detractors = npsPreset({
  id: 'detractors',
  name: { tr: 'Kırgınlar', en: 'Detractors' },
  description: {
    tr: 'Mağazayı tavsiye etme sorusuna (NPS) son yanıtı en çok {score} olanlar.',
    en: 'The last answer to the question of recommending the shop (NPS) is at most {score}.',
  },
  is: 'at-most',
  label: { tr: 'En çok puan', en: 'Score, at most' },
  score: 6,
});
