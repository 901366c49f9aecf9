/** How many members can be written to by each channel, as bars; each says its figures beside it. */
import { BlockStack, Card, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';

interface Props {
  reachable: { email: number; sms: number; of: number };
}

const channels = ['email', 'sms'] as const;

export function ReachCard({ reachable }: Props) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          {t('segment.reach.title')}
        </Text>
        <dl className="kesit-bars">
          {channels.map((channel) => {
            const share = reachable.of === 0 ? 0 : reachable[channel] / reachable.of;
            return (
              <div key={channel}>
                <dt>{t(`segment.reach.${channel}`)}</dt>
                <dd>
                  <span>
                    {t('segment.reach.share', {
                      count: number(reachable[channel]),
                      total: number(reachable.of),
                      percent: percent(share),
                    })}
                  </span>
                  <span className="kesit-bar" aria-hidden="true">
                    <span style={{ width: `${Math.min(100, share * 100)}%` }} />
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      </BlockStack>
    </Card>
  );
}
