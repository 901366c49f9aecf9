/** The text of docs/segments.md: every preset with its rule in words, its parameters and the data it needs, in both languages. */
import { categoryWords } from '#app/core/presets/categoryWords.ts';
import type { DataNeed } from '#app/core/presets/needs.ts';
import { needWords } from '#app/core/presets/needWords.ts';
import { defaultParameters, presetRule, presetText, type PresetValues } from '#app/core/presets/parameters.ts';
import { type Preset, presetCategories, type PresetParameter } from '#app/core/presets/preset.ts';
import { presets } from '#app/core/presets/registry.ts';
import { ruleSentence } from '#app/core/rules/words/ruleWords.ts';
import type { Locale } from '#app/core/text.ts';

/** Stands where only the merchant can know the value. */
const UNKNOWN = '…';
/** The code of no currency in particular, which is written ¤. */
const NO_CURRENCY = 'XXX';

const intro = `# Segments / Segmentler

<!-- Made by \`npm run docs\` from app/core/presets; changes by hand are lost. -->

**English.** The ready-made segments, with the values they have until a merchant changes them. A day is 24 hours, counted from the event; calendar days are
those of the shop's time zone. Which orders count, and for how much, is in \`app/core/orders\`; they are summed up net of refunds. ¤ is the shop's currency,
and ${UNKNOWN} stands for what only the merchant can fill in. The standard segments are switched on from the start.

**Türkçe.** Hazır segmentler, satıcı değiştirene kadar geçerli olan değerleriyle. Bir gün, olaydan itibaren 24 saattir; takvim günleri mağazanın saat
dilimindedir. Hangi siparişlerin ne tutarla sayıldığı \`app/core/orders\` içindedir; tutarlar iadeler düşülerek toplanır. ¤ mağazanın para birimidir,
${UNKNOWN} yalnızca satıcının bilebileceği değerin yerini tutar. Standart segmentler baştan açıktır.
`;

const headings: Readonly<Record<Locale, readonly string[]>> = {
  en: ['id', 'English', 'Türkçe', 'rule', 'parameters', 'data needed'],
  tr: ['id', 'Türkçe', 'English', 'kural', 'ayarlar', 'gereken veri'],
};

/** As Markdown that is not aligned yet. */
export function segmentsText(): string {
  const sections = presetCategories.map((category) => {
    const listed = presets.filter((preset) => preset.category === category);
    const { en, tr } = categoryWords[category];
    return `## ${en === tr ? en : `${en} / ${tr}`}\n\n${table('en', listed)}\n\n${table('tr', listed)}\n`;
  });
  return [intro, ...sections].join('\n');
}

function table(locale: Locale, listed: readonly Preset[]): string {
  const rows = listed.map((preset) => [
    `\`${preset.id}\``,
    nameText(preset, locale),
    nameText(preset, locale === 'en' ? 'tr' : 'en'),
    ruleText(preset, locale),
    Object.values(preset.parameters)
      .map((parameter) => parameterText(parameter, locale))
      .join('<br>'),
    needsText(preset, locale),
  ]);
  const lines = [headings[locale], headings[locale].map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}

/** What all are needed of, then what one is enough of. */
function needsText({ needs, eitherOf = [] }: Preset, locale: Locale): string {
  const words = (list: readonly DataNeed[]): string[] => list.map((need) => needWords[need].name[locale]);
  const either = words(eitherOf).join(locale === 'tr' ? ' veya ' : ' or ');
  return [...words(needs), ...(either === '' ? [] : [either])].join(', ');
}

/** The defaults, with what only the merchant can know standing open. */
function usualValues(preset: Preset): PresetValues {
  const values = Object.entries(defaultParameters(preset)).map(([name, value]) => [
    name,
    value === '' ? UNKNOWN : value,
  ]);
  return Object.fromEntries(values) as PresetValues;
}

const nameText = (preset: Preset, locale: Locale): string => presetText(preset.name, locale, usualValues(preset));

const ruleText = (preset: Preset, locale: Locale): string =>
  ruleSentence(presetRule(preset, usualValues(preset), { minorPerUnit: 100 }), {
    locale,
    currencyCode: NO_CURRENCY,
    segmentName: String,
  });

/** What it is called, its default and what else it may be. */
function parameterText(parameter: PresetParameter, locale: Locale): string {
  const label = parameter.label[locale];
  switch (parameter.kind) {
    case 'number': {
      const write = new Intl.NumberFormat(locale);
      const [usual, least, most] = [parameter.default, parameter.min, parameter.max].map((value) =>
        write.format(value),
      );
      return `${label}: ${usual} (${least} – ${most})`;
    }
    case 'choice': {
      const options = parameter.options.toSorted(
        (a, b) => Number(b.value === parameter.default) - Number(a.value === parameter.default),
      );
      const [usual, ...others] = options.map((option) => option.label[locale]);
      return `${label}: ${usual} (${others.join(', ')})`;
    }
    case 'text':
      return `${label}: ${parameter.default || UNKNOWN}`;
  }
}
