/** Which facts are told in hundredths: among ratios, a share of 1 has it in its name, as every unit is. */
import { factCatalogue, type FactName } from '../../facts/catalogue.ts';

export const isShare = (fact: FactName): boolean => factCatalogue[fact].kind === 'ratio' && fact.endsWith('Share');
