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
    <Page>
      <Card>
        {missing ? (
          <EmptyNotice heading={t('errors.missingTitle')} action={{ content: t('errors.missingAction'), url: '/app' }}>
            {t('errors.missingBody')}
          </EmptyNotice>
        ) : (
          <EmptyNotice
            heading={t('errors.title')}
            action={{ content: t('common.retry'), onAction: revalidate, loading: state !== 'idle' }}
          >
            {t('errors.body')}
          </EmptyNotice>
        )}
      </Card>
    </Page>
  );
}
