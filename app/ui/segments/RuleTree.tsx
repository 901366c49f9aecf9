/** A rule in words, as a tree; and whose forecasts it looks at. */
import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Rule } from '#app/core/rules/rule.ts';
import { ruleWords, type RuleWords } from '#app/core/rules/words/ruleWords.ts';
import { asksForecast } from '#app/core/weather/asksForecast.ts';
import type { NamedSegment } from '../segmentText.ts';
import { useWordTerms } from '../useWordTerms.ts';
import { WeatherCredit } from '../WeatherCredit.tsx';

interface Props {
  rule: Rule;
  /** Those that the rule may refer to. */
  segments: readonly NamedSegment[];
}

export function RuleTree({ rule, segments }: Props) {
  const terms = useWordTerms(segments);
  return (
    <>
      <ul className="kesit-rule">
        <Part words={ruleWords(rule, terms)} />
      </ul>
      {asksForecast(rule) && <WeatherCredit />}
    </>
  );
}

function Part({ words }: { words: RuleWords }) {
  const { t } = useTranslation();
  if (words.kind === 'condition')
    return (
      <li>
        <Text as="span" breakWord>
          {words.text}
        </Text>
      </li>
    );
  return (
    <li>
      <Text as="span" fontWeight="semibold">
        {t(`explanation.${words.kind}`)}
      </Text>
      <ul>
        {words.parts.map((part, index) => (
          <Part key={index} words={part} />
        ))}
      </ul>
    </li>
  );
}
