/** The groups one by one: how many are in each, and whether it is kept as a segment. */
import { useFetcher } from '@remix-run/react';
import { InlineError, InlineStack, Link, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { groupAt } from '#app/core/presets/rfmScores.ts';
import { presetById } from '#app/core/presets/registry.ts';
import { CatalogueSwitch } from '../catalogue/CatalogueSwitch.tsx';
import { useFormats, useLocale } from '../formats.ts';
import { RecordTable } from '../RecordTable.tsx';
import { useTellOnceSaved } from '../SavedToasts.tsx';
import { presetWords } from '../segmentText.ts';
import { Switch } from '../Switch.tsx';
import { groupColour } from './rfmColours.ts';
import type { ShownCell } from './RfmGrid.tsx';

export interface ShownGroup {
  presetId: string;
  segmentId: number | null;
  active: boolean;
}

interface Props {
  groups: readonly ShownGroup[];
  cells: readonly ShownCell[];
}

export function RfmGroups({ groups, cells }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { number, percent } = useFormats();
  const total = cells.reduce((sum, { buyerCount }) => sum + buyerCount, 0);
  const sizeOf = (presetId: string): number =>
    cells
      .filter(({ recency, value }) => groupAt(recency, value) === presetId)
      .reduce((sum, { buyerCount }) => sum + buyerCount, 0);
  return (
    <>
      <KeepAll groups={groups} />
      <div className="kesit-rfm-list">
        <RecordTable
          label={t('rfm.list.label')}
          columns={[
            { heading: t('rfm.list.group') },
            { heading: t('rfm.list.buyers'), isNumeric: true },
            { heading: t('rfm.list.share'), isNumeric: true },
            { heading: t('rfm.list.keep') },
          ]}
          rows={groups.map(({ presetId, segmentId, active }, index) => {
            const { name, description } = presetWords(presetId, {}, locale);
            const size = sizeOf(presetId);
            const preset = presetById(presetId);
            return {
              key: presetId,
              cells: [
                <div key="name" className="kesit-rfm-group">
                  <span className="kesit-rfm-swatch" style={{ background: groupColour(presetId) }} aria-hidden="true">
                    {index + 1}
                  </span>
                  <div>
                    {segmentId !== null && active ? (
                      <Link url={`/app/segments/${segmentId}`}>{name}</Link>
                    ) : (
                      <Text as="span" fontWeight="medium">
                        {name}
                      </Text>
                    )}
                    <Text as="p" tone="subdued">
                      {description}
                    </Text>
                  </div>
                </div>,
                <OneLine key="size">{number(size)}</OneLine>,
                <OneLine key="share">{percent(total === 0 ? 0 : size / total)}</OneLine>,
                preset && (
                  <CatalogueSwitch
                    key="keep"
                    preset={preset}
                    name={name}
                    active={active}
                    values={{}}
                    onAsk={() => undefined}
                  />
                ),
              ],
            };
          })}
        />
      </div>
    </>
  );
}

const OneLine = ({ children }: { children: string }) => <span className="kesit-one-line">{children}</span>;

type Answer = { ok: true } | { ok: false };

const KEEP_ALL = 'rfm-keep-all';

/** All of them with one click; shown as chosen until the answer is there. */
function KeepAll({ groups }: { groups: readonly ShownGroup[] }) {
  const { t } = useTranslation();
  const fetcher = useFetcher<Answer>({ key: KEEP_ALL });
  const tellOnceSaved = useTellOnceSaved();
  const stored = groups.every(({ active }) => active);
  const wanted = fetcher.formData?.get('active');
  const on = typeof wanted === 'string' ? wanted === 'true' : stored;
  const answer = fetcher.state === 'idle' ? fetcher.data : undefined;
  return (
    <div>
      <InlineStack gap="300" blockAlign="center" wrap={false}>
        <Switch
          label={t('rfm.list.keepAll')}
          on={on}
          onChange={(active) => {
            tellOnceSaved(KEEP_ALL, t(active ? 'rfm.list.allKept' : 'rfm.list.allDropped'));
            fetcher.submit({ active: String(active) }, { method: 'post' });
          }}
        />
        <div aria-hidden="true">
          <Text as="p" fontWeight="medium">
            {t('rfm.list.keepAll')}
          </Text>
        </div>
      </InlineStack>
      <Text as="p" tone="subdued">
        {t('rfm.list.keepAllHelp')}
      </Text>
      {answer?.ok === false && (
        <div role="alert">
          <InlineError fieldID={KEEP_ALL} message={t('errors.notSaved')} />
        </div>
      )}
    </div>
  );
}
