/** Those who come to the shop mostly by phone or tablet. */
import { devicePreset } from '../devices.ts';

export const deviceMobile = devicePreset(
  'device-mobile',
  'mobile',
  { tr: 'Mobil', en: 'Mobile' },
  {
    tr: 'Son {windowDays} takvim günündeki mağaza etkinliklerinin çoğu telefon veya tabletten olanlar.',
    en: 'Most of the site events of the last {windowDays} calendar days came from a phone or tablet.',
  },
);
