/** How a list stands at its partner: whether it can be used there, how many people it comes to, whose turn it is, and when that was told. */
import { Badge, BlockStack, InlineStack, Text, type BadgeProps } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { KeptStanding } from '#app/core/placements/standing.ts';
import { useFormats, useLocale } from '../formats.ts';
import { Instant } from '../Instant.tsx';
import { reasonText } from '../reasonText.ts';

export interface ShownStanding {
  standing: KeptStanding;
  readAt: number;
}

type Verdict = 'usable' | 'small' | 'unusable' | 'working' | 'notice' | 'blocked' | 'gone' | 'unknown';

const TONES: Readonly<Record<Verdict, NonNullable<BadgeProps['tone']> | null>> = {
  usable: 'success',
  small: 'attention',
  unusable: 'warning',
  working: 'info',
  notice: 'attention',
  blocked: 'critical',
  gone: 'warning',
  unknown: null,
};

/** Whose turn it is, where it is anybody's. */
const TURNS = {
  blocked: 'merchant',
  unusable: 'look',
  notice: 'look',
  working: 'partner',
  small: 'partner',
  gone: 'gone',
} as const satisfies Partial<Record<Verdict, string>>;

function verdictOf(standing: KeptStanding): Verdict {
  if (standing.state !== 'ready') return standing.state;
  switch (standing.delivery) {
    case 'usable':
    case 'unusable':
      return standing.delivery;
    case 'too-small':
      return 'small';
    case null:
      return 'unknown';
  }
}

export function Standing({ partner, shown: { standing, readAt } }: { partner: string; shown: ShownStanding }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const verdict = verdictOf(standing);
  const tone = TONES[verdict];
  const turn = verdict in TURNS ? TURNS[verdict as keyof typeof TURNS] : null;
  return (
    <BlockStack gap="100">
      <InlineStack gap="200" blockAlign="center">
        <Text as="h4" fontWeight="semibold">
          {t('standing.title', { partner })}
        </Text>
        <Badge {...(tone === null ? {} : { tone })}>{t(`standing.verdicts.${verdict}`)}</Badge>
      </InlineStack>
      {verdict !== 'usable' && verdict !== 'unknown' && <Text as="p">{reasonText(standing.reason, locale)}</Text>}
      {turn && <Text as="p">{t(`standing.turns.${turn}`, { partner })}</Text>}
      {standing.state !== 'gone' && <Size partner={partner} size={standing.size} />}
      <Text as="p" tone="subdued">
        {`${t('standing.readAt', { partner })}: `}
        <Instant at={readAt} />
      </Text>
    </BlockStack>
  );
}

function Size({ partner, size }: { partner: string; size: { atLeast: number; atMost: number } | null }) {
  const { t } = useTranslation();
  const { number } = useFormats();
  if (size === null) return <Text as="p">{t('standing.noSize', { partner })}</Text>;
  const { atLeast, atMost } = size;
  const most = { partner, size: number(atMost) };
  if (atLeast === 0) return <Text as="p">{t('standing.atMost', most)}</Text>;
  if (atLeast === atMost) return <Text as="p">{t('standing.about', most)}</Text>;
  return <Text as="p">{t('standing.between', { partner, from: number(atLeast), to: number(atMost) })}</Text>;
}
