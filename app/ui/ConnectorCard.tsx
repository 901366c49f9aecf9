/** One partner: whether it is connected and to which account, the way in, and the way out. */
import { useFetcher } from '@remix-run/react';
import { Badge, Banner, BlockStack, Button, Card, InlineStack, Modal, Text } from '@shopify/polaris';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { ConnectForm, type ShownField } from './ConnectForm.tsx';
import { Steering, type SteeredConnection } from './destinations/Steering.tsx';
import { useFormats } from './formats.ts';
import { Instant } from './Instant.tsx';

export interface ShownConnector {
  id: string;
  name: string;
  fields: readonly ShownField[];
  connection: ShownConnection | null;
}

interface ShownConnection extends SteeredConnection {
  status: 'active' | 'reconnect' | 'disconnected';
  statusReason: string | null;
  accountName: string | null;
  connectedAt: number;
  lastRunAt: number | null;
  lastPullAt: number | null;
}

const tones = { active: 'success', reconnect: 'warning' } as const;

export function ConnectorCard({ connector }: { connector: ShownConnector }) {
  const { t } = useTranslation();
  const { id, name, fields, connection } = connector;
  const status = connection?.status ?? 'disconnected';
  const [replacing, setReplacing] = useState(false);
  const stopReplacing = useCallback(() => setReplacing(false), []);
  return (
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
        {connection && status !== 'disconnected' && <Account connection={connection} partner={name} />}
        {connection && status === 'active' && <Steering connection={connection} partner={name} />}
        {(status !== 'active' || replacing) && (
          <ConnectForm
            connectorId={id}
            partner={name}
            fields={fields}
            submitText={
              status === 'disconnected'
                ? t('connections.connect', { partner: name })
                : t(status === 'active' ? 'connections.replace' : 'connections.reconnect')
            }
            onDone={stopReplacing}
            {...(replacing && status === 'active' ? { onCancel: stopReplacing } : {})}
          />
        )}
        {connection && status !== 'disconnected' && !(replacing && status === 'active') && (
          <InlineStack gap="200">
            {status === 'active' && <Button onClick={() => setReplacing(true)}>{t('connections.replace')}</Button>}
            <Disconnect connectionId={connection.connectionId} partner={name} />
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function Account({ connection, partner }: { connection: ShownConnection; partner: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { status, statusReason, accountName, connectedAt, lastRunAt, lastPullAt, retryAt, failureCount } = connection;
  return (
    <BlockStack gap="300">
      {status === 'reconnect' && (
        <Banner tone="warning" title={t('connections.reconnectTitle', { partner })}>
          <p>{t('connections.reconnectBody')}</p>
          {statusReason && <p>{t('connections.said', { partner, reason: statusReason })}</p>}
        </Banner>
      )}
      {status === 'active' && retryAt !== null && failureCount > 0 && (
        <Banner tone="info">
          <p suppressHydrationWarning>{t('connections.retrying', { when: formats.instant(retryAt) })}</p>
          {statusReason && <p>{t('connections.said', { partner, reason: statusReason })}</p>}
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
        <div>
          <dt>{t('connections.lastPull')}</dt>
          <dd>
            <Instant at={lastPullAt} />
          </dd>
        </div>
      </dl>
    </BlockStack>
  );
}

/** Asks first: every list of the account stops being kept. */
function Disconnect({ connectionId, partner }: { connectionId: number; partner: string }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<{ ok: boolean }>();
  const [asking, setAsking] = useState(false);
  const busy = fetcher.state !== 'idle';
  const done = fetcher.data?.ok === true;
  useEffect(() => {
    if (done) showToast(t('connections.disconnected'));
  }, [done, t]);
  return (
    <>
      <Button tone="critical" onClick={() => setAsking(true)} loading={busy}>
        {t('connections.disconnect')}
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('connections.confirmTitle', { partner })}
        primaryAction={{
          content: t('connections.disconnect'),
          destructive: true,
          onAction: () => {
            setAsking(false);
            fetcher.submit({ intent: 'disconnect', connectionId }, { method: 'post' });
          },
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <Text as="p">{t('connections.confirmBody', { partner })}</Text>
        </Modal.Section>
      </Modal>
    </>
  );
}
