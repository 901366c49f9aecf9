/** An instant, readable by people and by programs. */
import { useTranslation } from 'react-i18next';
import { useFormats } from './formats.ts';

interface Props {
  /** Epoch milliseconds; null for what has not happened. */
  at: number | null;
}

export function Instant({ at }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (at === null) return <>{t('common.notYet')}</>;
  // Server and browser may know different spellings of one and the same date.
  return (
    <time dateTime={new Date(at).toISOString()} suppressHydrationWarning>
      {formats.instant(at)}
    </time>
  );
}
