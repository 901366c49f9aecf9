/** What is known of a customer in words: the value of a fact, and what the instants of an answer mean. */
import { factCatalogue, type FactName, type FactValue } from '../../facts/catalogue.ts';
import { conditionKindOf, type Condition } from '../conditions/registry.ts';
import { type Answer, STRETCH_BEGUN_AT } from '../../questions/question.ts';
import { languages } from './languages.ts';
import { isShare } from './shares.ts';
import { formatsOf, listed, quoted, type WordTerms } from './terms.ts';

/** The value of a fact: "₺1.250,00", "12 Mar 2026 14:03", "5", "12 %", "yes", "“web”". */
export function factWords(fact: FactName, value: FactValue, terms: WordTerms): string {
  const say = languages[terms.locale];
  const write = formatsOf(terms);
  const { kind } = factCatalogue[fact];
  if (value === null) return kind === 'instant' ? say.none : say.notKnown;
  if (typeof value === 'boolean') return value ? say.yes : say.no;
  if (typeof value === 'string') return kind === 'date' ? write.day(value) : quoted(value);
  if (typeof value === 'number') {
    if (kind === 'instant') return write.instant(value);
    if (kind === 'money') return write.money(value);
    if (kind === 'span') return write.span(value);
    return isShare(fact) ? say.percent(write.hundredths(value)) : write.number(value);
  }
  const texts = isList(value)
    ? value.map(quoted)
    : Object.entries(value).map(([key, text]) => `${key}: ${quoted(text)}`);
  return texts.length === 0 ? say.none : listed(terms.locale, 'and', texts);
}

const isList = (value: Exclude<FactValue, string | number | boolean | null>): value is readonly string[] =>
  Array.isArray(value);

/** The answer to the question that a condition asks: "Last but 2: 12 Mar 2026, 14:03", "never". */
export function answerWords(condition: Condition, answer: Answer, terms: WordTerms): string {
  const say = languages[terms.locale];
  const write = formatsOf(terms);
  const question = conditionKindOf(condition).asks?.(condition);
  if (question === undefined) throw new Error(`a condition "${condition.is}" asks no question`);
  const at = answer[0] ?? null;
  const stretchWords = (from: number, to: number): string =>
    from === STRETCH_BEGUN_AT ? say.holdsUntil(write.instant(to)) : say.stretch(write.instant(from), write.instant(to));
  switch (question.ask) {
    case 'latest':
    case 'unordered':
      return at === null ? say.fewerThan(question.times) : say.latestAt(question.times, write.instant(at));
    case 'first':
      return at === null ? say.fewerThan(1) : say.firstAt(write.instant(at));
    case 'active-days':
      return at === null ? say.noStretch : say.holdsUntil(write.instant(at));
    case 'interest':
    case 'device':
    case 'channel': {
      const stretches = [answer.slice(0, 2), answer.slice(2, 4)].flatMap(([from = null, to = null]) =>
        from === null || to === null ? [] : [stretchWords(from, to)],
      );
      return stretches.length === 0 ? say.noStretch : stretches.join('; ');
    }
  }
}
