/** The lowest loyalty tier. */
import { lowerTierPreset } from '../tiers.ts';

export const tierBronze = lowerTierPreset('tier-bronze', { tr: 'Bronz', en: 'Bronze' }, 30, 60);
