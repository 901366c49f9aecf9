/** What a partner says of a connection, with its name before it and in the merchant's language. */
import { useTranslation } from 'react-i18next';
import { useLocale } from './formats.ts';
import { reasonText } from './reasonText.ts';

/** @param reason As it is stored, in English. */
export function PartnerSaid({ partner, reason }: { partner: string; reason: string }) {
  const { t } = useTranslation();
  const locale = useLocale();
  return <>{t('connections.said', { partner, reason: reasonText(reason, locale) })}</>;
}
