/** Asks before a segment is archived, and names the segments that stand in the way. */
import { useNavigate } from '@remix-run/react';
import { BlockStack, InlineError, List, Modal, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { problemText, useSegmentChange } from './segmentChange.ts';

interface Props {
  segmentId: number;
  segmentName: string;
  open: boolean;
  onClose: () => void;
  nameOf: (segmentId: number) => string;
}

export function ArchiveSegment({ segmentId, segmentName, open, onClose, nameOf }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { isBusy, problem, send, forget } = useSegmentChange(t('segment.archived', { segment: segmentName }), () =>
    navigate('/app/segments'),
  );
  const close = (): void => {
    forget();
    onClose();
  };
  return (
    <Modal
      open={open}
      onClose={close}
      title={t('segment.archiveTitle', { segment: segmentName })}
      primaryAction={{
        content: t('segment.archive'),
        destructive: true,
        loading: isBusy,
        onAction: () => send({ intent: 'archive', segmentId }),
      }}
      secondaryActions={[{ content: t('common.cancel'), disabled: isBusy, onAction: close }]}
    >
      <Modal.Section>
        <BlockStack gap="300">
          <Text as="p">{t('segment.archiveBody')}</Text>
          {problem && (
            <div role="alert">
              {problem.kind === 'referred-to' ? (
                <BlockStack gap="200">
                  <InlineError fieldID="archive" message={t('segment.referredTo')} />
                  <List>
                    {problem.segmentIds.map((other) => (
                      <List.Item key={other}>{nameOf(other)}</List.Item>
                    ))}
                  </List>
                </BlockStack>
              ) : (
                <InlineError fieldID="archive" message={problemText(t, problem)} />
              )}
            </div>
          )}
        </BlockStack>
      </Modal.Section>
    </Modal>
  );
}
