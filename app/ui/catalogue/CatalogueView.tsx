/** All ready-made segments, by category, with a search over their names. */
import { useSearchParams } from '@remix-run/react';
import { BlockStack, Box, Card, Icon, Tabs, Text, TextField } from '@shopify/polaris';
import { SearchIcon } from '@shopify/polaris-icons';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { categoryWords } from '#app/core/presets/categoryWords.ts';
import { presetCategories } from '#app/core/presets/preset.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { EmptyNotice } from '../EmptyNotice.tsx';
import { useFormats, useLocale } from '../formats.ts';
import { CatalogueRow, type ShownEntry } from './CatalogueRow.tsx';
import { addressOf, foundByCategory, searchFrom, type CatalogueSearch } from './catalogueSearch.ts';
import type { ShownModel } from './DataNeeds.tsx';
import { SettingsModal } from './SettingsModal.tsx';

interface Props {
  entries: readonly ShownEntry[];
  /** What became of the last fit of the purchase model; null before the first. */
  model: ShownModel | null;
}

const tabs = [null, ...presetCategories] as const;

export function CatalogueView({ entries, model }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { number } = useFormats();
  const [address, setAddress] = useSearchParams();
  // The address follows a moment later; typing does not wait for it.
  const [search, setSearch] = useState(() => searchFrom(address));
  const [open, setOpen] = useState<{ presetId: string; switchesOn: boolean } | null>(null);
  const change = (next: CatalogueSearch): void => {
    setSearch(next);
    setAddress(addressOf(next), { replace: true, preventScrollReset: true });
  };
  const found = foundByCategory(entries, search);
  const opened = open && entries.find(({ presetId }) => presetId === open.presetId);
  const openedPreset = opened && presetById(opened.presetId);
  return (
    <BlockStack gap="400">
      <Card padding="0">
        <Box padding="100">
          <Tabs
            tabs={tabs.map((category) => ({
              id: `catalogue-${category ?? 'all'}`,
              content: category === null ? t('catalogue.all') : categoryWords[category][locale],
            }))}
            selected={tabs.indexOf(search.category)}
            onSelect={(index) => change({ ...search, category: tabs[index] ?? null })}
          />
        </Box>
        <Box padding="300" borderBlockStartWidth="025" borderColor="border">
          <TextField
            label={t('catalogue.search')}
            labelHidden
            placeholder={t('catalogue.search')}
            value={search.search}
            onChange={(text) => change({ ...search, search: text })}
            autoComplete="off"
            prefix={<Icon source={SearchIcon} />}
            clearButton
            onClearButtonClick={() => change({ ...search, search: '' })}
          />
        </Box>
      </Card>
      {found.length === 0 && (
        <Card padding="0">
          <EmptyNotice
            heading={t('catalogue.nothingFoundTitle')}
            action={{ content: t('catalogue.clear'), onAction: () => change({ search: '', category: null }) }}
          >
            {t('catalogue.nothingFoundBody')}
          </EmptyNotice>
        </Card>
      )}
      {found.map(({ category, entries: inCategory }) => {
        const count = inCategory.length;
        const on = inCategory.filter(({ active }) => active).length;
        return (
          <Card key={category}>
            <BlockStack gap="400">
              <BlockStack gap="100">
                <Text as="h2" variant="headingMd">
                  {categoryWords[category][locale]}
                </Text>
                <Text as="p" tone="subdued">
                  {t('catalogue.count', { on: number(on), all: number(count) })}
                </Text>
              </BlockStack>
              <ul className="kesit-requests">
                {inCategory.map((entry) => {
                  const preset = presetById(entry.presetId);
                  return (
                    preset && (
                      <CatalogueRow
                        key={entry.presetId}
                        preset={preset}
                        entry={entry}
                        model={model}
                        onSettings={(switchesOn) => setOpen({ presetId: entry.presetId, switchesOn })}
                      />
                    )
                  );
                })}
              </ul>
            </BlockStack>
          </Card>
        );
      })}
      {open && opened && openedPreset && (
        <SettingsModal
          key={open.presetId}
          preset={openedPreset}
          values={opened.values}
          switchesOn={open.switchesOn}
          onClose={() => setOpen(null)}
        />
      )}
    </BlockStack>
  );
}
