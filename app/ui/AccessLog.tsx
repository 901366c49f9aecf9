/** Who saw or took out personal data, newest first. */
import { BlockStack, Button, Card, InlineStack, Text } from '@shopify/polaris';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';
import { RecordTable } from './RecordTable.tsx';

export interface ShownAccess {
  entryId: string;
  at: number;
  /** `staff:` and a number, `staff`, `worker`, or `api:` and the id of a key. */
  actor: string;
  action:
    | 'members'
    | 'search'
    | 'explanation'
    | 'customer'
    | 'preview'
    | 'file-made'
    | 'file-downloaded'
    | 'list-downloaded'
    | 'list-read';
  /** A fingerprint; null where there were several, or nobody. */
  subject: string | null;
  rowCount: number;
}

interface Props {
  entries: readonly ShownAccess[];
  /** Where the newest are; null when these are they. */
  newestUrl: string | null;
  /** Where the next older ones are; null when there are none. */
  olderUrl: string | null;
}

/** Enough of a fingerprint to tell a few apart. */
const SHOWN_DIGITS = 8;

export function AccessLog({ entries, newestUrl, olderUrl }: Props) {
  const { t } = useTranslation();
  const { instant, number } = useFormats();
  return (
    <Card>
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingMd">
            {t('privacy.accesses.title')}
          </Text>
          <Text as="p" tone="subdued">
            {t('privacy.accesses.help')}
          </Text>
        </BlockStack>
        {entries.length === 0 ? (
          <Text as="p">{t('privacy.accesses.empty')}</Text>
        ) : (
          <RecordTable
            label={t('privacy.accesses.title')}
            columns={[
              { heading: t('privacy.accesses.when') },
              { heading: t('privacy.accesses.who') },
              { heading: t('privacy.accesses.what') },
              { heading: t('privacy.accesses.rows'), isNumeric: true },
              { heading: t('privacy.accesses.subject') },
            ]}
            rows={entries.map(({ entryId, at, actor, action, subject, rowCount }) => ({
              key: entryId,
              cells: [
                <span key="at" suppressHydrationWarning>
                  {instant(at)}
                </span>,
                actorName(t, actor),
                t(`privacy.accesses.action.${action}`),
                number(rowCount),
                subject?.slice(0, SHOWN_DIGITS),
              ],
            }))}
          />
        )}
        {(newestUrl !== null || olderUrl !== null) && (
          <InlineStack gap="200">
            {newestUrl !== null && <Button url={newestUrl}>{t('privacy.accesses.newer')}</Button>}
            {olderUrl !== null && <Button url={olderUrl}>{t('privacy.accesses.older')}</Button>}
          </InlineStack>
        )}
      </BlockStack>
    </Card>
  );
}

function actorName(t: TFunction, actor: string): string {
  const [kind, id] = actor.split(':');
  if (kind === 'worker') return t('privacy.accesses.actor.worker');
  if (kind === 'api') return t('privacy.accesses.actor.api', { id: id ?? '' });
  return id === undefined ? t('privacy.accesses.actor.someone') : t('privacy.accesses.actor.staff', { id });
}
