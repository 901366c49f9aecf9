/** The form of a new key. */
import {
  BlockStack,
  Button,
  Card,
  ChoiceList,
  FormLayout,
  InlineError,
  InlineStack,
  Select,
  Text,
  TextField,
} from '@shopify/polaris';
import { useCallback, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { LIFE_DAYS, MOST_NAME_LETTERS } from '#app/core/api/keyTerms.ts';
import { apiScopes } from '#app/core/api/scopes.ts';
import { problemText, type NewToken } from './keyAnswers.ts';
import { scopeNames } from './scopeNames.ts';
import { useKeyFetcher } from './useKeyFetcher.ts';

export function NewKeyForm({ onMade }: { onMade: (made: NewToken) => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>([...apiScopes]);
  const [life, setLife] = useState('365');
  const onDone = useCallback(
    (made: NewToken | null) => {
      setName('');
      if (made) onMade(made);
    },
    [onMade],
  );
  const { busy, problem, send } = useKeyFetcher('new-key', onDone);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send({ intent: 'make', name, scopes: scopes.join(' '), lifeDays: life });
  };
  const errorOf = (...codes: string[]): { error?: string } =>
    problem !== null && codes.includes(problem) ? { error: problemText(t, problem) } : {};
  return (
    <Card>
      <form onSubmit={submit} noValidate>
        <BlockStack gap="400">
          <Text as="h2" variant="headingMd">
            {t('api.make.title')}
          </Text>
          <FormLayout>
            <TextField
              label={t('api.make.name')}
              helpText={t('api.make.nameHelp')}
              value={name}
              onChange={setName}
              maxLength={MOST_NAME_LETTERS}
              autoComplete="off"
              {...errorOf('bad-name')}
            />
            <ChoiceList
              title={t('api.make.scopes')}
              allowMultiple
              selected={scopes}
              onChange={setScopes}
              choices={apiScopes.map((scope) => ({
                value: scope,
                label: t(`api.scope.${scopeNames[scope]}`),
                helpText: t(`api.make.scopeHelp.${scopeNames[scope]}`),
              }))}
              {...errorOf('no-scope')}
            />
            <Select
              label={t('api.make.life')}
              value={life}
              onChange={setLife}
              options={LIFE_DAYS.map((days) => ({
                value: String(days),
                label: days === null ? t('api.make.never') : t('api.make.days', { days }),
              }))}
            />
          </FormLayout>
          {problem !== null && problem !== 'bad-name' && problem !== 'no-scope' && (
            <div role="alert">
              <InlineError fieldID="new-key-error" message={problemText(t, problem)} />
            </div>
          )}
          <InlineStack>
            <Button submit variant="primary" loading={busy}>
              {t('api.make.action')}
            </Button>
          </InlineStack>
        </BlockStack>
      </form>
    </Card>
  );
}
