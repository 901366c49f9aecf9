/** The settings of a connector as a form: checked with the partner before they are kept, errors beside their field. */
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, FormLayout, InlineStack, Select, TextField } from '@shopify/polaris';
import { useCallback, useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { useLocale } from './formats.ts';
import { GeneratedField } from './GeneratedField.tsx';
import { PartnerSaid } from './PartnerSaid.tsx';
import { useSaveBar } from './useSaveBar.ts';

export interface ShownField {
  name: string;
  secret: boolean;
  label: { tr: string; en: string };
  help: { tr: string; en: string };
  placeholder?: string | undefined;
  optional?: boolean | undefined;
  generated?: 'signing-secret' | undefined;
  multiline?: boolean | undefined;
  choices?: readonly { value: string; label: { tr: string; en: string } }[] | undefined;
}

export interface ShownProblem {
  code: 'missing' | 'too-long' | 'malformed' | 'refused' | 'out-of-reach' | 'not-saved';
  field: string | null;
  detail: string | null;
}

type Answer = { ok: true; accountName?: string; isOtherAccount?: boolean } | { ok: false; problems: ShownProblem[] };

interface Props {
  connectorId: string;
  partner: string;
  fields: readonly ShownField[];
  submitText: string;
  /** Another way in stands above it, and is the one we advise. */
  isSecond: boolean;
  /** Offered when there is something to go back to. */
  onCancel?: () => void;
  onDone: () => void;
}

export function ConnectForm({ connectorId, partner, fields, submitText, isSecond, onCancel, onDone }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const fetcher = useFetcher<Answer>();
  const [values, setValues] = useState<Record<string, string>>({});
  const [proposed, setProposed] = useState('');
  const propose = useCallback((value: string) => setProposed(value), []);
  const busy = fetcher.state !== 'idle';
  const saveBarId = useSaveBar(
    `connect-${connectorId}`,
    Object.values(values).some((value) => value !== ''),
  );
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const problems = answer?.ok === false ? answer.problems : [];

  const told = useRef<Answer | undefined>(undefined);
  useEffect(() => {
    if (!answer?.ok || told.current === answer) return;
    told.current = answer;
    setValues({});
    const account = answer.accountName ?? partner;
    showToast(t(answer.isOtherAccount ? 'connections.connectedOther' : 'connections.connected', { account }));
    onDone();
  }, [answer, onDone, partner, t]);

  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    const given = Object.fromEntries(fields.flatMap(({ name, generated }) => (generated ? [[name, proposed]] : [])));
    fetcher.submit({ intent: 'connect', connector: connectorId, ...given, ...values }, { method: 'post' });
  };
  const general = problems.find(({ field }) => field === null);

  return (
    <form onSubmit={submit} noValidate>
      <ui-save-bar id={saveBarId}>
        <button variant="primary" type="button" onClick={() => submit()}>
          {t('common.save')}
        </button>
        <button type="button" onClick={() => setValues({})}>
          {t('common.discard')}
        </button>
      </ui-save-bar>
      <FormLayout>
        {general && (
          <Banner tone="critical">
            <ProblemText problem={general} partner={partner} />
          </Banner>
        )}
        {fields.map(({ name, secret, label, help, placeholder, optional, generated, multiline, choices }) => {
          const problem = problems.find(({ field }) => field === name);
          const shared = {
            name,
            label: optional ? t('connections.optional', { field: label[locale] }) : label[locale],
            helpText: help[locale],
            value: values[name] ?? '',
            onChange: (value: string) => setValues({ ...values, [name]: value }),
            ...(problem ? { error: <ProblemText problem={problem} partner={partner} /> } : {}),
            disabled: busy,
          };
          if (generated)
            return <GeneratedField key={name} {...shared} value={values[name] ?? proposed} onPropose={propose} />;
          return choices ? (
            <Select
              key={name}
              {...shared}
              placeholder={t('connections.choose')}
              options={choices.map((choice) => ({ value: choice.value, label: choice.label[locale] }))}
            />
          ) : (
            <TextField
              key={name}
              {...shared}
              type={secret && !multiline ? 'password' : 'text'}
              {...(multiline ? { multiline: 4 } : {})}
              autoComplete="off"
              spellCheck={false}
              {...(placeholder === undefined ? {} : { placeholder })}
            />
          );
        })}
        <BlockStack>
          <InlineStack gap="200">
            <Button submit {...(isSecond ? {} : { variant: 'primary' })} loading={busy}>
              {submitText}
            </Button>
            {onCancel && (
              <Button disabled={busy} onClick={onCancel}>
                {t('common.cancel')}
              </Button>
            )}
          </InlineStack>
        </BlockStack>
      </FormLayout>
    </form>
  );
}

/** Our words, then what the partner said. That alone where something is refused beside no field: ours are about what was entered there. */
function ProblemText({ problem: { code, field, detail }, partner }: { problem: ShownProblem; partner: string }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="100">
      {(code !== 'refused' || field !== null || detail === null) && (
        <span>{t(`connections.problems.${code}`, { partner })}</span>
      )}
      {detail !== null && (
        <span>
          <PartnerSaid partner={partner} reason={detail} />
        </span>
      )}
    </BlockStack>
  );
}
