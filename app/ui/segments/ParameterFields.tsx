/** The settings of a preset as fields: numbers with their unit and limits, choices, lists of texts. */
import { FormLayout, Select, TextField } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { NumberParameter, Preset, PresetParameter } from '#app/core/presets/preset.ts';
import { useFormats, useLocale } from '../formats.ts';
import { useShop } from '../ShopContext.tsx';
import type { ParameterProblem, ParameterTexts } from './parameterTexts.ts';

interface Props {
  preset: Preset;
  texts: ParameterTexts;
  /** What is wrong with those that were refused. */
  wrong: Readonly<Record<string, ParameterProblem>>;
  disabled: boolean;
  onChange: (texts: ParameterTexts) => void;
}

export function ParameterFields({ preset, texts, wrong, disabled, onChange }: Props) {
  return (
    <FormLayout>
      {Object.entries(preset.parameters).map(([name, parameter]) => (
        <ParameterField
          key={name}
          name={`${preset.id}-${name}`}
          parameter={parameter}
          text={texts[name] ?? ''}
          problem={wrong[name]}
          disabled={disabled}
          onChange={(text) => onChange({ ...texts, [name]: text })}
        />
      ))}
    </FormLayout>
  );
}

interface FieldProps {
  name: string;
  parameter: PresetParameter;
  text: string;
  problem: ParameterProblem | undefined;
  disabled: boolean;
  onChange: (text: string) => void;
}

function ParameterField({ name, parameter, text, problem, disabled, onChange }: FieldProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { number } = useFormats();
  const { kind, label, help } = parameter;
  const limits = kind === 'number' ? { min: number(parameter.min), max: number(parameter.max) } : { min: '', max: '' };
  const error = problem === undefined ? {} : { error: t(`catalogue.wrong.${problem}`, limits) };
  const shared = { id: name, name, label: label[locale], disabled, onChange, ...error };
  if (kind === 'choice')
    return (
      <Select
        {...shared}
        options={parameter.options.map((option) => ({ value: option.value, label: option.label[locale] }))}
        value={text}
        {...(help ? { helpText: help[locale] } : {})}
      />
    );
  if (kind === 'text')
    return (
      <TextField
        {...shared}
        value={text}
        autoComplete="off"
        spellCheck={false}
        {...(help ? { helpText: help[locale] } : {})}
      />
    );
  return <NumberField parameter={parameter} shared={shared} text={text} range={t('catalogue.range', limits)} />;
}

interface NumberProps {
  parameter: NumberParameter;
  shared: Omit<Parameters<typeof TextField>[0], 'autoComplete'>;
  text: string;
  range: string;
}

function NumberField({ parameter: { unit, help }, shared, text, range }: NumberProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { currencyCode } = useShop();
  return (
    <TextField
      {...shared}
      value={text}
      inputMode="numeric"
      autoComplete="off"
      suffix={unit === 'money' ? currencyCode : t(`catalogue.units.${unit}`)}
      helpText={help ? `${help[locale]} ${range}` : range}
    />
  );
}
