/** One part of the shop's history: how much of it is read, how long the rest will take, and what stands in the way. */
import { Badge, BlockStack, InlineStack, ProgressBar, Text } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { backfillProblems, hiddenFieldNames } from '#app/core/backfill/problems.ts';
import type { SubjectProgress } from '#app/core/backfill/progress.ts';
import { durationText } from './durationText.ts';
import { useFormats, useLocale } from './formats.ts';
import { reasonText } from './reasonText.ts';

const tones = {
  waiting: 'info',
  exporting: 'info',
  loading: 'info',
  computing: 'info',
  paused: 'attention',
  done: 'success',
  failed: 'warning',
} as const;

interface Props {
  progress: SubjectProgress;
  /** What stands in the way is told elsewhere on the page. */
  isProblemTold?: boolean;
}

export function HistoryProgress({ progress, isProblemTold = false }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const { number, instant } = useFormats();
  const { subject, phase, totalCount, rowsDone, percent, remainingMs, problem, hiddenFields, finishedAt } = progress;
  const { unreadCount, unreadReasons } = progress;
  const what = t(`data.history.subjects.${subject}`);
  const counts =
    totalCount === null || phase === 'done'
      ? t('data.history.countsOpen', { count: rowsDone, replace: { count: number(rowsDone) } })
      : t('data.history.counts', { done: number(rowsDone), total: number(totalCount) });
  const isUntouched = phase === 'waiting' && rowsDone === 0;
  const facts = [
    isUntouched ? null : phase === 'done' ? number(rowsDone) : counts,
    percent !== null && phase !== 'done' && !isUntouched
      ? t('data.history.percent', {
          percent: new Intl.NumberFormat(locale, { style: 'percent' }).format(percent / 100),
        })
      : null,
    remainingMs !== null && remainingMs > 0
      ? t('data.history.remaining', { duration: durationText(remainingMs, locale) })
      : null,
    phase === 'done' && finishedAt !== null ? t('data.history.finished', { when: instant(finishedAt) }) : null,
  ].filter((text) => text !== null);
  return (
    <BlockStack gap="150">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h3" variant="headingSm">
          {what}
        </Text>
        <Badge tone={tones[phase]}>{t(`data.history.phase.${phase}`)}</Badge>
      </InlineStack>
      {percent !== null && phase !== 'done' && !isUntouched && (
        <div role="group" aria-label={t('data.history.progressLabel', { what })}>
          <ProgressBar progress={percent} size="small" tone="primary" />
        </div>
      )}
      {facts.length > 0 && (
        <Text as="p" tone="subdued">
          <span suppressHydrationWarning>{facts.join(' · ')}</span>
        </Text>
      )}
      {problem !== null && !isProblemTold && <Text as="p">{backfillProblems[problem][locale]}</Text>}
      {hiddenFields.length > 0 && (
        <Text as="p">
          {t('data.history.hidden', {
            fields: new Intl.ListFormat(locale).format(hiddenFields.map((field) => hiddenFieldNames[field][locale])),
          })}
        </Text>
      )}
      {unreadCount > 0 && (
        <Text as="p">
          {t('data.history.unread', {
            count: unreadCount,
            replace: {
              count: number(unreadCount),
              reasons: unreadReasons.map((reason) => reasonText(reason, locale)).join(' · '),
            },
          })}
        </Text>
      )}
    </BlockStack>
  );
}
