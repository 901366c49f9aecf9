/** Those whom the shop's e-mails have reached in the literal sense, within 30 days. */
import { engagedPreset } from '../engaged.ts';

export const engaged30 = engagedPreset('engaged-30', 30);
