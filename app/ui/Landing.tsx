/** What is seen outside of Shopify's admin: where to find the app. */
import { useTranslation } from 'react-i18next';

export function Landing() {
  const { t } = useTranslation();
  return (
    <main className="kesit-landing">
      <h1>{t('landing.title')}</h1>
      <p>{t('landing.body')}</p>
    </main>
  );
}
