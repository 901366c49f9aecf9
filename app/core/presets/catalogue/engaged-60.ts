/** Those whom the shop's e-mails have reached in the literal sense, within 60 days. */
import { engagedPreset } from '../engaged.ts';

export const engaged60 = engagedPreset('engaged-60', 60);
