/** What customers asked for, by when it has to be done, and what became of it, here and at partners. */
import { Badge, BlockStack, Button, Card, InlineError, InlineStack, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showToast } from './appBridge.ts';
import { EmptyNotice } from './EmptyNotice.tsx';
import { useFormats, useLocale } from './formats.ts';
import { Instant } from './Instant.tsx';

export interface ShownRequest {
  requestId: string;
  kind: 'data' | 'erasure' | 'shop-erasure';
  receivedAt: number;
  dueAt: number;
  doneAt: number | null;
  deadline: 'done' | 'ok' | 'due-soon' | 'overdue';
  /** Whole days until it is due; negative when it is overdue. */
  daysLeft: number;
  waitsFor: 'partners' | 'failed' | null;
  note: 'kept' | 'unknown-person' | 'erased-before' | 'shop-erased' | null;
  file: { byteCount: number; madeAt: number; expiresAt: number; downloadedAt: number | null } | null;
  counts: Readonly<Record<string, number>>;
  partners: readonly ShownErasure[];
}

export interface ShownErasure {
  connectorName: string;
  state: 'waiting' | 'sent' | 'done' | 'impossible';
  doneAt: number | null;
  reason: string | null;
}

export function PrivacyRequests({ requests }: { requests: readonly ShownRequest[] }) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('privacy.requests.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('privacy.requests.help')}
          </Text>
        </BlockStack>
        {requests.length === 0 ? (
          <EmptyNotice heading={t('privacy.requests.emptyTitle')}>{t('privacy.requests.emptyBody')}</EmptyNotice>
        ) : (
          <ul className="kesit-requests">
            {requests.map((request) => (
              <li key={request.requestId}>
                <Request request={request} />
              </li>
            ))}
          </ul>
        )}
      </BlockStack>
    </Card>
  );
}

const tones = { done: 'success', ok: 'info', 'due-soon': 'warning', overdue: 'critical' } as const;

function Request({ request }: { request: ShownRequest }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const { kind, deadline, daysLeft, waitsFor, note, counts, partners, file } = request;
  const days = Math.abs(daysLeft);
  const words = { count: days, replace: { count: number(days) } };
  const rowCount = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <BlockStack gap="200">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {t(`privacy.requests.kind.${kind}`)}
        </Text>
        <Badge tone={tones[deadline]}>{t(`privacy.requests.state.${deadline}`)}</Badge>
        {deadline !== 'done' && (
          <Text as="span" tone="subdued">
            {daysLeft < 0 ? t('privacy.requests.daysOver', words) : t('privacy.requests.daysLeft', words)}
          </Text>
        )}
      </InlineStack>
      <dl className="kesit-figures kesit-figures-quiet">
        <div>
          <dt>{t('privacy.requests.received')}</dt>
          <dd>
            <Instant at={request.receivedAt} />
          </dd>
        </div>
        <div>
          <dt>{t('privacy.requests.due')}</dt>
          <dd>
            <Instant at={request.dueAt} />
          </dd>
        </div>
        {request.doneAt !== null && (
          <div>
            <dt>{t('privacy.requests.done')}</dt>
            <dd>
              <Instant at={request.doneAt} />
            </dd>
          </div>
        )}
        {kind !== 'data' && rowCount > 0 && (
          <div>
            <dt>{t('privacy.requests.erasedHere')}</dt>
            <dd>{t('privacy.requests.rows', { count: rowCount, replace: { count: number(rowCount) } })}</dd>
          </div>
        )}
      </dl>
      {waitsFor !== null && <Text as="p">{t(`privacy.requests.waitsFor.${waitsFor}`)}</Text>}
      {note !== null && <Text as="p">{t(`privacy.requests.note.${note}`)}</Text>}
      {partners.map((partner) => (
        <Erasure key={partner.connectorName} erasure={partner} />
      ))}
      {file !== null && <FileOf request={request} file={file} />}
    </BlockStack>
  );
}

const erasureTones = { waiting: 'info', sent: 'info', done: 'success', impossible: 'warning' } as const;
const knownReasons = ['reconnect', 'disconnected', 'not-offered', 'lists', 'unreadable'] as const;

function Erasure({ erasure }: { erasure: ShownErasure }) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  const { connectorName, state, doneAt, reason } = erasure;
  const known = knownReasons.find((one) => one === reason);
  return (
    <BlockStack gap="050">
      <InlineStack gap="200" blockAlign="center">
        <Text as="span" fontWeight="medium">
          {connectorName}
        </Text>
        <Badge tone={erasureTones[state]}>{t(`privacy.requests.partner.${state}`)}</Badge>
        {doneAt !== null && state === 'done' && (
          <Text as="span" tone="subdued">
            <span suppressHydrationWarning>{t('privacy.requests.partnerDone', { when: instant(doneAt) })}</span>
          </Text>
        )}
      </InlineStack>
      {reason !== null && state !== 'done' && (
        <Text as="p" tone="subdued">
          {known ? t(`privacy.requests.reason.${known}`) : t('connections.said', { partner: connectorName, reason })}
        </Text>
      )}
    </BlockStack>
  );
}

/** Fetches the file with the visit's own proof, which no address may carry, and hands it to the browser to save. */
function FileOf({ request, file }: { request: ShownRequest; file: NonNullable<ShownRequest['file']> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { instant } = useFormats();
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const download = async (): Promise<void> => {
    setState('busy');
    try {
      const answer = await fetch(`/app/privacy/files/${encodeURIComponent(request.requestId)}`);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const name = /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? 'data.json';
      save(await answer.blob(), name);
      setState('idle');
      showToast(t('privacy.requests.fileSaved'));
    } catch {
      setState('failed');
    }
  };
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
  const buttonId = `file-${request.requestId}`;
  return (
    <BlockStack gap="100" inlineAlign="start">
      <Button
        id={buttonId}
        onClick={() => void download()}
        loading={state === 'busy'}
        accessibilityLabel={t('privacy.requests.fileLabel', { when: instant(request.receivedAt) })}
      >
        {t('privacy.requests.file')}
      </Button>
      {state === 'failed' && <InlineError fieldID={buttonId} message={t('privacy.requests.fileFailed')} />}
      <Text as="p" tone="subdued">
        <span suppressHydrationWarning>
          {t('privacy.requests.fileHelp', {
            size: size.format(Math.max(1, file.byteCount / 1024)),
            when: instant(file.expiresAt),
          })}
        </span>
      </Text>
      {file.downloadedAt !== null && (
        <Text as="p" tone="subdued">
          <span suppressHydrationWarning>
            {t('privacy.requests.fileDownloaded', { when: instant(file.downloadedAt) })}
          </span>
        </Text>
      )}
    </BlockStack>
  );
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
