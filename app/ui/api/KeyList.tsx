/** The shop's keys: what each may read, when it was last used, and the ways to replace and to revoke it. */
import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { ApiScope } from '#app/core/api/scopes.ts';
import { Instant } from '../Instant.tsx';
import { RecordTable } from '../RecordTable.tsx';
import type { NewToken } from './keyAnswers.ts';
import { ReplaceKey, RevokeKey } from './KeyActions.tsx';
import { scopeNames } from './scopeNames.ts';

export interface ShownKey {
  keyId: string;
  name: string;
  scopes: readonly ApiScope[];
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
  isExpired: boolean;
}

interface Props {
  keys: readonly ShownKey[];
  onMade: (made: NewToken) => void;
}

export function KeyList({ keys, onMade }: Props) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('api.keys.title')}
        </Text>
        {keys.length === 0 ? (
          <Text as="p">{t('api.keys.empty')}</Text>
        ) : (
          <RecordTable
            label={t('api.keys.title')}
            columns={[
              { heading: t('api.keys.name') },
              { heading: t('api.keys.scopes') },
              { heading: t('api.keys.created') },
              { heading: t('api.keys.used') },
              { heading: t('api.keys.ends') },
              { heading: t('api.keys.actions'), isHeadingUnseen: true },
            ]}
            rows={keys.map((key) => ({
              key: key.keyId,
              cells: [
                <Text key="name" as="span" fontWeight="semibold">
                  {key.name}
                </Text>,
                key.scopes.map((scope) => t(`api.scope.${scopeNames[scope]}`)).join(', '),
                <Instant key="created" at={key.createdAt} />,
                <Instant key="used" at={key.lastUsedAt} />,
                <Ends key="ends" shown={key} />,
                <InlineStack key="actions" gap="200">
                  {!key.isExpired && <ReplaceKey keyId={key.keyId} name={key.name} onMade={onMade} />}
                  <RevokeKey keyId={key.keyId} name={key.name} />
                </InlineStack>,
              ],
            }))}
          />
        )}
      </BlockStack>
    </Card>
  );
}

function Ends({ shown: { expiresAt, isExpired } }: { shown: ShownKey }) {
  const { t } = useTranslation();
  if (isExpired) return <>{t('api.keys.expired')}</>;
  return expiresAt === null ? <>{t('api.keys.never')}</> : <Instant at={expiresAt} />;
}
