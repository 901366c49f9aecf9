/** One ready-made segment: what it is called, who is in it, what it needs, how many it has, its settings and its switch. */
import { Badge, BlockStack, Button, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { DataNeed } from '#app/core/presets/needs.ts';
import type { PresetValues } from '#app/core/presets/parameters.ts';
import type { Preset } from '#app/core/presets/preset.ts';
import { useFormats, useLocale } from '../formats.ts';
import { presetWords } from '../segmentText.ts';
import { WeatherCredit } from '../WeatherCredit.tsx';
import { CatalogueSwitch } from './CatalogueSwitch.tsx';
import { DataNeeds, type ShownModel } from './DataNeeds.tsx';

export interface ShownEntry {
  presetId: string;
  /** Null while the shop has never switched it on or changed it. */
  segmentId: number | null;
  active: boolean;
  isPending: boolean;
  /** Null unless it is on and was computed. */
  memberCount: number | null;
  values: PresetValues;
  missingNeeds: readonly DataNeed[];
}

interface Props {
  preset: Preset;
  entry: ShownEntry;
  model: ShownModel | null;
  /** Opens the settings; `switchesOn` when they are needed for that. */
  onSettings: (switchesOn: boolean) => void;
}

export function CatalogueRow({ preset, entry, model, onSettings }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { segmentId, active, values, missingNeeds } = entry;
  const { name, description } = presetWords(preset.id, values, locale);
  const hasSettings = Object.keys(preset.parameters).length > 0;
  return (
    <li>
      <InlineStack gap="400" align="space-between" blockAlign="start" wrap={false}>
        <BlockStack gap="100">
          <InlineStack gap="200" align="start" blockAlign="center">
            {segmentId === null ? (
              <Text as="h3" variant="bodyMd" fontWeight="semibold">
                {name}
              </Text>
            ) : (
              <Text as="h3" variant="bodyMd" fontWeight="semibold">
                <span className="kesit-touch">
                  <Link url={`/app/segments/${segmentId}`} monochrome removeUnderline>
                    {name}
                  </Link>
                </span>
              </Text>
            )}
            <Members entry={entry} />
          </InlineStack>
          <Text as="p" tone="subdued" breakWord>
            {description}
          </Text>
          <DataNeeds needs={preset.needs} missing={missingNeeds} model={model} />
          {preset.needs.includes('forecast') && <WeatherCredit />}
        </BlockStack>
        <div className="kesit-row-actions">
          {hasSettings && (
            <Button
              variant="plain"
              accessibilityLabel={t('catalogue.settingsLabel', { segment: name })}
              onClick={() => onSettings(false)}
            >
              {t('catalogue.settings')}
            </Button>
          )}
          <CatalogueSwitch preset={preset} name={name} active={active} values={values} onAsk={() => onSettings(true)} />
        </div>
      </InlineStack>
    </li>
  );
}

/** What is missing says more than a count of none. */
function Members({ entry: { active, isPending, memberCount, missingNeeds } }: { entry: ShownEntry }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (isPending || (active && memberCount === null))
    return (
      <Badge tone="info" progress="partiallyComplete">
        {t('segments.computing')}
      </Badge>
    );
  if (!active || memberCount === null || (memberCount === 0 && missingNeeds.length > 0)) return null;
  return (
    <Badge tone="success">
      {t('common.customers', { count: memberCount, replace: { count: number(memberCount) } })}
    </Badge>
  );
}
