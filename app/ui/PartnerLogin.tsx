/** The way in by a partner's login page: out of the frame and back, then completed here, with what went wrong in words. */
import { useFetcher, useSearchParams } from '@remix-run/react';
import { Banner, BlockStack, Button, InlineStack, Spinner, Text } from '@shopify/polaris';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openOutside, showToast } from './appBridge.ts';
import { PartnerSaid } from './PartnerSaid.tsx';

type Started = { loginUrl: string | null };
type Finished =
  | { ok: true; accountName: string; isOtherAccount: boolean }
  | { ok: false; loginProblem?: 'denied' | 'stale' | 'refused' | 'out-of-reach'; detail?: string | null };

interface Props {
  connectorId: string;
  partner: string;
  /** Whether the partner was connected before and asks for it again. */
  again: boolean;
}

export function PartnerLogin({ connectorId, partner, again }: Props) {
  const { t } = useTranslation();
  const start = useFetcher<Started>();
  useEffect(() => {
    if (start.state === 'idle' && start.data?.loginUrl) openOutside(start.data.loginUrl);
  }, [start.state, start.data]);
  const failed = start.state === 'idle' && start.data !== undefined && !start.data.loginUrl;
  return (
    <BlockStack gap="300">
      {failed && <Banner tone="critical">{t('login.problems.not-started')}</Banner>}
      <Text as="p">{t('login.help', { partner })}</Text>
      <InlineStack>
        <Button
          variant="primary"
          loading={start.state !== 'idle'}
          onClick={() => start.submit({ intent: 'start-login', connector: connectorId }, { method: 'post' })}
        >
          {t(again ? 'login.again' : 'login.action', { partner })}
        </Button>
      </InlineStack>
      <Text as="p" tone="subdued">
        {t('login.orKey')}
      </Text>
    </BlockStack>
  );
}

/** Completes a login for the merchant who has just come back; shown above the partners. */
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
  const told = useRef<Finished | undefined>(undefined);
  useEffect(() => {
    if (!answer?.ok || told.current === answer) return;
    told.current = answer;
    const account = answer.accountName;
    showToast(t(answer.isOtherAccount ? 'connections.connectedOther' : 'connections.connected', { account }));
  }, [answer, t]);

  if (finish.state !== 'idle')
    return (
      <InlineStack gap="200" blockAlign="center">
        <Spinner size="small" accessibilityLabel={t('login.finishing', { partner: named })} />
        <Text as="p">{t('login.finishing', { partner: named })}</Text>
      </InlineStack>
    );
  if (answer === undefined || answer.ok) return null;
  const code = answer.loginProblem ?? 'out-of-reach';
  return (
    <Banner tone={code === 'denied' ? 'info' : 'critical'}>
      <p>{t(`login.problems.${code}`, { partner: named })}</p>
      {answer.detail && (
        <p>
          <PartnerSaid partner={named} reason={answer.detail} />
        </p>
      )}
    </Banner>
  );
}
