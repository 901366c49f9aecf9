/** One partner: whether it is connected and to which account, the way in, and the way out. */
import { useFetcher } from '@remix-run/react';
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Modal, Text } from '@shopify/polaris';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import type { ShownField } from './ConnectForm.tsx';
import { Steering, type SteeredConnection } from './destinations/Steering.tsx';
import { useFormats, useLocale } from './formats.ts';
import { Instant } from './Instant.tsx';
import type { ShownChoice } from './login/AccountChoice.tsx';
import { LoginEnd } from './login/LoginEnd.tsx';
import { WaysIn } from './login/WaysIn.tsx';
import { PartnerSaid } from './PartnerSaid.tsx';

export interface ShownConnector {
  id: string;
  name: string;
  fields: readonly ShownField[];
  /** What it does, where the name alone does not say it. */
  about: { tr: string; en: string } | null;
  standardPattern: string | null;
  /** Ending it takes everybody off the lists first. */
  emptiesLists: boolean;
  /** The partner tells what people did with its messages. */
  tellsEvents: boolean;
  /** The partner's login page is offered. */
  hasLogin: boolean;
  /** Its events may come by webhook. */
  takesWebhooks: boolean;
  /** What is asked before a login. */
  askedFields: readonly ShownField[];
  /** The accounts to choose from after a login; null when nothing is to be chosen. */
  choice: ShownChoice | null;
  connection: ShownConnection | null;
}

interface ShownConnection extends SteeredConnection {
  status: 'active' | 'reconnect' | 'disconnected';
  statusReason: string | null;
  accountId: string | null;
  accountName: string | null;
  byLogin: boolean;
  /** When the login runs out; null when it does not. */
  loginEndsAt: number | null;
  isLoginEnding: boolean;
  settings: Readonly<Record<string, string>>;
  connectedAt: number;
  lastRunAt: number | null;
  lastPullAt: number | null;
  endingAt: number | null;
  isPushed: boolean;
}

const tones = { active: 'success', reconnect: 'warning' } as const;

export function ConnectorCard({ connector }: { connector: ShownConnector }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { id, name, fields, about, emptiesLists, hasLogin, connection, choice } = connector;
  /** Nothing is entered where the shop itself is the partner. */
  const isFieldless = fields.length === 0;
  const status = connection?.status ?? 'disconnected';
  const [replacing, setReplacing] = useState(false);
  const isOpen = status !== 'active' || replacing || choice !== null;
  const stopReplacing = useCallback(() => setReplacing(false), []);
  const submitText = (): string => {
    if (isFieldless) return t(status === 'disconnected' ? 'tags.switchOn' : 'tags.switchOnAgain');
    if (hasLogin && status !== 'active') return t('login.byKey');
    if (status === 'disconnected') return t('connections.connect', { partner: name });
    return t(status === 'active' ? 'connections.replace' : 'connections.reconnect');
  };
  return (
    <section aria-label={name}>
      <Card>
        <BlockStack gap="400">
          <InlineStack gap="200" blockAlign="center">
            <Text as="h2" variant="headingMd">
              {name}
            </Text>
            <Badge {...(status === 'disconnected' ? {} : { tone: tones[status] })}>
              {t(`connections.status.${status}`)}
            </Badge>
          </InlineStack>
          {about && <Text as="p">{about[locale]}</Text>}
          {connection && status !== 'disconnected' && (
            <Account
              connection={connection}
              partner={name}
              tellsEvents={connector.tellsEvents}
              takesWebhooks={connector.takesWebhooks}
            />
          )}
          {connection?.loginEndsAt && status === 'active' && connection.isLoginEnding && choice === null && (
            <LoginEnd connectorId={id} partner={name} endsAt={connection.loginEndsAt} />
          )}
          {connection && status === 'active' && connection.endingAt === null && (
            <Steering connection={connection} partner={name} standardPattern={connector.standardPattern} />
          )}
          {isOpen && (
            <WaysIn
              connectorId={id}
              partner={name}
              fields={fields}
              hasLogin={hasLogin}
              askedFields={connector.askedFields}
              choice={choice}
              connection={connection}
              again={status !== 'disconnected'}
              submitText={submitText()}
              onDone={stopReplacing}
              {...(replacing && status === 'active' ? { onCancel: stopReplacing } : {})}
            />
          )}
          {connection && status !== 'disconnected' && !(isOpen && status === 'active') && (
            <InlineStack gap="200">
              {status === 'active' && !isFieldless && (
                <Button onClick={() => setReplacing(true)}>
                  {t(connection.byLogin ? 'login.change' : 'connections.replace')}
                </Button>
              )}
              <Disconnect connection={connection} partner={name} emptiesLists={emptiesLists} />
            </InlineStack>
          )}
        </BlockStack>
      </Card>
    </section>
  );
}

