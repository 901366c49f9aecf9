/** Those who opened or clicked an e-mail within 60 days. */
import { engagedPreset } from '../engaged.ts';

export const engaged60 = engagedPreset('engaged-60', 60);
