/** Which of the accounts that a login opens is to be connected. */
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, ChoiceList, InlineStack, List, Text, TextField } from '@shopify/polaris';
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
  const [isMissing, setIsMissing] = useState(false);
  const [sought, setSought] = useState('');
  const answer = choosing.state === 'idle' ? choosing.data : undefined;
  useTellConnected(answer);
  const isBusy = choosing.state !== 'idle' || leaving.state !== 'idle';
  const problem =
    answer === undefined || answer.ok || 'choose' in answer ? null : 'loginProblem' in answer ? answer : UNREACHED;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setIsMissing(chosen === '');
    if (chosen === '') return;
    void choosing.submit({ intent: 'choose-account', connector: connectorId, accountId: chosen }, { method: 'post' });
  };
  const leave = (): void =>
    void leaving.submit({ intent: 'abandon-choice', connector: connectorId }, { method: 'post' });

  const words = foldText(sought);
  const shown = choice.accounts.filter(({ name, accountId }) => foldText(`${name} ${accountId}`).includes(words));
  const offered = shown.filter(({ isUsable }) => isUsable);
  const unusable = shown.filter(({ isUsable }) => !isUsable);
  const about = ({ accountId, currency, notice }: ShownAccount): string =>
    [accountId.replace(/^act_/, ''), currency, notice?.[locale]].filter(Boolean).join(' · ');
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
        {offered.length > 0 && (
          <div className="kesit-long-choice">
            <ChoiceList
              title={t('login.choice.title')}
              name={`account-${connectorId}`}
              choices={offered.map((account) => ({
                value: account.accountId,
                label: account.name,
                helpText: about(account),
                disabled: isBusy,
              }))}
              selected={[chosen]}
              onChange={([value = '']) => {
                setChosen(value);
                setIsMissing(false);
              }}
              {...(isMissing ? { error: t('login.choice.missing') } : {})}
            />
          </div>
        )}
        {unusable.length > 0 && (
          <BlockStack gap="100">
            <Text as="p">{t('login.choice.unusable')}</Text>
            <List>
              {unusable.map((account) => (
                <List.Item key={account.accountId}>
                  {account.name} <Text as="span" tone="subdued">{`(${about(account)})`}</Text>
                </List.Item>
              ))}
            </List>
          </BlockStack>
        )}
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
        <InlineStack gap="200">
          <Button submit variant="primary" loading={choosing.state !== 'idle'}>
            {t('login.choice.action')}
          </Button>
          <Button disabled={isBusy} onClick={leave}>
            {t('common.cancel')}
          </Button>
        </InlineStack>
      </BlockStack>
    </form>
  );
}
