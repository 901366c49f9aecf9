/** What a list would come to, asked for by hand and told in a window: nothing is sent by it. */
import { useFetcher } from '@remix-run/react';
import { Banner, BlockStack, Button, List, Modal, SkeletonBodyText, Text } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';
import { personName } from '../personName.ts';
import { DESTINATIONS_URL } from './destinationChange.ts';

type Answer =
  | {
      ok: true;
      memberCount: number;
      wantedCount: number;
      addedCount: number;
      removedCount: number;
      kept: { barrier: 'gone' | 'no-address' | 'no-consent' | 'held-out' | 'other-half' | 'excluded'; count: number }[];
      examples: { customerId: string; firstName: string | null; lastName: string | null; email: string | null }[];
    }
  | { ok: false };

interface Props {
  segmentId: number;
  connectionId: number;
  partner: string;
}

export function DryRun({ segmentId, connectionId, partner }: Props) {
  const { t } = useTranslation();
  const fetcher = useFetcher<Answer>({ key: `dry-run-${segmentId}-${connectionId}` });
  const [isOpen, setIsOpen] = useState(false);
  const ask = (): void => {
    setIsOpen(true);
    void fetcher.submit({ intent: 'dry-run', segmentId, connectionId }, { method: 'post', action: DESTINATIONS_URL });
  };
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  return (
    <>
      <Button onClick={ask}>{t('lists.dryRun.action')}</Button>
      <Modal
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={t('lists.dryRun.title', { partner })}
        secondaryActions={[{ content: t('lists.dryRun.close'), onAction: () => setIsOpen(false) }]}
      >
        <Modal.Section>
          {answer === undefined && <SkeletonBodyText lines={5} />}
          {answer?.ok === false && (
            <Banner
              tone="critical"
              title={t('lists.dryRun.failed')}
              action={{ content: t('common.retry'), onAction: ask }}
            />
          )}
          {answer?.ok === true && <Told answer={answer} />}
        </Modal.Section>
      </Modal>
    </>
  );
}

function Told({ answer }: { answer: Extract<Answer, { ok: true }> }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  const figures = {
    members: answer.memberCount,
    wanted: answer.wantedCount,
    added: answer.addedCount,
    removed: answer.removedCount,
  } as const;
  const customers = (count: number): string => t('common.customers', { count, replace: { count: number(count) } });
  return (
    <BlockStack gap="400">
      <Text as="p" tone="subdued">
        {t('lists.dryRun.help')}
      </Text>
      <dl className="kesit-figures kesit-figures-narrow">
        {(Object.keys(figures) as (keyof typeof figures)[]).map((name) => (
          <div key={name}>
            <dt>{t(`lists.dryRun.${name}`)}</dt>
            <dd>{number(figures[name])}</dd>
          </div>
        ))}
      </dl>
      {answer.kept.length > 0 && (
        <BlockStack gap="100">
          <Text as="h3" fontWeight="semibold">
            {t('lists.dryRun.keptOut')}
          </Text>
          <List>
            {answer.kept.map(({ barrier, count }) => (
              <List.Item key={barrier}>{`${t(`lists.barriers.${barrier}`)}: ${customers(count)}`}</List.Item>
            ))}
          </List>
        </BlockStack>
      )}
      {answer.examples.length > 0 && (
        <BlockStack gap="100">
          <Text as="h3" fontWeight="semibold">
            {t('lists.dryRun.examples')}
          </Text>
          <List>
            {answer.examples.map((person) => (
              <List.Item key={person.customerId}>
                {[personName(t, person), person.email].filter((words) => words !== null && words !== '').join(' · ')}
              </List.Item>
            ))}
          </List>
        </BlockStack>
      )}
    </BlockStack>
  );
}
