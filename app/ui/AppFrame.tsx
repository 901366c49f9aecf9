/** Around every page of the admin: Polaris in the merchant's language, the menu, and a skeleton while a page is fetched. */
import { useNavigation, useLocation } from '@remix-run/react';
import polarisEn from '@shopify/polaris/locales/en.json' with { type: 'json' };
import polarisTr from '@shopify/polaris/locales/tr.json' with { type: 'json' };
import { AppProvider } from '@shopify/shopify-app-remix/react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showLoading } from './appBridge.ts';
import { useLocale } from './formats.ts';
import { PageSkeleton } from './PageSkeleton.tsx';
import { SavedToasts } from './SavedToasts.tsx';

/** A page that comes sooner than this is not announced by a skeleton, which would only flicker. */
const PATIENCE_MS = 200;

interface Props {
  apiKey: string;
  children: ReactNode;
}

export function AppFrame({ apiKey, children }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const slow = useSlowNavigation();
  return (
    // App Bridge is in the document's head already, at its configured address.
    <AppProvider isEmbeddedApp={false} apiKey={apiKey} i18n={locale === 'tr' ? polarisTr : polarisEn}>
      <ui-nav-menu>
        <a href="/app" rel="home">
          {t('nav.home')}
        </a>
        <a href="/app/segments">{t('nav.segments')}</a>
        <a href="/app/connections">{t('nav.connections')}</a>
        <a href="/app/data">{t('nav.data')}</a>
        <a href="/app/privacy">{t('nav.privacy')}</a>
      </ui-nav-menu>
      <SavedToasts>{slow ? <PageSkeleton /> : children}</SavedToasts>
    </AppProvider>
  );
}

/** Whether another page has been waited for longer than it takes to notice. */
function useSlowNavigation(): boolean {
  const navigation = useNavigation();
  const { pathname } = useLocation();
  const leaving =
    navigation.state === 'loading' &&
    navigation.location.pathname !== pathname &&
    !keepsPage(navigation.location.state);
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    showLoading(leaving);
    if (!leaving) return undefined;
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [leaving]);
  return slow && leaving;
}

/** To be handed to `navigate` for another address of the same page, such as a tab. */
export const samePage = { keepsPage: true } as const;

const keepsPage = (state: unknown): boolean => typeof state === 'object' && state !== null && 'keepsPage' in state;
