/** What keeps the storefront pixel from working, in words that say what can be done. */
import { useTranslation } from 'react-i18next';

const known = ['open-app', 'grant-access', 'unfreeze-shop'] as const;

/** Turns the code that is kept with the shop into words; codes of Shopify's that say more to its support than to us are named. */
export function usePixelProblem(): (code: string) => string {
  const { t } = useTranslation();
  return (code) => {
    const own = known.find((one) => one === code);
    if (own !== undefined) return t(`data.pixelProblems.${own}`);
    return code.endsWith(': not reached')
      ? t('data.pixelProblems.unreachable')
      : t('data.pixelProblems.other', { code });
  };
}
