/** How a customer came into segments and left them, the latest first. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { Instant } from '../Instant.tsx';
import { useSegmentText, type NamedSegment } from '../segmentText.ts';

export interface ShownPassage extends NamedSegment {
  entered: boolean;
  at: number;
}

export function CustomerPassages({ passages }: { passages: readonly ShownPassage[] }) {
  const { t } = useTranslation();
  const segmentText = useSegmentText();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('customer.passages')}
        </Text>
        {passages.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('customer.noPassages')}
          </Text>
        ) : (
          <ol className="kesit-plain-list">
            {passages.map((passage, index) => (
              <li key={index}>
                <BlockStack>
                  <Text as="span">
                    {t(passage.entered ? 'customer.entered' : 'customer.left', { segment: segmentText(passage).name })}
                  </Text>
                  <Text as="span" tone="subdued">
                    <Instant at={passage.at} />
                  </Text>
                </BlockStack>
              </li>
            ))}
          </ol>
        )}
      </BlockStack>
    </Card>
  );
}
