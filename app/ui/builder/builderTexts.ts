/** What is wrong with a part, and how a condition asks, in the merchant's language. */
import type { TFunction } from 'i18next';
import { factCatalogue } from '#app/core/facts/catalogue.ts';
import type { Operator } from './conditionFields.ts';
import type { PartFault } from './draftProblems.ts';
import { type LoneOperator, loneOperators, type Subject } from './subjects.ts';

export function problemText(t: TFunction, fault: PartFault): string {
  switch (fault.code) {
    case 'out-of-range':
      return t('builder.faults.out-of-range', { min: fault.min, max: fault.max });
    case 'too-small':
      return t('builder.faults.too-small', { min: fault.min });
    case 'too-long':
    case 'too-many':
    case 'too-deep':
    case 'too-large':
      return t(`builder.faults.${fault.code}`, { max: fault.max });
    case 'sensitive':
      return t('builder.faults.sensitive', { name: fault.name });
    default:
      return t(`builder.faults.${fault.code}`);
  }
}

/** A text or a date is known or not; anything else happened or did not. */
export function operatorText(t: TFunction, operator: Exclude<Operator, LoneOperator>, subject: Subject): string {
  const kind = subject.kind === 'fact' ? factCatalogue[subject.fact].kind : null;
  if ((operator === 'ever' || operator === 'never') && (kind === 'text' || kind === 'date'))
    return t(operator === 'ever' ? 'builder.operators.known' : 'builder.operators.unknown');
  return t(`builder.operators.${operator}`);
}

export const isAsking = (operator: Operator): operator is Exclude<Operator, LoneOperator> =>
  !loneOperators.some((lone) => lone === operator);
