/** Starts a rule from that of a ready-made segment, with its usual settings. */
import { Select } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { categoryWords } from '#app/core/presets/categoryWords.ts';
import { presetCategories } from '#app/core/presets/preset.ts';
import { presets } from '#app/core/presets/registry.ts';
import type { Rule } from '#app/core/rules/rule.ts';
import { useLocale } from '../formats.ts';
import { presetWords } from '../segmentText.ts';
import { useShop } from '../ShopContext.tsx';
import { startingRule } from './startingRule.ts';

export function StartSelect({ onStart }: { onStart: (rule: Rule) => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { currencyCode } = useShop();
  const [chosen, setChosen] = useState('');
  const groups = presetCategories.map((category) => ({
    title: categoryWords[category][locale],
    options: presets
      .filter((preset) => preset.category === category)
      .map(({ id }) => ({ value: id, label: presetWords(id, {}, locale).name })),
  }));
  return (
    <Select
      label={t('builder.start')}
      helpText={t('builder.startHelp')}
      options={[{ value: '', label: t('builder.startNone') }, ...groups]}
      value={chosen}
      onChange={(presetId) => {
        setChosen(presetId);
        const rule = startingRule(presetId, currencyCode);
        if (rule !== null) onStart(rule);
      }}
    />
  );
}
