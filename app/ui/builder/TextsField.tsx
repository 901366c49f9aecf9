/** Several texts: typed one after the other, each ended by Enter or a comma and removed by its button; pasted lists come apart. */
import { BlockStack, InlineStack, Tag, TextField } from '@shopify/polaris';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

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
  const end = (text: string): void => {
    const parts = text.split(/[,\n]/);
    const last = parts.pop() ?? '';
    const whole = parts.map((part) => part.trim()).filter((part) => part !== '');
    onChange([...new Set([...ended, ...whole]), last.trimStart()]);
  };
  return (
    // Enter ends the text that is being typed, not the form.
    <div
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || typed.trim() === '' || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        end(`${typed},`);
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
          onChange={end}
          onBlur={() => {
            if (typed.trim() !== '') end(`${typed},`);
          }}
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
