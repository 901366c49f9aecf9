/** Which of the accounts that a login opens is to be connected. */
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Box, Button, ChoiceList, InlineStack, Text, TextField } from '@shopify/polaris';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { foldText } from '#app/core/text.ts';
import { useLocale } from '../formats.ts';
import { LoginProblemText, type LoginProblem } from './LoginProblemText.tsx';
import { useTellConnected, type Connected } from './useTellConnected.ts';

export interface ShownAccount {
  accountId: string;
  name: string;
  currency: string | null;
  notice: { tr: string; en: string } | null;
  isUsable: boolean;
}

export interface ShownChoice {
  accounts: readonly ShownAccount[];
  isCutOff: boolean;
}

interface Props {
  connectorId: string;
  partner: string;
  choice: ShownChoice;
  /** The account that is connected now, or was last; null when none ever was. */
  presentAccountId: string | null;
}

/** The last: our own server could not be reached. */
type Answer = Connected | LoginProblem | { ok: false; choose: true } | { ok: false; problems: unknown };

/** From so many accounts on they can be searched. */
const SEARCHED_FROM = 9;
const UNREACHED: LoginProblem = { ok: false, loginProblem: 'out-of-reach', detail: null };

export function AccountChoice({ connectorId, partner, choice, presentAccountId }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const choosing = useFetcher<Answer>();
  const leaving = useFetcher();
  const usable = choice.accounts.filter(({ isUsable }) => isUsable);
  const present =
    usable.find(({ accountId }) => accountId === presentAccountId) ?? (usable.length === 1 ? usable[0] : undefined);
  const [chosen, setChosen] = useState(present?.accountId ?? '');
  const [sought, setSought] = useState('');
  const answer = choosing.state === 'idle' ? choosing.data : undefined;
  useTellConnected(answer);
  const isBusy = choosing.state !== 'idle' || leaving.state !== 'idle';
  const problem =
    answer === undefined || answer.ok || 'choose' in answer ? null : 'loginProblem' in answer ? answer : UNREACHED;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void choosing.submit({ intent: 'choose-account', connector: connectorId, accountId: chosen }, { method: 'post' });
  };
  const leave = (): void =>
    void leaving.submit({ intent: 'abandon-choice', connector: connectorId }, { method: 'post' });

  const words = foldText(sought);
  const shown = choice.accounts.filter(({ name, accountId }) => foldText(`${name} ${accountId}`).includes(words));
  return (
    <form onSubmit={submit} noValidate>
      <BlockStack gap="300">
        {problem && (
          <Banner tone={problem.loginProblem === 'not-ready' ? 'warning' : 'critical'}>
            <LoginProblemText problem={problem} partner={partner} />
          </Banner>
        )}
        <Text as="p">{t('login.choice.help', { partner })}</Text>
        {choice.accounts.length >= SEARCHED_FROM && (
          <TextField
            label={t('login.choice.search')}
            value={sought}
            onChange={setSought}
            autoComplete="off"
            type="search"
            clearButton
            onClearButtonClick={() => setSought('')}
          />
        )}
        {usable.length === 0 && <Banner tone="warning">{t('login.choice.noneUsable', { partner })}</Banner>}
        <div className="kesit-long-choice">
          <ChoiceList
            title={t('login.choice.title')}
            name={`account-${connectorId}`}
            choices={shown.map(({ accountId, name, currency, notice, isUsable }) => ({
              value: accountId,
              label: name,
              helpText: [accountId.replace(/^act_/, ''), currency, notice?.[locale]].filter(Boolean).join(' · '),
              disabled: !isUsable || isBusy,
            }))}
            selected={[chosen]}
            onChange={([value = '']) => setChosen(value)}
          />
        </div>
        {shown.length === 0 && (
          <Text as="p" tone="subdued">
            {t('login.choice.nothingFound')}
          </Text>
        )}
        {choice.isCutOff && (
          <Text as="p" tone="subdued">
            {t('login.choice.cutOff', { count: choice.accounts.length })}
          </Text>
        )}
        <Box>
          <InlineStack gap="200">
            <Button submit variant="primary" disabled={chosen === ''} loading={choosing.state !== 'idle'}>
              {t('login.choice.action')}
            </Button>
            <Button disabled={isBusy} onClick={leave}>
              {t('common.cancel')}
            </Button>
          </InlineStack>
        </Box>
      </BlockStack>
    </form>
  );
}
