/** A rule as a tree, each part with whether it holds, what is known, and when time alone will change it. */
import { Badge, BlockStack, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { factCatalogue } from '#app/core/facts/catalogue.ts';
import type { Explanation } from '#app/core/rules/explain.ts';
import { answerWords, conditionWords, factWords, type WordTerms } from '#app/core/rules/words/ruleWords.ts';
import { useFormats } from './formats.ts';
import { useWordTerms } from './useWordTerms.ts';
import { WeatherCredit } from './WeatherCredit.tsx';

export function ExplanationTree({ explanation }: { explanation: Explanation }) {
  const terms = useWordTerms();
  return (
    <>
      <ul className="kesit-rule">
        <Part explanation={explanation} terms={terms} />
      </ul>
      {looksAtWeather(explanation) && <WeatherCredit />}
    </>
  );
}

const looksAtWeather = (explanation: Explanation): boolean =>
  explanation.part === 'condition'
    ? explanation.condition.is === 'forecast'
    : explanation.parts.some((part) => looksAtWeather(part));

type ConditionPart = Extract<Explanation, { part: 'condition' }>;

function Part({ explanation, terms }: { explanation: Explanation; terms: WordTerms }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { part, member } = explanation;
  return (
    <li>
      <InlineStack gap="200" blockAlign="center">
        <Text as="span" fontWeight={part === 'condition' ? 'regular' : 'semibold'}>
          {part === 'condition' ? conditionWords(explanation.condition, terms) : t(`explanation.${part}`)}
        </Text>
        <Badge {...(member ? { tone: 'success' as const } : {})}>
          {t(member ? 'explanation.holds' : 'explanation.fails')}
        </Badge>
      </InlineStack>
      {part === 'condition' ? (
        <BlockStack>
          {known(explanation, terms).map((value) => (
            <Text as="span" tone="subdued" key={value}>
              <span suppressHydrationWarning>{t('explanation.value', { value })}</span>
            </Text>
          ))}
          {explanation.until !== null && (
            <Text as="span" tone="subdued">
              <span suppressHydrationWarning>
                {t('explanation.turns', { when: formats.instant(explanation.until) })}
              </span>
            </Text>
          )}
        </BlockStack>
      ) : (
        <ul>
          {explanation.parts.map((inner, index) => (
            <Part key={index} explanation={inner} terms={terms} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** What the condition looked at; where it is more than one fact, each is named. */
function known({ condition, looked: { facts, answer } }: ConditionPart, terms: WordTerms): string[] {
  if (answer !== null) return [answerWords(condition, answer, terms)];
  return facts.map(({ fact, value }) => {
    const words = factWords(fact, value, terms);
    return facts.length === 1 ? words : `${factCatalogue[fact].label[terms.locale]}: ${words}`;
  });
}
