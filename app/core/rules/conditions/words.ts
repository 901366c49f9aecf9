/** Conditions on a list of texts such as tags: whether any of several is among them, as `foldText` compares them. */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import { askedTexts } from '../../questions/texts.ts';
import { foldText, hasOneOfSql } from '../../text.ts';
import { textBinding } from '../sql/parameters.ts';
import type { ConditionKind } from './condition.ts';

export interface WordsCondition {
  readonly fact: FactNameOf<'words'>;
  readonly is: 'has-any' | 'has-none';
  readonly values: readonly string[];
}

export const wordsCondition: ConditionKind<WordsCondition> = {
  factKinds: ['words'],
  operators: ['has-any', 'has-none'],
  schema: z.strictObject({
    fact: z.enum(factNamesOf('words')),
    is: z.enum(['has-any', 'has-none']),
    values: askedTexts,
  }),
  decide({ fact, is, values }, facts, _now, yardsticks) {
    const wanted = new Set(values.map(foldText));
    const found = (factOf(fact, facts, yardsticks) ?? []).some((word) => wanted.has(foldText(word)));
    return { member: found === (is === 'has-any'), until: null };
  },
  compile({ fact, is, values }, scope) {
    const found = `(${hasOneOfSql(scope.column(fact), values, textBinding(scope))}) IS TRUE`;
    return { member: is === 'has-any' ? found : `NOT (${found})`, untilIn: null, untilOut: null };
  },
};
