/** Those whom the shop's e-mails have reached in the literal sense, within 90 days. */
import { engagedPreset } from '../engaged.ts';

export const engaged90 = engagedPreset('engaged-90', 90);
