/** The middle loyalty tier. */
import { lowerTierPreset } from '../tiers.ts';

export const tierSilver = lowerTierPreset('tier-silver', { tr: 'Gümüş', en: 'Silver' }, 10, 30);