interface AccountProps {
  connection: ShownConnection;
  partner: string;
  tellsEvents: boolean;
  takesWebhooks: boolean;
}

function Account({ connection, partner, tellsEvents, takesWebhooks }: AccountProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { status, statusReason, accountName, connectedAt, lastRunAt, lastPullAt, retryAt, failureCount, endingAt } =
    connection;
  return (
    <BlockStack gap="300">
      {status === 'reconnect' && (
        <Banner tone="warning" title={t('connections.reconnectTitle', { partner })}>
          <p>{t('connections.reconnectBody')}</p>
          {statusReason && (
            <p>
              <PartnerSaid partner={partner} reason={statusReason} />
            </p>
          )}
        </Banner>
      )}
      {endingAt !== null && (
        <Banner tone="info" title={t('tags.endingTitle')}>
          <p suppressHydrationWarning>{t('tags.endingBody', { when: formats.instant(endingAt) })}</p>
        </Banner>
      )}
      {status === 'active' && retryAt !== null && failureCount > 0 && (
        <Banner tone="info">
          <p suppressHydrationWarning>{t('connections.retrying', { when: formats.instant(retryAt) })}</p>
          {statusReason && (
            <p>
              <PartnerSaid partner={partner} reason={statusReason} />
            </p>
          )}
        </Banner>
      )}
      <dl className="kesit-figures kesit-figures-wide">
        <div>
          <dt>{t('connections.account')}</dt>
          <dd>{accountName ?? t('common.none')}</dd>
        </div>
        <div>
          <dt>{t('connections.connectedSince')}</dt>
          <dd>
            <Instant at={connectedAt} />
          </dd>
        </div>
        <div>
          <dt>{t('connections.lastRun')}</dt>
          <dd>
            <Instant at={lastRunAt} />
          </dd>
        </div>
        {tellsEvents && (
          <div>
            <dt>{t('connections.lastPull')}</dt>
            <dd>
              <Instant at={lastPullAt} />
            </dd>
          </div>
        )}
      </dl>
      {status === 'active' && takesWebhooks && (
        <Text as="p" tone="subdued">
          {t(connection.isPushed ? 'push.pushed' : 'push.asked')}
        </Text>
      )}
    </BlockStack>
  );
}

interface DisconnectProps {
  connection: ShownConnection;
  partner: string;
  emptiesLists: boolean;
}

/** Asks first: every list of the account stops being kept, or is emptied. */
function Disconnect({ connection: { connectionId, endingAt }, partner, emptiesLists }: DisconnectProps) {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ ok: boolean }>();
  const [asking, setAsking] = useState(false);
  const busy = fetcher.state !== 'idle';
  const done = fetcher.data?.ok === true;
  useEffect(() => {
    if (done) showToast(t(emptiesLists ? 'tags.switchingOff' : 'connections.disconnected'));
  }, [done, emptiesLists, t]);
  const send = (): void => void fetcher.submit({ intent: 'disconnect', connectionId }, { method: 'post' });
  if (endingAt !== null)
    return (
      <Button onClick={send} loading={busy}>
        {t('tags.endNow')}
      </Button>
    );
  const action = t(emptiesLists ? 'tags.switchOff' : 'connections.disconnect');
  return (
    <>
      <Button tone="critical" onClick={() => setAsking(true)} loading={busy}>
        {action}
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={emptiesLists ? t('tags.confirmTitle') : t('connections.confirmTitle', { partner })}
        primaryAction={{
          content: action,
          destructive: true,
          onAction: () => {
            setAsking(false);
            send();
          },
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{emptiesLists ? t('tags.confirmBody') : t('connections.confirmBody', { partner })}</Text>
        </Modal.Section>
      </Modal>
    </>
  );
}
