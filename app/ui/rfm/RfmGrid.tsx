/** Buyers by their scores, five by five, each pair in the colour of its group. */
import { Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats, useLocale } from '../formats.ts';
import { presetWords } from '../segmentText.ts';
import { groupColour } from './rfmColours.ts';
import { groupAt, scoresUp } from '#app/core/presets/rfmScores.ts';
import { scoresDown } from './rfmGrid.ts';

export interface ShownCell {
  recency: number;
  value: number;
  buyerCount: number;
}

interface Props {
  cells: readonly ShownCell[];
  /** In their order, which gives each its number. */
  presetIds: readonly string[];
}

export function RfmGrid({ cells, presetIds }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { number, percent } = useFormats();
  const total = cells.reduce((sum, { buyerCount }) => sum + buyerCount, 0);
  /** The name stands once, where the group is first met. */
  const named = new Set<string>();
  return (
    <div className="kesit-rfm">
      <table aria-label={t('rfm.grid.label')}>
        <thead>
          <tr>
            <td />
            {scoresUp.map((value) => (
              <th key={value} scope="col">
                <span className="kesit-unseen">{t('rfm.grid.value', { score: value })}</span>
                <span aria-hidden="true">{value}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {scoresDown.map((recency) => (
            <tr key={recency}>
              <th scope="row">
                <span className="kesit-unseen">{t('rfm.grid.recency', { score: recency })}</span>
                <span aria-hidden="true">{recency}</span>
              </th>
              {scoresUp.map((value) => {
                const presetId = groupAt(recency, value);
                const { name } = presetWords(presetId, {}, locale);
                const buyerCount =
                  cells.find((cell) => cell.recency === recency && cell.value === value)?.buyerCount ?? 0;
                const isFirst = !named.has(presetId);
                named.add(presetId);
                return (
                  <td key={value} style={{ background: groupColour(presetId) }} title={name}>
                    <span className="kesit-rfm-mark" aria-hidden="true">
                      {presetIds.indexOf(presetId) + 1}
                    </span>
                    <span className={isFirst ? 'kesit-rfm-name' : 'kesit-unseen'}>
                      {isFirst ? name : t('rfm.grid.cell', { group: name })}
                    </span>
                    <span className="kesit-rfm-count">{number(buyerCount)}</span>
                    <span className="kesit-rfm-share">{percent(total === 0 ? 0 : buyerCount / total)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="kesit-rfm-axes">
        <Text as="span" tone="subdued">
          {`↑ ${t('rfm.grid.recencyAxis')}`}
        </Text>
        <Text as="span" tone="subdued">
          {`${t('rfm.grid.valueAxis')} →`}
        </Text>
      </p>
    </div>
  );
}
