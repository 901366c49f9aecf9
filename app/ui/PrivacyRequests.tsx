/** What customers asked for, by when it has to be done, and what became of it, here and at partners. */
import { Badge, BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { EmptyNotice } from './EmptyNotice.tsx';
import { useFormats } from './formats.ts';
import { Instant } from './Instant.tsx';
import { PartnerSaid } from './PartnerSaid.tsx';
import { PrivacyFile, type ShownFile } from './PrivacyFile.tsx';

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
  file: ShownFile | null;
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
      {file !== null && <PrivacyFile requestId={request.requestId} receivedAt={request.receivedAt} file={file} />}
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
          {known ? t(`privacy.requests.reason.${known}`) : <PartnerSaid partner={connectorName} reason={reason} />}
        </Text>
      )}
    </BlockStack>
  );
}
