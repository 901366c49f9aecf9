/** In one word, whether a list equals its segment. */
import { Badge } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';

export interface ShownSync {
  enabled: boolean;
  lastSyncedAt: number | null;
  pendingCount: number;
  needsReconnect: boolean;
  /** It rests while others go on. */
  isHeld?: boolean;
}

export function SyncStatus({ enabled, lastSyncedAt, pendingCount, needsReconnect, isHeld = false }: ShownSync) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (needsReconnect && (enabled || pendingCount > 0))
    return <Badge tone="warning">{t('segments.status.reconnect')}</Badge>;
  if (isHeld && enabled) return <Badge tone="warning">{t('lists.held.status')}</Badge>;
  if (pendingCount > 0)
    return (
      <Badge tone="info" progress="partiallyComplete">
        {t(enabled ? 'segments.status.pending' : 'segments.status.emptying', {
          count: pendingCount,
          replace: { count: number(pendingCount) },
        })}
      </Badge>
    );
  if (!enabled) return <Badge>{t('segments.status.off')}</Badge>;
  if (lastSyncedAt === null) return <Badge tone="info">{t('segments.status.starting')}</Badge>;
  return <Badge tone="success">{t('segments.status.current')}</Badge>;
}
