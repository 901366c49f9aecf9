/** Those who would recommend the shop. */
import { npsPreset } from '../nps.ts';

export const promoters = npsPreset({
  id: 'promoters',
  name: { tr: 'Destekçiler', en: 'Promoters' },
  description: {
    tr: 'Mağazayı tavsiye etme sorusuna (NPS) son yanıtı en az {score} olanlar.',
    en: 'The last answer to the question of recommending the shop (NPS) is at least {score}.',
  },
  is: 'at-least',
  label: { tr: 'En az puan', en: 'Score, at least' },
  score: 9,
});
