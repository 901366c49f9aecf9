/** All that needs the merchant, in one banner, each with what can be done about it. */
import { Banner, BlockStack, Button, InlineStack, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { BackfillSubject } from '#app/core/backfill/kinds.ts';
import { backfillProblems, type BackfillProblem } from '#app/core/backfill/problems.ts';
import { useFormats, useLocale } from './formats.ts';
import { LoginAgain } from './login/LoginAgain.tsx';
import { PartnerSaid } from './PartnerSaid.tsx';
import { RetryHistory } from './RetryHistory.tsx';

export type ShownProblem =
  | { kind: 'reconnect'; connector: string; reason: string | null; connectorId: string | null }
  | { kind: 'login-ends'; connector: string; connectorId: string; endsAt: number }
  | { kind: 'history'; histories: readonly BackfillSubject[]; code: BackfillProblem | null; hasFailed: boolean }
  | { kind: 'access'; code: BackfillProblem; sinceAt: number }
  | { kind: 'privacy'; dueSoonCount: number; overdueCount: number }
  | { kind: 'parked'; count: number };

export function ProblemsBanner({ problems }: { problems: readonly ShownProblem[] }) {
  const { t } = useTranslation();
  if (problems.length === 0) return null;
  const urgent = problems.some(
    (problem) =>
      problem.kind === 'reconnect' || problem.kind === 'access' || (problem.kind === 'history' && problem.hasFailed),
  );
  return (
    <Banner tone={urgent ? 'critical' : 'warning'} title={t('home.problems.title', { count: problems.length })}>
      <BlockStack gap="400">
        {problems.map((problem, index) => (
          <Problem key={index} problem={problem} />
        ))}
      </BlockStack>
    </Banner>
  );
}

function Problem({ problem }: { problem: ShownProblem }) {
  switch (problem.kind) {
    case 'reconnect':
      return <Reconnect problem={problem} />;
    case 'login-ends':
      return <LoginEnds problem={problem} />;
    case 'history':
      return <History problem={problem} />;
    case 'access':
      return <Access problem={problem} />;
    case 'privacy':
      return <Privacy problem={problem} />;
    case 'parked':
      return <Parked count={problem.count} />;
  }
}

function Reconnect({ problem }: { problem: Extract<ShownProblem, { kind: 'reconnect' }> }) {
  const { t } = useTranslation();
  const partner = problem.connector;
  return (
    <BlockStack gap="200">
      <Text as="p" fontWeight="semibold">
        {t(problem.connectorId === null ? 'home.problems.reconnect' : 'login.ends.over', { partner })}
      </Text>
      {problem.reason && (
        <Text as="p">
          <PartnerSaid partner={partner} reason={problem.reason} />
        </Text>
      )}
      {problem.connectorId === null ? (
        <InlineStack>
          <Button url="/app/connections">{t('home.problems.reconnectAction')}</Button>
        </InlineStack>
      ) : (
        <LoginAgain connectorId={problem.connectorId} partner={partner} />
      )}
    </BlockStack>
  );
}

function LoginEnds({ problem }: { problem: Extract<ShownProblem, { kind: 'login-ends' }> }) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  const { connector: partner, connectorId, endsAt } = problem;
  return (
    <BlockStack gap="200">
      <Text as="p" fontWeight="semibold">
        {t('login.ends.title', { partner })}
      </Text>
      <Text as="p">
        <span suppressHydrationWarning>{t('login.ends.body', { partner, when: instant(endsAt) })}</span>
      </Text>
      <LoginAgain connectorId={connectorId} partner={partner} />
    </BlockStack>
  );
}

function History({ problem }: { problem: Extract<ShownProblem, { kind: 'history' }> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { histories, code, hasFailed } = problem;
  const what = new Intl.ListFormat(locale).format(histories.map((kind) => t(`data.history.subjects.${kind}`)));
  return (
    <BlockStack gap="200">
      <Text as="p" fontWeight="semibold">
        {t(hasFailed ? 'home.problems.historyFailed' : 'home.problems.historyHeld', { what })}
      </Text>
      {code !== null && <Text as="p">{backfillProblems[code][locale]}</Text>}
      {hasFailed ? <RetryHistory /> : <Text as="p">{t('home.problems.goesOn')}</Text>}
    </BlockStack>
  );
}

function Access({ problem: { code, sinceAt } }: { problem: Extract<ShownProblem, { kind: 'access' }> }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { instant } = useFormats();
  return (
    <BlockStack gap="200">
      <Text as="p" fontWeight="semibold">
        <span suppressHydrationWarning>{t('data.access.problem', { when: instant(sinceAt) })}</span>
      </Text>
      <Text as="p">{backfillProblems[code][locale]}</Text>
    </BlockStack>
  );
}

function Privacy({ problem }: { problem: Extract<ShownProblem, { kind: 'privacy' }> }) {
  const { t } = useTranslation();
  const { dueSoonCount, overdueCount } = problem;
  return (
    <BlockStack gap="200">
      {overdueCount > 0 && <Text as="p">{t('home.problems.privacyOverdue', { count: overdueCount })}</Text>}
      {dueSoonCount > 0 && <Text as="p">{t('home.problems.privacyDueSoon', { count: dueSoonCount })}</Text>}
      <InlineStack>
        <Button url="/app/privacy">{t('home.problems.privacyAction')}</Button>
      </InlineStack>
    </BlockStack>
  );
}

function Parked({ count }: { count: number }) {
  const { t } = useTranslation();
  return (
    <BlockStack gap="200">
      <Text as="p">{t('home.problems.parked', { count })}</Text>
      <InlineStack>
        <Button url="/app/data">{t('home.problems.parkedAction')}</Button>
      </InlineStack>
    </BlockStack>
  );
}
