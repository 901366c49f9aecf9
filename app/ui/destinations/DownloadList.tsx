/** The list as a file, asked for in a window: in which form, and with which columns. */
import { Banner, BlockStack, Button, Modal, Select, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fileFields, readColumns, standardColumns } from '#app/core/files/columns.ts';
import { fileFormats, type FileFormat } from '#app/core/files/listFile.ts';
import { showToast } from '../appBridge.ts';
import { saveFile } from '../saveFile.ts';

const STANDARD = standardColumns.map(({ field }) => field).join(', ');

export function DownloadList({ destinationId }: { destinationId: number }) {
  const { t } = useTranslation();
  const [isOpen, setIsOpen] = useState(false);
  const [format, setFormat] = useState<FileFormat>('csv-excel');
  const [columns, setColumns] = useState(STANDARD);
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const isReadable = readColumns(columns) !== null;
  const download = async (): Promise<void> => {
    setState('busy');
    try {
      const query = new URLSearchParams({ format, columns });
      const refusal = await saveFile(`/app/destinations/${destinationId}/file?${query.toString()}`, `list.${format}`);
      setState(refusal === null ? 'idle' : 'failed');
      if (refusal !== null) return;
      setIsOpen(false);
      showToast(t('feeds.file.saved'));
    } catch {
      setState('failed');
    }
  };
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>{t('feeds.file.action')}</Button>
      <Modal
        open={isOpen}
        onClose={() => setIsOpen(false)}
        title={t('feeds.file.title')}
        primaryAction={{
          content: t('feeds.file.download'),
          loading: state === 'busy',
          disabled: !isReadable,
          onAction: () => void download(),
        }}
        secondaryActions={[{ content: t('common.cancel'), onAction: () => setIsOpen(false) }]}
      >
        <Modal.Section>
          <BlockStack gap="400">
            {state === 'failed' && <Banner tone="critical" title={t('feeds.file.failed')} />}
            <Text as="p">{t('feeds.file.help')}</Text>
            <Select
              label={t('feeds.file.format')}
              options={fileFormats.map((value) => ({ value, label: t(`feeds.file.formats.${value}`) }))}
              value={format}
              onChange={(value) => setFormat(value as FileFormat)}
            />
            <TextField
              label={t('feeds.file.columns')}
              helpText={t('feeds.file.columnsHelp', { fields: fileFields.join(', ') })}
              value={columns}
              onChange={setColumns}
              multiline={2}
              autoComplete="off"
              spellCheck={false}
              {...(isReadable ? {} : { error: t('feeds.file.columnsProblem') })}
            />
          </BlockStack>
        </Modal.Section>
      </Modal>
    </>
  );
}
