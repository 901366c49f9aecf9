/** What a page shows instead of itself when it cannot be read, or does not exist. */
import { isRouteErrorResponse, useRevalidator, useRouteError } from '@remix-run/react';
import { Card, Page } from '@shopify/polaris';
import { useTranslation } from 'react-i18next';
import { EmptyNotice } from './EmptyNotice.tsx';

export function PageError() {
  const { t } = useTranslation();
  const error = useRouteError();
  const { revalidate, state } = useRevalidator();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <Page
      title={t(missing ? 'errors.missingTitle' : 'errors.title')}
      backAction={{ content: t('nav.home'), url: '/app' }}
    >
      <Card>
        {missing ? (
          <EmptyNotice action={{ content: t('errors.missingAction'), url: '/app' }}>
            {t('errors.missingBody')}
          </EmptyNotice>
        ) : (
          <EmptyNotice action={{ content: t('common.retry'), onAction: revalidate, loading: state !== 'idle' }}>
            {t('errors.body')}
          </EmptyNotice>
        )}
      </Card>
    </Page>
  );
}
