/** What may want a look about a segment, as small badges; each says more when it is pointed at or focused. */
import { Badge, InlineStack, Tooltip } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import type { HealthHint } from '#app/core/segments/health.ts';
import { useFormats } from '../formats.ts';

interface Props {
  hints: readonly HealthHint[];
  segmentName: (segmentId: number) => string;
}

export function HealthHints({ hints, segmentName }: Props) {
  const { t } = useTranslation();
  const { day, number, percent } = useFormats();
  if (hints.length === 0) return null;
  const help = (hint: HealthHint): string => {
    switch (hint.kind) {
      case 'small':
        return t('segments.hintHelp.small', { count: hint.memberCount, replace: { count: number(hint.memberCount) } });
      case 'unchanged':
        return t('segments.hintHelp.unchanged', { when: day(hint.since) });
      case 'overlapping':
        return t('segments.hintHelp.overlapping', {
          percent: percent(hint.share),
          segment: segmentName(hint.segmentId),
        });
      case 'empty':
      case 'not-sent':
        return t(`segments.hintHelp.${hint.kind}`);
    }
  };
  return (
    <InlineStack gap="100" align="start">
      {hints.map((hint) => (
        <Tooltip key={hint.kind} content={help(hint)} width="wide">
          <Badge tone="attention" size="small">
            {t(`segments.hints.${hint.kind}`)}
          </Badge>
        </Tooltip>
      ))}
    </InlineStack>
  );
}
