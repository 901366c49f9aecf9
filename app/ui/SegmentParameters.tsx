/** The figures in a segment's rule, in words. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';
import type { SegmentText } from './segmentText.ts';

export function SegmentParameters({ parameters }: Pick<SegmentText, 'parameters'>) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (parameters.length === 0) return null;
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('segment.parameters')}
        </Text>
        <dl className="kesit-figures">
          {parameters.map(({ name, label, value, unit }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                {unit === 'days'
                  ? t('common.days', { count: value, replace: { count: number(value) } })
                  : number(value)}
              </dd>
            </div>
          ))}
        </dl>
      </BlockStack>
    </Card>
  );
}
