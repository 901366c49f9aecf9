/** Why a segment was not saved, above everything; each place of the rule says for itself what is wrong with it. */
import { Banner } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { SaveProblem } from './useSaving.ts';

interface Props {
  problem: SaveProblem | null;
  /** Places in the rule that are not right. */
  count: number;
}

export function BuilderProblems({ problem, count }: Props) {
  const { t } = useTranslation();
  const isRule = problem === 'bad-rule' || problem === 'bad-reference';
  if (problem === null && count === 0) return null;
  return (
    <div role="alert">
      <Banner tone="critical" title={t('builder.problems.title')}>
        {problem === null || isRule
          ? t('builder.problems.parts', { count: Math.max(1, count) })
          : t(`builder.problems.${problem}`)}
      </Banner>
    </div>
  );
}
