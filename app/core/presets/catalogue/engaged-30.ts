/** Those who opened or clicked an e-mail within 30 days. */
import { engagedPreset } from '../engaged.ts';

export const engaged30 = engagedPreset('engaged-30', 30);
