/** What the rule would come to: how many, how many of them can be written to, and some of them. */
import { BlockStack, Button, Card, InlineStack, SkeletonBodyText, SkeletonDisplayText, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';
import { personName } from '../personName.ts';
import type { PreviewState, ShownPreview } from './usePreview.ts';

interface Props extends PreviewState {
  /** Whether the rule is complete, so that it can be counted. */
  isComplete: boolean;
}

export function PreviewCard({ preview, isCounting, isFailed, isOutdated, isComplete, countNow }: Props) {
  const { t } = useTranslation();
  return (
    <Card>
      <BlockStack gap="400">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingMd">
            {t('builder.preview.title')}
          </Text>
          {isComplete && (
            <Button loading={isCounting} onClick={countNow}>
              {t('builder.preview.action')}
            </Button>
          )}
        </InlineStack>
        <div role="status" aria-busy={isCounting}>
          {isCounting ? (
            <Counting />
          ) : isFailed ? (
            <Text as="p" tone="critical">
              {t('builder.preview.failed')}
            </Text>
          ) : preview === null ? (
            <Text as="p" tone="subdued">
              {t('builder.preview.waiting')}
            </Text>
          ) : (
            <Counted preview={preview} isOutdated={isOutdated} />
          )}
        </div>
        {!isCounting && !isFailed && preview !== null && preview.memberCount > 0 && <Found preview={preview} />}
      </BlockStack>
    </Card>
  );
}

function Counting() {
  const { t } = useTranslation();
  return (
    <BlockStack gap="300">
      <span className="kesit-unseen">{t('builder.preview.counting')}</span>
      <SkeletonDisplayText size="small" />
      <SkeletonBodyText lines={5} />
    </BlockStack>
  );
}

function Counted({ preview, isOutdated }: { preview: ShownPreview; isOutdated: boolean }) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  const { memberCount, customerCount, isEstimated } = preview;
  return (
    <BlockStack gap="100">
      <Text as="p" variant="headingLg" numeric>
        {t('common.customers', { count: memberCount, replace: { count: number(memberCount) } })}
      </Text>
      <Text as="p" tone="subdued">
        {t('builder.preview.share', {
          share: percent(customerCount === 0 ? 0 : memberCount / customerCount),
          all: number(customerCount),
        })}
      </Text>
      {isEstimated && (
        <Text as="p" tone="subdued">
          {t('builder.preview.estimated')}
        </Text>
      )}
      {isOutdated && (
        <Text as="p" tone="caution">
          {t('builder.preview.outdated')}
        </Text>
      )}
      {memberCount === 0 && <Text as="p">{t('builder.preview.nobody')}</Text>}
    </BlockStack>
  );
}

const channels = ['email', 'sms', 'any'] as const;

function Found({ preview }: { preview: ShownPreview }) {
  const { t } = useTranslation();
  const { number, percent } = useFormats();
  const { memberCount, reachable, examples } = preview;
  return (
    <>
      <BlockStack gap="200">
        <Text as="h3" variant="headingSm">
          {t('builder.preview.reach')}
        </Text>
        <dl className="kesit-bars">
          {channels.map((channel) => {
            const share = memberCount === 0 ? 0 : reachable[channel] / memberCount;
            return (
              <div key={channel}>
                <dt>{t(`builder.preview.${channel}`)}</dt>
                <dd>
                  <span>{`${number(reachable[channel])} (${percent(share)})`}</span>
                  <span className="kesit-bar" aria-hidden="true">
                    <span style={{ width: `${Math.min(100, share * 100)}%` }} />
                  </span>
                </dd>
              </div>
            );
          })}
        </dl>
      </BlockStack>
      {examples.length > 0 && (
        <BlockStack gap="200">
          <Text as="h3" variant="headingSm">
            {t('builder.preview.examples')}
          </Text>
          <ul className="kesit-examples">
            {examples.map((person) => (
              <li key={person.customerId}>
                <Text as="span" breakWord>
                  {personName(t, person)}
                </Text>
                {person.email !== null && (
                  <Text as="span" tone="subdued" breakWord>
                    {person.email}
                  </Text>
                )}
              </li>
            ))}
          </ul>
          <Text as="p" tone="subdued">
            {t('builder.preview.examplesMore', { count: examples.length })}
          </Text>
        </BlockStack>
      )}
    </>
  );
}
