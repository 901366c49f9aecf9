/** What partners are said to answer, in Turkish: of a call, a list or a customer. The sentences are stored in English. */
import { feedReasons } from './feedReasons.ts';
import { klaviyoReasons } from './klaviyoReasons.ts';
import { metaReasons } from './metaReasons.ts';
import { tagReasons } from './tagReasons.ts';

const sentences: Readonly<Record<string, string>> = {
  ...klaviyoReasons,
  ...metaReasons,
  ...feedReasons,
  ...tagReasons,
};

/** Sentences with one place that is filled in, such as `{fingerprint}`: what stands before and after it, and the Turkish words. */
const withPlace = Object.entries(sentences).flatMap(([sentence, words]) => {
  const [place] = /\{\w+\}/.exec(sentence) ?? [];
  if (place === undefined) return [];
  const [before = '', after = ''] = sentence.split(place);
  return [{ before, after, place, words }];
});

/** A sentence alone, after the code of a refused row, or before a status. Undefined when it is not known. */
export function partnerReason(reason: string): string | undefined {
  const [, code = '', sentence = '', status = ''] = /^([a-z_]+: )?(.+?)( \(\d{3}\))?$/.exec(reason) ?? [];
  const words = sentences[sentence] ?? filledIn(sentence);
  return words === undefined ? undefined : code + words + status;
}

function filledIn(sentence: string): string | undefined {
  const found = withPlace.find(({ before, after }) => sentence.startsWith(before) && sentence.endsWith(after));
  if (found === undefined) return undefined;
  const { before, after, place, words } = found;
  return words.replace(place, () => sentence.slice(before.length, sentence.length - after.length));
}
