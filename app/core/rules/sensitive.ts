/**
 * Special categories of personal data are no basis for a segment: political view, religion, ethnicity, health, sexual life and
 * what else the law counts among them (KVKK Art. 6, GDPR Art. 9), and Meta forbids audiences made of them. Told by the name of
 * what is asked, for what a value means nobody but the merchant knows.
 */
import { foldText } from '../text.ts';
import type { Condition } from './conditions/registry.ts';
import { sensitiveTerms } from './sensitiveTerms.ts';

const listed = (terms: 'stems' | 'words' | 'names'): string[] =>
  Object.values(sensitiveTerms).flatMap((category) => category[terms]);
/** A blank in a term stands for whatever may lie between two words, and for nothing. */
const anyOf = (terms: readonly string[]): string => terms.join('|').replaceAll(' ', '_?');

const stems = new RegExp(`_(${anyOf(listed('stems'))})`);
const words = new RegExp(`_(${anyOf(listed('words'))})_`);
const names = new RegExp(`^_(${anyOf(listed('names'))})_$`);

/** Whether a name, such as a metafield's `namespace.key` or a tag, speaks of a special category. */
export function isSensitiveName(name: string): boolean {
  const parts = name.split(/[.:=/]/).map(wordsOf);
  return parts.some((part) => stems.test(part) || words.test(part) || names.test(part));
}

/** The words of a name, folded, each between underscores; a capital letter after a small one begins a word too. */
function wordsOf(name: string): string {
  const apart = name.normalize('NFC').replaceAll(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, '_');
  return `_${foldText(apart)}_`.replaceAll(/[^\p{L}\p{N}]+/gu, '_');
}

/** The name in a condition that speaks of a special category; null if none does. */
export function sensitiveNameIn(condition: Condition): string | null {
  const tags = condition.is === 'has-any' || condition.is === 'has-none' ? condition.values : [];
  const names = 'key' in condition ? [condition.key] : tags;
  return names.find(isSensitiveName) ?? null;
}
