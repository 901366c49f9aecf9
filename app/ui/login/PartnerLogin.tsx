/** The way in by a partner's login page: what a login does not answer is asked before it. */
import { Banner, BlockStack, Button, FormLayout, InlineStack, Select, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownField } from '../ConnectForm.tsx';
import { useLocale } from '../formats.ts';
import { useStartLogin } from './useStartLogin.ts';

interface Props {
  connectorId: string;
  partner: string;
  /** Whether the partner was connected before and asks for it again. */
  again: boolean;
  /** Asked before the login. */
  fields: readonly ShownField[];
  /** What was answered before. */
  answers: Readonly<Record<string, string>>;
}

export function PartnerLogin({ connectorId, partner, again, fields, answers }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const login = useStartLogin(connectorId);
  const [given, setGiven] = useState<Record<string, string>>({});
  const values = Object.fromEntries(fields.map(({ name }) => [name, given[name] ?? answers[name] ?? '']));
  return (
    <BlockStack gap="300">
      {login.hasFailed && <Banner tone="critical">{t('login.problems.not-started')}</Banner>}
      <Text as="p">{t('login.help', { partner })}</Text>
      {fields.length > 0 && (
        <FormLayout>
          {fields.map(({ name, label, help, choices = [] }) => {
            const problem = login.problems.find(({ field }) => field === name);
            return (
              <Select
                key={name}
                label={label[locale]}
                helpText={help[locale]}
                placeholder={t('connections.choose')}
                options={choices.map((choice) => ({ value: choice.value, label: choice.label[locale] }))}
                value={values[name] ?? ''}
                onChange={(value) => setGiven({ ...given, [name]: value })}
                disabled={login.isBusy}
                {...(problem ? { error: t(`connections.problems.${problem.code}`, { partner }) } : {})}
              />
            );
          })}
        </FormLayout>
      )}
      <InlineStack>
        <Button variant="primary" loading={login.isBusy} onClick={() => login.start(values)}>
          {t(again ? 'login.again' : 'login.action', { partner })}
        </Button>
      </InlineStack>
    </BlockStack>
  );
}
