/** The segments that a segment has most in common with. */
import { BlockStack, Card, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';
import { RecordTable } from '../RecordTable.tsx';

interface Props {
  overlaps: readonly { segmentId: number; both: number; shareOfThis: number }[];
  nameOf: (segmentId: number) => string;
}

export function OverlapsCard({ overlaps, nameOf }: Props) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('segment.overlaps.title')}
        </Text>
        {overlaps.length === 0 ? (
          <Text as="p" tone="subdued">
            {t('segment.overlaps.empty')}
          </Text>
        ) : (
          <RecordTable
            label={t('segment.overlaps.title')}
            columns={[
              { heading: t('segment.overlaps.segment') },
              { heading: t('segment.overlaps.both'), isNumeric: true },
              { heading: t('segment.overlaps.share'), isNumeric: true },
            ]}
            rows={overlaps.map(({ segmentId, both, shareOfThis }) => ({
              key: String(segmentId),
              cells: [
                <Link key="segment" url={`/app/segments/${segmentId}`}>
                  {nameOf(segmentId)}
                </Link>,
                number(both),
                percent(shareOfThis),
              ],
            }))}
          />
        )}
      </BlockStack>
    </Card>
  );
}
