/** Those who opened or clicked an e-mail within 90 days. */
import { engagedPreset } from '../engaged.ts';

export const engaged90 = engagedPreset('engaged-90', 90);
