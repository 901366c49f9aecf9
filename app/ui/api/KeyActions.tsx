/** Replacing and revoking a key. Both ask first: whoever uses it may have to stop. */
import { BlockStack, Button, InlineError, Modal, Select, Text } from '@shopify/polaris';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OVERLAP_HOURS, type OverlapHours } from '#app/core/api/keyTerms.ts';
import { showToast } from '../appBridge.ts';
import { problemText, type KeyProblem, type NewToken } from './keyAnswers.ts';
import { useKeyFetcher } from './useKeyFetcher.ts';

const overlapNames = { 0: 'none', 1: 'hour', 24: 'day', 168: 'week' } as const satisfies Record<OverlapHours, string>;

interface Props {
  keyId: string;
  name: string;
}

export function ReplaceKey({ keyId, name, onMade }: Props & { onMade: (made: NewToken) => void }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const [overlap, setOverlap] = useState('24');
  const onDone = useCallback(
    (made: NewToken | null) => {
      setAsking(false);
      if (made) onMade(made);
    },
    [onMade],
  );
  const { busy, problem, send } = useKeyFetcher(`change-${keyId}`, onDone);
  return (
    <>
      <Button accessibilityLabel={t('api.keys.changeOf', { name })} onClick={() => setAsking(true)} loading={busy}>
        {t('api.keys.change')}
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('api.change.title', { name })}
        primaryAction={{
          content: t('api.keys.change'),
          loading: busy,
          onAction: () => send({ intent: 'change', keyId, overlapHours: overlap }),
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="300">
            <Text as="p">{t('api.change.body')}</Text>
            <Select
              label={t('api.change.overlap')}
              value={overlap}
              onChange={setOverlap}
              options={OVERLAP_HOURS.map((hours) => ({
                value: String(hours),
                label: t(`api.change.hours.${overlapNames[hours]}`),
              }))}
            />
            <Problem id={`change-${keyId}-error`} problem={problem} />
          </BlockStack>
        </Modal.Section>
      </Modal>
    </>
  );
}

export function RevokeKey({ keyId, name }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const onDone = useCallback(() => {
    setAsking(false);
    showToast(t('api.revoke.done'));
  }, [t]);
  const { busy, problem, send } = useKeyFetcher(`revoke-${keyId}`, onDone);
  return (
    <>
      <Button
        tone="critical"
        accessibilityLabel={t('api.keys.revokeOf', { name })}
        onClick={() => setAsking(true)}
        loading={busy}
      >
        {t('api.keys.revoke')}
      </Button>
      <Modal
        open={asking}
        onClose={() => setAsking(false)}
        title={t('api.revoke.title', { name })}
        primaryAction={{
          content: t('api.keys.revoke'),
          destructive: true,
          loading: busy,
          onAction: () => send({ intent: 'revoke', keyId }),
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setAsking(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="300">
            <Text as="p">{t('api.revoke.body')}</Text>
            <Problem id={`revoke-${keyId}-error`} problem={problem} />
          </BlockStack>
        </Modal.Section>
      </Modal>
    </>
  );
}

function Problem({ id, problem }: { id: string; problem: KeyProblem | null }) {
  const { t } = useTranslation();
  if (problem === null) return null;
  return (
    <div role="alert">
      <InlineError fieldID={id} message={problemText(t, problem)} />
    </div>
  );
}
