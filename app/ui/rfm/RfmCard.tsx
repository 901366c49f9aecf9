/** The groups: as a table of scores, and one by one with their switches. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';
import { RfmGrid, type ShownCell } from './RfmGrid.tsx';
import { RfmGroups, type ShownGroup } from './RfmGroups.tsx';

interface Props {
  groups: readonly ShownGroup[];
  cells: readonly ShownCell[];
  /** Null before the first computation. */
  computedAt: number | null;
  /** Whether the scores have cut points; without a buyer they have none. */
  hasCuts: boolean;
}

export function RfmCard({ groups, cells, computedAt, hasCuts }: Props) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  return (
    <>
      <Card>
        <BlockStack gap="400">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {t('rfm.grid.title')}
            </Text>
            <Text as="p" tone="subdued">
              {computedAt === null ? (
                t('rfm.grid.notYet')
              ) : hasCuts ? (
                <span suppressHydrationWarning>{t('rfm.grid.computed', { when: instant(computedAt) })}</span>
              ) : (
                t('rfm.grid.nobody')
              )}
            </Text>
          </BlockStack>
          <RfmGrid cells={cells} presetIds={groups.map(({ presetId }) => presetId)} />
        </BlockStack>
      </Card>
      <Card>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('rfm.list.title')}
          </Text>
          <RfmGroups groups={groups} cells={cells} />
        </BlockStack>
      </Card>
    </>
  );
}
