/** The choices of the data page, with the admin's own save bar; what is wrong is told beside its field. */
import { useFetcher } from '@remix-run/react';
import { BlockStack, Card, Checkbox, FormLayout, InlineError, Text, TextField } from '@shopify/polaris';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { useSaveBar } from './useSaveBar.ts';

export interface ShownDataSettings {
  customerMetafields: readonly string[];
  /** As `namespace.key`. */
  birthDateMetafield: string;
  countPendingOrders: boolean;
  countMachineOpens: boolean;
  inboxRetentionDays: number;
  eventRetentionDays: number;
}

type Field = keyof ShownDataSettings;
type TypedField = Exclude<Field, 'countPendingOrders' | 'countMachineOpens'>;
type Answer = { ok: true } | { ok: false; fields: Field[] };

export function DataSettingsForm({ settings }: { settings: ShownDataSettings }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<Answer>();
  const stored: Record<Field, string> = {
    customerMetafields: settings.customerMetafields.join('\n'),
    birthDateMetafield: settings.birthDateMetafield,
    countPendingOrders: String(settings.countPendingOrders),
    countMachineOpens: String(settings.countMachineOpens),
    inboxRetentionDays: String(settings.inboxRetentionDays),
    eventRetentionDays: String(settings.eventRetentionDays),
  };
  const [changed, setChanged] = useState<Partial<Record<Field, string>>>({});
  const values = { ...stored, ...changed };
  const saveBarId = useSaveBar(
    'data-settings',
    (Object.keys(stored) as Field[]).some((field) => values[field] !== stored[field]),
  );
  const busy = fetcher.state !== 'idle';
  const answer = fetcher.state === 'submitting' ? undefined : fetcher.data;
  const isWrong = (field: Field): boolean => answer?.ok === false && answer.fields.includes(field);

  const told = useRef<Answer | undefined>(undefined);
  useEffect(() => {
    if (!answer?.ok || told.current === answer) return;
    told.current = answer;
    setChanged({});
    showToast(t('data.settings.saved'));
  }, [answer, t]);

  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    fetcher.submit({ intent: 'save-settings', ...values }, { method: 'post' });
  };
  const change = (field: Field) => (value: string) => setChanged({ ...changed, [field]: value });
  const errorOf = (field: TypedField) => (isWrong(field) ? { error: t(`data.settings.problems.${field}`) } : {});
  return (
    <Card>
      <form onSubmit={submit} noValidate>
        <ui-save-bar id={saveBarId}>
          <button variant="primary" type="button" onClick={() => submit()}>
            {t('common.save')}
          </button>
          <button type="button" onClick={() => setChanged({})}>
            {t('common.discard')}
          </button>
        </ui-save-bar>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('data.settings.title')}
          </Text>
          <FormLayout>
            <Checkbox
              name="countPendingOrders"
              label={t('data.settings.pendingOrders')}
              helpText={t('data.settings.pendingOrdersHelp')}
              checked={values.countPendingOrders === 'true'}
              onChange={(checked) => change('countPendingOrders')(String(checked))}
              disabled={busy}
            />
            <Checkbox
              name="countMachineOpens"
              label={t('data.settings.machineOpens')}
              helpText={t('data.settings.machineOpensHelp')}
              checked={values.countMachineOpens === 'true'}
              onChange={(checked) => change('countMachineOpens')(String(checked))}
              disabled={busy}
            />
            <TextField
              name="birthDateMetafield"
              label={t('data.settings.birthDate')}
              helpText={t('data.settings.birthDateHelp')}
              value={values.birthDateMetafield}
              onChange={change('birthDateMetafield')}
              autoComplete="off"
              spellCheck={false}
              disabled={busy}
              {...errorOf('birthDateMetafield')}
            />
            <Text as="p" tone="subdued">
              {t('data.settings.recomputed')}
            </Text>
            <TextField
              name="customerMetafields"
              label={t('data.settings.metafields')}
              helpText={t('data.settings.metafieldsHelp')}
              value={values.customerMetafields}
              onChange={change('customerMetafields')}
              multiline={3}
              autoComplete="off"
              spellCheck={false}
              disabled={busy}
              {...errorOf('customerMetafields')}
            />
            <FormLayout.Group>
              <TextField
                name="inboxRetentionDays"
                label={t('data.settings.inboxDays')}
                helpText={t('data.settings.inboxDaysHelp')}
                value={values.inboxRetentionDays}
                onChange={change('inboxRetentionDays')}
                inputMode="numeric"
                suffix={t('data.settings.days')}
                autoComplete="off"
                disabled={busy}
                {...errorOf('inboxRetentionDays')}
              />
              <TextField
                name="eventRetentionDays"
                label={t('data.settings.eventDays')}
                helpText={t('data.settings.eventDaysHelp')}
                value={values.eventRetentionDays}
                onChange={change('eventRetentionDays')}
                inputMode="numeric"
                suffix={t('data.settings.days')}
                autoComplete="off"
                disabled={busy}
                {...errorOf('eventRetentionDays')}
              />
            </FormLayout.Group>
          </FormLayout>
          {answer?.ok === false && answer.fields.length === 0 && (
            <div role="alert">
              <InlineError fieldID={saveBarId} message={t('errors.notSaved')} />
            </div>
          )}
        </BlockStack>
      </form>
    </Card>
  );
}
