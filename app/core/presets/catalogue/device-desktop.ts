/** Those who come to the shop mostly by computer. */
import { devicePreset } from '../devices.ts';

export const deviceDesktop = devicePreset(
  'device-desktop',
  'desktop',
  { tr: 'Masaüstü', en: 'Desktop' },
  {
    tr: 'Son {windowDays} takvim günündeki mağaza etkinliklerinin çoğu bilgisayardan olanlar.',
    en: 'Most of the site events of the last {windowDays} calendar days came from a computer.',
  },
);
