/** A rule as a tree, each part with whether it holds, what is known, and when time alone will change it. */
import { Badge, BlockStack, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { Explanation } from '#app/core/rules/explain.ts';
import { conditionText, factText } from './conditionText.ts';
import { useFormats } from './formats.ts';

export function ExplanationTree({ explanation }: { explanation: Explanation }) {
  return (
    <ul className="kesit-rule">
      <Part explanation={explanation} />
    </ul>
  );
}

function Part({ explanation }: { explanation: Explanation }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { part, member } = explanation;
  return (
    <li>
      <InlineStack gap="200" blockAlign="center">
        <Text as="span" fontWeight={part === 'condition' ? 'regular' : 'semibold'}>
          {part === 'condition' ? conditionText(t, formats, explanation.condition) : t(`explanation.${part}`)}
        </Text>
        <Badge {...(member ? { tone: 'success' as const } : {})}>
          {t(member ? 'explanation.holds' : 'explanation.fails')}
        </Badge>
      </InlineStack>
      {part === 'condition' ? (
        <BlockStack>
          <Text as="span" tone="subdued">
            <span suppressHydrationWarning>
              {t('explanation.value', { value: factText(t, formats, explanation.condition.fact, explanation.value) })}
            </span>
          </Text>
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
            <Part key={index} explanation={inner} />
          ))}
        </ul>
      )}
    </li>
  );
}
