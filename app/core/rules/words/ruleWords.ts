/**
 * Rules in words, in Turkish and in English: as a tree for those who show it part by part, and as one sentence. What is said
 * beside a rule, the values of facts and the answers to questions, is told in the same words.
 */
import type { Rule } from '../rule.ts';
import { conditionWords } from './conditionWords.ts';
import { languages } from './languages.ts';
import type { WordTerms } from './terms.ts';

export type { WordTerms } from './terms.ts';
export { conditionWords } from './conditionWords.ts';
export { answerWords, factWords } from './factWords.ts';

export type RuleWords =
  | { readonly kind: 'condition'; readonly text: string }
  | { readonly kind: 'all' | 'any' | 'not'; readonly parts: readonly RuleWords[] };

/** The tree of a rule with its conditions in words; `not` has one part. */
export function ruleWords(rule: Rule, terms: WordTerms): RuleWords {
  if ('all' in rule) return { kind: 'all', parts: rule.all.map((part) => ruleWords(part, terms)) };
  if ('any' in rule) return { kind: 'any', parts: rule.any.map((part) => ruleWords(part, terms)) };
  if ('not' in rule) return { kind: 'not', parts: [ruleWords(rule.not, terms)] };
  return { kind: 'condition', text: conditionWords(rule, terms) };
}

/** The whole rule in one sentence; groups within groups in brackets. */
export function ruleSentence(rule: Rule, terms: WordTerms): string {
  const say = languages[terms.locale];
  const whole = unwrapped(rule);
  if ('not' in whole) return say.not(`(${ruleSentence(whole.not, terms)})`);
  if (!isGroup(whole)) return conditionWords(whole, terms);
  const isAll = 'all' in whole;
  const parts = partsOf(whole).map((part) =>
    isGroup(unwrapped(part)) ? `(${ruleSentence(part, terms)})` : ruleSentence(part, terms),
  );
  if (parts.length === 0) return isAll ? say.everybody : say.nobody;
  return parts.join(` ${isAll ? say.and : say.or} `);
}

type Group = Extract<Rule, { all: unknown } | { any: unknown }>;

const isGroup = (rule: Rule): rule is Group => 'all' in rule || 'any' in rule;

const partsOf = (group: Group): readonly Rule[] => ('all' in group ? group.all : group.any);

/** Without the groups that hold one part only. */
function unwrapped(rule: Rule): Rule {
  const [only, ...others] = isGroup(rule) ? partsOf(rule) : [];
  return only !== undefined && others.length === 0 ? unwrapped(only) : rule;
}
