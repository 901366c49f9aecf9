/** Conditions on a list of texts such as tags: whether any of several is among them, as `foldText` compares them. */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import { askedTexts } from '../../questions/texts.ts';
import { foldText, foldTextSql } from '../../text.ts';
import { textArray } from '../sql/parameters.ts';
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
    const wanted = scope.bind(textArray(values.map(foldText)), 'text[]');
    const found = `EXISTS (SELECT FROM unnest(${scope.column(fact)}) AS word WHERE ${foldTextSql('word')} = ANY (${wanted}))`;
    return { member: is === 'has-any' ? found : `NOT ${found}`, untilIn: null, untilOut: null };
  },
};
