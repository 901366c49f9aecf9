/** One field of a condition, by its kind. */
import { Select, TextField } from '@shopify/polaris';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { factCatalogue } from '#app/core/facts/catalogue.ts';
import { useLocale } from '../formats.ts';
import { useShop } from '../ShopContext.tsx';
import type { Field } from './conditionFields.ts';
import { type FieldValues, textIn, textsIn } from './fieldValues.ts';
import { TextsField } from './TextsField.tsx';

interface Props {
  id: string;
  field: Field;
  /** "Condition 2 of group 1: ", read out before the label. */
  place: string;
  values: FieldValues;
  error: string | undefined;
  onChange: (values: FieldValues) => void;
}

export function FieldEditor({ id, field, place, values, error, onChange }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { currencyCode } = useShop();
  const { name } = field;
  const label = <Label place={place} text={t(`builder.fields.${field.label ?? name}`)} />;
  const wrong = error === undefined ? {} : { error };
  const value = textIn(values, name);
  const typed = {
    ...{ id, label, value, labelHidden: !field.isNamed, autoComplete: 'off' },
    onChange: (text: string) => onChange({ [name]: text }),
    ...(field.isOptional ? { placeholder: t('builder.optional') } : {}),
    ...wrong,
  };
  switch (field.editor) {
    case 'whole':
      return (
        <Narrow>
          <TextField
            {...typed}
            inputMode="numeric"
            {...(field.unit ? { suffix: t(`builder.units.${field.unit}`) } : {})}
          />
        </Narrow>
      );
    case 'money':
      return (
        <Narrow>
          <TextField {...typed} inputMode="decimal" suffix={currencyCode} />
        </Narrow>
      );
    case 'decimal':
    case 'share':
      return (
        <Narrow>
          <TextField
            {...typed}
            inputMode="decimal"
            {...(field.editor === 'share' ? { suffix: t('builder.units.percent') } : {})}
          />
        </Narrow>
      );
    case 'window':
      return <WindowField id={id} place={place} field={field} values={values} error={error} onChange={onChange} />;
    case 'texts':
      return (
        <Wide>
          <TextsField
            id={id}
            label={label}
            labelHidden={!field.isNamed}
            texts={textsIn(values, name)}
            error={error}
            onChange={(texts) => onChange({ [name]: texts })}
          />
        </Wide>
      );
    case 'text':
      return (
        <Wide>
          <TextField {...typed} helpText={t('builder.keyHelp')} spellCheck={false} />
        </Wide>
      );
    case 'fact':
    case 'choice': {
      const options =
        field.editor === 'fact'
          ? field.options.map((fact) => ({ value: fact, label: factCatalogue[fact].label[locale] }))
          : field.options.map((choice) => ({ value: choice, label: choiceText(t, choice) }));
      return (
        <Wide>
          <Select
            id={id}
            label={label}
            labelHidden={!field.isNamed}
            options={options}
            value={value}
            onChange={(choice) => onChange({ [name]: choice })}
            {...wrong}
          />
        </Wide>
      );
    }
    case 'subject':
      return <SubjectField id={id} place={place} field={field} values={values} error={error} onChange={onChange} />;
  }
}

type Choice =
  'viewed-product' | 'wishlisted' | 'mobile' | 'desktop' | 'email' | 'sms' | 'rain' | 'snow' | 'above' | 'below';

const choiceText = (t: TFunction, choice: string): string => t(`builder.choices.${choice as Choice}`);

/** How long, and in what; where it may be any time, the length is there only when it is not. */
function WindowField({ id, place, field, values, error, onChange }: Props) {
  const { t } = useTranslation();
  const unit = textIn(values, 'windowUnit');
  const units = field.isOptional ? (['ever', 'days', 'hours'] as const) : (['days', 'hours'] as const);
  const name = t(field.isNamed ? 'builder.fields.window' : 'builder.fields.windowLength');
  const isEver = unit === 'ever';
  const unitSelect = (
    <Select
      label={<Label place={place} text={isEver ? name : t('builder.fields.windowUnit')} />}
      labelHidden={!(field.isNamed && isEver)}
      options={units.map((each) => ({ value: each, label: t(`builder.units.${each}`) }))}
      value={unit}
      onChange={(windowUnit) =>
        onChange({ windowUnit, ...(isEver && textIn(values, 'window') === '' ? { window: '30' } : {}) })
      }
    />
  );
  return (
    <div className="kesit-field kesit-field-window">
      {isEver ? (
        unitSelect
      ) : (
        <TextField
          id={id}
          label={<Label place={place} text={name} />}
          labelHidden={!field.isNamed}
          value={textIn(values, 'window')}
          autoComplete="off"
          inputMode="numeric"
          onChange={(window) => onChange({ window })}
          connectedRight={unitSelect}
          {...(error === undefined ? {} : { error })}
        />
      )}
    </div>
  );
}

/** To or of what it happened: anything, or such things. */
function SubjectField({ id, place, field, values, error, onChange }: Props) {
  const { t } = useTranslation();
  if (field.editor !== 'subject') return null;
  const by = textIn(values, 'of');
  const kinds = field.options.map((kind) => ({ value: kind, label: t(`builder.of.${kind}`) }));
  return (
    <>
      <Narrow>
        <Select
          id={by === '' ? id : `${id}-kind`}
          label={<Label place={place} text={t('builder.fields.of')} />}
          options={[{ value: '', label: t('builder.of.anything') }, ...kinds]}
          value={by}
          onChange={(of) => onChange({ of })}
        />
      </Narrow>
      {by !== '' && (
        <Wide>
          <TextsField
            id={id}
            label={<Label place={place} text={t('builder.fields.ofValues')} />}
            labelHidden={false}
            texts={textsIn(values, 'ofValues')}
            error={error}
            onChange={(ofValues) => onChange({ ofValues })}
          />
        </Wide>
      )}
    </>
  );
}

/** Where it is, for those who listen, and what it is, for all. */
export function Label({ place, text }: { place: string; text: string }) {
  return (
    <>
      <span className="kesit-unseen">{place}</span>
      {text}
    </>
  );
}

const Narrow = ({ children }: { children: ReactNode }) => <div className="kesit-field">{children}</div>;
const Wide = ({ children }: { children: ReactNode }) => <div className="kesit-field kesit-field-wide">{children}</div>;
