/** One condition of a rule, and the fact it asks, in words. */
import type { TFunction } from 'i18next';
import { factCatalogue, type FactName, type FactValue } from '#app/core/facts/catalogue.ts';
import type { Condition } from '#app/core/rules/conditions/registry.ts';
import type { Window } from '#app/core/rules/window.ts';
import type { Formats } from './formats.ts';

/** The whole condition: "Last order: at least 180 days ago". */
export function conditionText(t: TFunction, formats: Formats, condition: Condition): string {
  return `${t(`facts.${condition.fact}`)}: ${operatorText(t, formats, condition)}`;
}

function operatorText(t: TFunction, formats: Formats, condition: Condition): string {
  if ('window' in condition)
    return t(`conditions.${condition.is}`, { window: windowText(t, formats, condition.window) });
  if ('value' in condition)
    return t(`conditions.${condition.is}`, { value: factText(t, formats, condition.fact, condition.value) });
  return t(`conditions.${condition.is}`);
}

function windowText(t: TFunction, formats: Formats, window: Window): string {
  return 'days' in window
    ? t('common.days', { count: window.days, replace: { count: formats.number(window.days) } })
    : t('common.hours', { count: window.hours, replace: { count: formats.number(window.hours) } });
}

/** What is known: a number, a sum, an instant, yes or no. */
export function factText(t: TFunction, formats: Formats, fact: FactName, value: FactValue): string {
  if (value === null) return t('common.never');
  if (typeof value === 'boolean') return t(value ? 'conditions.yes' : 'conditions.no');
  switch (factCatalogue[fact].kind) {
    case 'instant':
      return formats.instant(value);
    case 'money':
      return formats.money(value);
    default:
      return formats.number(value);
  }
}
