/** What is seen outside of Shopify's admin: where to find the app, or that an address leads nowhere. */
import { isRouteErrorResponse, useRouteError } from '@remix-run/react';
import { useTranslation } from 'react-i18next';

export function Landing() {
  const { t } = useTranslation();
  return <Plain title={t('landing.title')} body={t('landing.body')} />;
}

/** For who comes back from a partner when nobody is expected any more. */
export function StaleLogin() {
  const { t } = useTranslation();
  return <Plain title={t('login.staleTitle')} body={t('login.staleBody')} />;
}

/** In place of any page, when not even the frame around it can be shown. */
export function Lost() {
  const { t } = useTranslation();
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return missing ? (
    <Plain title={t('errors.missingTitle')} body={t('errors.missingBody')} />
  ) : (
    <Plain title={t('errors.title')} body={t('errors.body')} />
  );
}

function Plain({ title, body }: { title: string; body: string }) {
  return (
    <main className="kesit-landing">
      <h1>{title}</h1>
      <p>{body}</p>
    </main>
  );
}
