/** Conditions on a text: whether it is one of several, as `foldText` compares them. What is not known is none of them. */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import { askedTexts } from '../../questions/texts.ts';
import { foldText, isOneOfSql } from '../../text.ts';
import { textBinding } from '../sql/parameters.ts';
import type { ConditionKind } from './condition.ts';

export interface TextCondition {
  readonly fact: FactNameOf<'text'>;
  readonly is: 'one-of' | 'none-of';
  readonly values: readonly string[];
}

export const textCondition: ConditionKind<TextCondition> = {
  factKinds: ['text'],
  operators: ['one-of', 'none-of'],
  schema: z.strictObject({
    fact: z.enum(factNamesOf('text')),
    is: z.enum(['one-of', 'none-of']),
    values: askedTexts,
  }),
  decide({ fact, is, values }, facts, _now, yardsticks) {
    const known = factOf(fact, facts, yardsticks);
    const found = known !== null && values.some((value) => foldText(value) === foldText(known));
    return { member: found === (is === 'one-of'), until: null };
  },
  compile({ fact, is, values }, scope) {
    const found = isOneOfSql(scope.column(fact), values, textBinding(scope));
    return { member: is === 'one-of' ? found : `NOT (${found})`, untilIn: null, untilOut: null };
  },
};
