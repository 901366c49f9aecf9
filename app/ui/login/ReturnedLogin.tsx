/** Completes a login for the merchant who has just come back, and says what went wrong. Accounts are chosen in the partner's card. */
import { useFetcher, useSearchParams } from '@remix-run/react';
import { Banner, InlineStack, Spinner, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LoginProblemText, type LoginProblem } from './LoginProblemText.tsx';
import { useTellConnected, type Connected } from './useTellConnected.ts';

/** The last: our own server could not be reached. */
type Finished = Connected | LoginProblem | { ok: false; choose: true } | { ok: false; problems: unknown };

const UNREACHED: LoginProblem = { ok: false, loginProblem: 'out-of-reach', detail: null };

export function ReturnedLogin({ partners }: { partners: readonly { id: string; name: string }[] }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const finish = useFetcher<Finished>();
  const sent = useRef<string | null>(null);
  const login = search.get('login');
  const connector = search.get('partner') ?? '';
  // The address is cleaned at once, so the name is kept.
  const [named, setNamed] = useState('');
  const partner = partners.find(({ id }) => id === connector)?.name;
  useEffect(() => {
    if (login === null || partner === undefined || sent.current === login) return;
    sent.current = login;
    setNamed(partner);
    finish.submit({ intent: 'finish-login', connector, login }, { method: 'post' });
    // It is good for one try: a reload of the page must not try again.
    setSearch(
      (before) => {
        const rest = new URLSearchParams(before);
        rest.delete('login');
        rest.delete('partner');
        return rest;
      },
      { replace: true },
    );
  }, [login, connector, partner, finish, setSearch]);

  const answer = finish.state === 'idle' ? finish.data : undefined;
  useTellConnected(answer);

  if (finish.state !== 'idle')
    return (
      <InlineStack gap="200" blockAlign="center">
        <Spinner size="small" accessibilityLabel={t('login.finishing', { partner: named })} />
        <Text as="p">{t('login.finishing', { partner: named })}</Text>
      </InlineStack>
    );
  if (answer === undefined || answer.ok || 'choose' in answer) return null;
  const problem = 'loginProblem' in answer ? answer : UNREACHED;
  return (
    <Banner tone={problem.loginProblem === 'denied' ? 'info' : 'critical'}>
      <LoginProblemText problem={problem} partner={named} />
    </Banner>
  );
}
