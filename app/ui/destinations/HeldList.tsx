/** A list that rests while others go on: why, until when, what can be done; and what is to happen should it be deleted at the partner. */
import { Banner, Select } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats.ts';
import { useDestinationChange } from './destinationChange.ts';

interface HeldProps {
  destinationId: number;
  partner: string;
  hold: 'gone' | 'daily-limit' | 'replacing';
  heldUntil: number | null;
}

export function HeldList({ destinationId, partner, hold, heldUntil }: HeldProps) {
  const { t } = useTranslation();
  const { instant } = useFormats();
  const { isBusy, problem, send } = useDestinationChange(destinationId, 'make-again');
  if (hold === 'daily-limit')
    return (
      <Banner tone="info" title={t('lists.held.limitTitle', { partner })}>
        <p suppressHydrationWarning>
          {t('lists.held.limitBody', { when: heldUntil === null ? '' : instant(heldUntil) })}
        </p>
      </Banner>
    );
  if (hold === 'replacing')
    return (
      <Banner tone="info" title={t('worth.replacingTitle', { partner })}>
        <p>{t('worth.replacingBody', { partner })}</p>
      </Banner>
    );
  return (
    <Banner
      tone="warning"
      title={t('lists.held.goneTitle', { partner })}
      action={{
        content: t('lists.held.makeAgain'),
        loading: isBusy,
        onAction: () => send({}, t('lists.held.madeAgain', { partner })),
      }}
    >
      <p>{t('lists.held.goneBody', { partner })}</p>
      {problem !== null && <p role="alert">{t(`lists.problems.${problem}`)}</p>}
    </Banner>
  );
}

interface WhenGoneProps {
  destinationId: number;
  partner: string;
  whenGone: 'made-again' | 'told';
}

export function WhenGone({ destinationId, partner, whenGone }: WhenGoneProps) {
  const { t } = useTranslation();
  const { sent, problem, send } = useDestinationChange(destinationId, 'when-gone');
  const chosen = sent?.get('whenGone');
  return (
    <Select
      label={t('lists.held.whenGone', { partner })}
      options={(['made-again', 'told'] as const).map((value) => ({ value, label: t(`lists.held.choices.${value}`) }))}
      value={typeof chosen === 'string' ? chosen : whenGone}
      onChange={(wanted) => send({ whenGone: wanted }, t('lists.held.saved'))}
      {...(problem === null ? {} : { error: t(`lists.problems.${problem}`) })}
    />
  );
}
