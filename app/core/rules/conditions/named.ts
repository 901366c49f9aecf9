/**
 * Conditions on one of several texts that have names, such as a metafield: whether it is one of these. A list of texts, as Shopify
 * writes the value of a list metafield, is one of them if any of its texts is.
 */
import { z } from 'zod';
import { type FactNameOf, factNamesOf, factOf } from '../../facts/catalogue.ts';
import { askedText, askedTexts } from '../../questions/texts.ts';
import { foldText, hasOneOfSql, isOneOfSql } from '../../text.ts';
import { textBinding } from '../sql/parameters.ts';
import type { ConditionKind } from './condition.ts';

export interface NamedCondition {
  readonly fact: FactNameOf<'map'>;
  /** Of a metafield its `namespace.key`. */
  readonly key: string;
  readonly is: 'value-one-of' | 'value-none-of';
  readonly values: readonly string[];
}

export const namedCondition: ConditionKind<NamedCondition> = {
  factKinds: ['map'],
  operators: ['value-one-of', 'value-none-of'],
  schema: z.strictObject({
    fact: z.enum(factNamesOf('map')),
    key: askedText(320),
    is: z.enum(['value-one-of', 'value-none-of']),
    values: askedTexts,
  }),
  decide({ fact, key, is, values }, facts, _now, yardsticks) {
    const texts = factOf(fact, facts, yardsticks) ?? {};
    const known = Object.hasOwn(texts, key) ? texts[key] : undefined;
    const wanted = new Set(values.map(foldText));
    const found = known !== undefined && textsIn(known).some((text) => wanted.has(foldText(text)));
    return { member: found === (is === 'value-one-of'), until: null };
  },
  compile({ fact, key, is, values }, scope) {
    const known = scope.once(`(${scope.column(fact)} ->> ${scope.bind(key, 'text')})`);
    const bind = textBinding(scope);
    // Most are no list, and many are not there.
    const found = `CASE WHEN ${known} IS NULL THEN FALSE WHEN left(${known}, 1) <> '[' THEN ${isOneOfSql(known, values, bind)}
      ELSE ${hasOneOfSql(`texts_in(${known})`, values, bind)} END`;
    return { member: is === 'value-one-of' ? found : `NOT (${found})`, untilIn: null, untilOut: null };
  },
};

/** The texts and whole numbers of a JSON list; the text itself if it is none. The SQL function texts_in does the same. */
function textsIn(known: string): string[] {
  if (!known.startsWith('[')) return [known];
  try {
    const list: unknown = JSON.parse(known);
    if (!Array.isArray(list)) return [known];
    return list.flatMap((one: unknown) =>
      typeof one === 'string' || (typeof one === 'number' && Number.isSafeInteger(one)) ? [String(one)] : [],
    );
  } catch {
    return [known];
  }
}
