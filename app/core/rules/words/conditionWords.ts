/** One condition in words: what it is about, a colon, and what must be so. */
import { factCatalogue, type FactName } from '../../facts/catalogue.ts';
import type { HappenedCondition } from '../conditions/happened.ts';
import type { Condition } from '../conditions/registry.ts';
import type { Language, Saying } from './language.ts';
import { languages } from './languages.ts';
import { isShare } from './shares.ts';
import { type Formats, formatsOf, quoted, type WordTerms } from './terms.ts';

/** "Last order: at least 180 days ago". */
export function conditionWords(condition: Condition, terms: WordTerms): string {
  if ('segment' in condition) {
    const { memberOf, notMemberOf } = languages[terms.locale];
    const name = terms.segmentName(condition.segment);
    return condition.is === 'member-of' ? memberOf(name) : notMemberOf(name);
  }
  return saying(condition, terms, formatsOf(terms)).join(': ');
}

type Asked = Exclude<Condition, { segment: number }>;

function saying(condition: Asked, terms: WordTerms, write: Formats): Saying {
  const say = languages[terms.locale];
  const label = (fact: FactName): string => factCatalogue[fact].label[terms.locale];
  switch (condition.is) {
    case 'did-unordered':
      return say.unordered(condition.event, { times: condition.times, window: write.window(condition.window) });
    case 'active-on':
      return say.activeOn(condition.days, condition.windowDays);
    case 'interested': {
      const { times, windowDays, orderDays } = condition;
      return say.interested({ times, window: write.days(windowDays) }, write.days(orderDays));
    }
    case 'mostly-on':
      return say.mostlyOn(condition.device, condition.windowDays);
    case 'mostly-clicks':
      return say.mostlyClicks(condition.channel, condition.percent, write.days(condition.windowDays));
    case 'likely-lost':
      return say.likelyLost(condition.percent);
    case 'forecast':
      return say.forecast(condition.weather, write.celsius(condition.degrees ?? 0));
    case 'did':
    case 'did-not':
    case 'did-before':
      return [happeningWords(condition, say, write), frequencyWords(condition, say, write)];
    case 'value-one-of':
    case 'value-none-of': {
      const values = condition.values.map(quoted);
      return [
        `${label(condition.fact)} ${condition.key}`,
        condition.is === 'value-one-of' ? say.oneOf(values) : say.noneOf(values),
      ];
    }
    default:
      return [label(condition.fact), factConditionWords(condition, say, write, label)];
  }
}

type AboutFact = Exclude<Extract<Asked, { fact: FactName }>, { key: string }>;

/** What must be so of the fact that a condition is about. */
function factConditionWords(
  condition: AboutFact,
  say: Language,
  write: Formats,
  label: (fact: FactName) => string,
): string {
  switch (condition.is) {
    case 'equal-to':
    case 'not-equal-to':
    case 'more-than':
    case 'at-least':
    case 'less-than':
    case 'at-most': {
      const { fact, is, value } = condition;
      if (factCatalogue[fact].kind === 'money') return say.compared(is, write.money(value), 'money');
      return say.compared(is, isShare(fact) ? say.percent(write.hundredths(value)) : write.number(value), 'number');
    }
    case 'yes':
      return say.yes;
    case 'no':
      return say.no;
    case 'within':
      return say.within(write.window(condition.window));
    case 'not-for':
      return say.longAgo(write.window(condition.window));
    case 'ever':
      return factCatalogue[condition.fact].kind === 'instant' ? say.exists : say.known;
    case 'never':
      return factCatalogue[condition.fact].kind === 'instant' ? say.none : say.notKnown;
    case 'since':
      return say.since(label(condition.other));
    case 'not-since':
      return say.notSince(label(condition.other));
    case 'longer-ago-than':
      return say.longerAgoThan(label(condition.span), multipleOf(condition.percent, write));
    case 'not-longer-ago-than':
      return say.notLongerAgoThan(label(condition.span), multipleOf(condition.percent, write));
    case 'anniversary':
      return say.anniversary(write.days(condition.days));
    case 'one-of':
      return say.oneOf(condition.values.map(quoted));
    case 'none-of':
      return say.noneOf(condition.values.map(quoted));
    case 'has-any':
      return say.hasAny(condition.values.map(quoted));
    case 'has-none':
      return say.hasNone(condition.values.map(quoted));
    case 'birthday-within':
      return say.birthdayWithin(condition.days);
    case 'age-between':
      return say.aged(condition.from, condition.to);
    case 'in-top':
      return say.inTop(condition.percent);
    case 'below-top':
      return say.belowTop(condition.percent);
  }
}

const multipleOf = (percent: number, write: Formats): string | null =>
  percent === 100 ? null : write.number(percent / 100);

/** What happened, and to what: "Ordered (vendor: “Çelik” or “Demir”; worth at least ₺500.00)". */
function happeningWords(
  { event, of, worthMinor, afterGapDays }: HappenedCondition,
  say: Language,
  write: Formats,
): string {
  const narrowed = [
    ...(of === undefined ? [] : [`${say.subjects[of.by]}: ${say.anyOf(of.values.map(quoted))}`]),
    ...(worthMinor === undefined ? [] : [say.worth(write.money(worthMinor))]),
    ...(afterGapDays === undefined ? [] : [say.afterGap(write.days(afterGapDays))]),
  ];
  return narrowed.length === 0 ? say.events[event] : `${say.events[event]} (${narrowed.join('; ')})`;
}

function frequencyWords({ is, times = 1, window }: HappenedCondition, say: Language, write: Formats): string {
  const length = window === undefined ? null : write.window(window);
  if (is === 'did-before' && length !== null) return say.didBefore(length);
  return is === 'did-not' ? say.didNot({ times, window: length }) : say.did({ times, window: length });
}
