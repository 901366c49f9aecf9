/** What a ready-made segment lacks in this shop, and what can be done about it; and how predictions stand. */
import { BlockStack, Box, Icon, InlineStack, Link, Text } from '@shopify/polaris';
import { AlertTriangleIcon, InfoIcon } from '@shopify/polaris-icons';
import { useTranslation } from 'react-i18next';
import type { DataNeed } from '#app/core/presets/needs.ts';
import { needWords } from '#app/core/presets/needWords.ts';
import { useFormats, useLocale } from '../formats.ts';

/** What became of the last fit of the purchase model. */
export interface ShownModel {
  outcome: 'fitted' | 'not-converged' | 'degenerate' | 'too-few';
  repeatBuyers: number;
}

interface Props {
  needs: readonly DataNeed[];
  missing: readonly DataNeed[];
  model: ShownModel | null;
}

/** Where the merchant can do something about it. */
const places: Partial<Record<DataNeed, { url: string; name: 'nav.connections' | 'nav.data' }>> = {
  'email-events': { url: '/app/connections', name: 'nav.connections' },
  'sms-events': { url: '/app/connections', name: 'nav.connections' },
  'storefront-events': { url: '/app/data', name: 'nav.data' },
  'all-orders': { url: '/app/data', name: 'nav.data' },
  products: { url: '/app/data', name: 'nav.data' },
  'birth-dates': { url: '/app/data', name: 'nav.data' },
  attributes: { url: '/app/data', name: 'nav.data' },
};

export function DataNeeds({ needs, missing, model }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  // How the model came out says more than that there is none.
  const modelNote = needs.includes('model') ? <ModelNote model={model} isMissing={missing.includes('model')} /> : null;
  const told = missing.filter((need) => need !== 'model' || model === null);
  return (
    <>
      {told.map((need) => {
        const place = places[need];
        return (
          <InlineStack key={need} gap="100" align="start" wrap={false} blockAlign="start">
            <Box>
              <Icon source={AlertTriangleIcon} tone="caution" />
            </Box>
            <Text as="p" breakWord>
              <Text as="span" fontWeight="semibold">{`${t('catalogue.missing', {
                need: needWords[need].name[locale],
              })} `}</Text>
              {needWords[need].missing[locale]}
              {place && (
                <>
                  {' '}
                  <Link url={place.url}>{t(place.name)}</Link>
                </>
              )}
            </Text>
          </InlineStack>
        );
      })}
      {modelNote}
    </>
  );
}

function ModelNote({ model, isMissing }: { model: ShownModel | null; isMissing: boolean }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (model === null || model.outcome === 'fitted') return null;
  const { outcome, repeatBuyers } = model;
  return (
    <BlockStack>
      <InlineStack gap="100" align="start" wrap={false} blockAlign="start">
        <Box>
          <Icon source={InfoIcon} tone="subdued" />
        </Box>
        <Text as="p" breakWord>
          {t(`catalogue.model.${outcome === 'not-converged' && isMissing ? 'not-converged-none' : outcome}`, {
            count: repeatBuyers,
            replace: { count: number(repeatBuyers) },
          })}
        </Text>
      </InlineStack>
    </BlockStack>
  );
}
