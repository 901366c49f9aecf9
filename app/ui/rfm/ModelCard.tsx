/** How the shop's purchase model stands: what it was fitted to, or why it was not and what stands in. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';

export interface ShownModel {
  report: {
    outcome: 'fitted' | 'not-converged' | 'degenerate' | 'too-few';
    repeatBuyers: number;
    valueOutcome: 'fitted' | 'not-converged' | 'degenerate' | 'too-few' | null;
    at: number;
  } | null;
  /** When the model in force was fitted; null while there is none. */
  fittedAt: number | null;
}

export function ModelCard({ report, fittedAt }: ShownModel) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('rfm.model.title')}
        </Text>
        <Text as="p" tone="subdued">
          {t('rfm.model.help')}
        </Text>
        {report === null ? <Text as="p">{t('rfm.model.none')}</Text> : <State report={report} fittedAt={fittedAt} />}
      </BlockStack>
    </Card>
  );
}

function State({ report, fittedAt }: { report: NonNullable<ShownModel['report']>; fittedAt: number | null }) {
  const { t } = useTranslation();
  const { instant, number } = useFormats();
  const { outcome, repeatBuyers, valueOutcome, at } = report;
  const key = outcome === 'not-converged' && fittedAt === null ? ('not-converged-none' as const) : outcome;
  const places = {
    when: instant(at),
    buyers: number(repeatBuyers),
    before: fittedAt === null ? '' : instant(fittedAt),
  };
  return (
    <>
      <Text as="p">
        <span suppressHydrationWarning>{t(`rfm.model.${key}`, places)}</span>
      </Text>
      {outcome === 'fitted' && valueOutcome !== 'fitted' && <Text as="p">{t('rfm.model.noValue')}</Text>}
      {(outcome === 'too-few' || outcome === 'degenerate') && (
        <Text as="p" tone="subdued">
          <span suppressHydrationWarning>{t('rfm.model.latest', { when: instant(at) })}</span>
        </Text>
      )}
    </>
  );
}
