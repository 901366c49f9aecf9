/** What the categories of presets are called. */
import type { LocalText } from '../text.ts';
import type { PresetCategory } from './preset.ts';

export const categoryWords: Readonly<Record<PresetCategory, LocalText>> = {
  standard: { tr: 'Standart', en: 'Standard' },
  lifecycle: { tr: 'Müşteri yaşam döngüsü', en: 'Lifecycle' },
  value: { tr: 'Değer', en: 'Value' },
  rfm: { tr: 'RFM', en: 'RFM' },
  site: { tr: 'Mağaza ziyaretleri', en: 'Behaviour on the site' },
  email: { tr: 'E-posta ve kanal', en: 'E-mail and channel' },
  prediction: { tr: 'Tahmin', en: 'Prediction' },
  profile: { tr: 'Profil', en: 'Profile' },
};
