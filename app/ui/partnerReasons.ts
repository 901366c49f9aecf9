/** What partners are said to answer, in Turkish: of a call, a list or a customer. The sentences are stored in English. */
import { connectionReasons } from './connectionReasons.ts';
import { feedReasons } from './feedReasons.ts';
import { klaviyoReasons } from './klaviyoReasons.ts';
import { metaReasons } from './metaReasons.ts';
import { tagReasons } from './tagReasons.ts';

const sentences: Readonly<Record<string, string>> = {
  ...connectionReasons,
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

/** A sentence alone, after the code of a refused row, or before a status or the partner's own words. Undefined when it is not known. */
export function partnerReason(reason: string): string | undefined {
  const [, code = '', said = ''] = /^([a-z_]+: )?([^]+)$/.exec(reason) ?? [];
  const words = sentences[said] ?? filledIn(said) ?? beginning(said);
  return words === undefined ? undefined : code + words;
}

function filledIn(sentence: string): string | undefined {
  const found = withPlace.find(({ before, after }) => sentence.startsWith(before) && sentence.endsWith(after));
  if (found === undefined) return undefined;
  const { before, after, place, words } = found;
  return words.replace(place, () => sentence.slice(before.length, sentence.length - after.length));
}

/** What follows a known sentence stays as it is. */
function beginning(said: string): string | undefined {
  const [known] = Object.keys(sentences)
    .filter((sentence) => said.startsWith(`${sentence} `))
    .sort((one, other) => other.length - one.length);
  return known === undefined ? undefined : (sentences[known] ?? '') + said.slice(known.length);
}
