/** All that needs the merchant, in one banner. */
import { Banner, BlockStack, Link, List } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { historyName } from './historyName.ts';

export type ShownProblem =
  | { kind: 'reconnect'; connector: string; reason: string | null }
  | { kind: 'backfill-failed'; history: string; reason: string | null }
  | { kind: 'parked'; count: number };

export function ProblemsBanner({ problems }: { problems: readonly ShownProblem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  const urgent = problems.some(({ kind }) => kind !== 'parked');
  return (
    <Banner tone={urgent ? 'critical' : 'warning'} title={t('home.problems.title', { count: problems.length })}>
      <List>
        {problems.map((problem, index) => (
          <List.Item key={index}>
            <Problem problem={problem} />
          </List.Item>
        ))}
      </List>
    </Banner>
  );
}

function Problem({ problem }: { problem: ShownProblem }) {
  const { t } = useTranslation();
  if (problem.kind === 'parked') return <>{t('home.problems.parked', { count: problem.count })}</>;
  const text =
    problem.kind === 'reconnect'
      ? t('home.problems.reconnect', { partner: problem.connector })
      : t('home.problems.backfillFailed', { what: historyName(t, problem.history) });
  return (
    <BlockStack gap="100">
      <span>{text}</span>
      {problem.reason && <span>{t('home.problems.said', { reason: problem.reason })}</span>}
      {problem.kind === 'reconnect' && <Link url="/app/connections">{t('home.problems.reconnectAction')}</Link>}
    </BlockStack>
  );
}
