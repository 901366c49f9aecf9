/** The document around every page: App Bridge first, the styles, and the language of the merchant's admin. */
import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react';
import polarisStyles from '@shopify/polaris/build/esm/styles.css?url';
import type { ReactNode } from 'react';
import { localeOf } from '#app/ui/locale.ts';
import styles from '#app/ui/styles.css?url';
import { Lost } from '#app/ui/Landing.tsx';
import { TranslationProvider } from '#app/ui/TranslationProvider.tsx';

export const links: LinksFunction = () => [
  { rel: 'preconnect', href: 'https://cdn.shopify.com/' },
  { rel: 'stylesheet', href: polarisStyles },
  { rel: 'stylesheet', href: styles },
  { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' },
];

export function loader({ request, context }: LoaderFunctionArgs) {
  const { SHOPIFY_API_KEY, APP_BRIDGE_URL } = context.services.environment;
  return {
    apiKey: SHOPIFY_API_KEY,
    appBridgeUrl: APP_BRIDGE_URL,
    locale: localeOf(new URL(request.url).searchParams.get('locale')),
  };
}

export const meta: MetaFunction = () => [{ title: 'Kesit' }];

/** Only the first address carries the language; it stays for as long as the document does. */
export const shouldRevalidate = (): boolean => false;

export function Layout({ children }: { children: ReactNode }) {
  // Without data when the loader itself failed: then an error page is shown.
  const data = useRouteLoaderData<typeof loader>('root');
  return (
    <html lang={data?.locale ?? 'en'}>
      <head>
        {data && <script src={data.appBridgeUrl} data-api-key={data.apiKey} />}
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        <TranslationProvider locale={data?.locale ?? 'en'}>{children}</TranslationProvider>
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export const ErrorBoundary = Lost;
