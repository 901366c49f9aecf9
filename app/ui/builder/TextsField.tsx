/**
 * Several texts: typed one after the other, each ended by Enter or a comma and removed by its button; pasted lists come apart. What
 * stands in quotes keeps its commas.
 */
import { BlockStack, InlineStack, Tag, TextField } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { partTexts, unquoted } from './typedTexts.ts';

interface Props {
  id: string;
  label: ReactNode;
  labelHidden: boolean;
  /** The last is the one being typed. */
  texts: readonly string[];
  error: string | undefined;
  onChange: (texts: readonly string[]) => void;
}

export function TextsField({ id, label, labelHidden, texts, error, onChange }: Props) {
  const { t } = useTranslation();
  const [ended, typed] = [texts.slice(0, -1), texts.at(-1) ?? ''];
  /** Texts that are there already are not there twice. */
  const add = (whole: readonly string[], rest: string): void => onChange([...new Set([...ended, ...whole]), rest]);
  const type = (text: string): void => {
    const parts = partTexts(text);
    add(parts.ended, parts.rest);
  };
  const end = (): void => {
    const text = unquoted(typed);
    if (text !== '') add([text], '');
  };
  return (
    // Enter ends the text that is being typed, not the form.
    <div
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || typed.trim() === '' || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        end();
      }}
    >
      <BlockStack gap="100">
        <TextField
          id={id}
          label={label}
          labelHidden={labelHidden}
          value={typed}
          autoComplete="off"
          helpText={t('builder.textsHelp')}
          onChange={type}
          onBlur={end}
          {...(error === undefined ? {} : { error })}
        />
        {ended.length > 0 && (
          <InlineStack gap="100">
            {ended.map((text) => (
              <Tag key={text} onRemove={() => onChange([...ended.filter((other) => other !== text), typed])}>
                {text}
              </Tag>
            ))}
          </InlineStack>
        )}
      </BlockStack>
    </div>
  );
}
