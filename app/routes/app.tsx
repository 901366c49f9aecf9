/** Around every page of the admin: lets the merchant in, and holds what all pages need. */
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { readAdminShop } from '#app/flows/adminShop.ts';
import { AppFrame } from '#app/ui/AppFrame.tsx';
import { Lost } from '#app/ui/Landing.tsx';
import { ShopProvider } from '#app/ui/ShopContext.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { services, shopId } = await context.enter(request);
  return { apiKey: services.environment.SHOPIFY_API_KEY, shop: await readAdminShop(services, shopId) };
}

export default function App() {
  const { apiKey, shop } = useLoaderData<typeof loader>();
  return (
    <ShopProvider value={shop}>
      <AppFrame apiKey={apiKey}>
        <Outlet />
      </AppFrame>
    </ShopProvider>
  );
}

/** Not a page's own error: then there is no merchant, no shop, and nothing of Polaris around it. */
export const ErrorBoundary = Lost;

/** Shopify's library sets headers on what it throws; they are let through. */
export const headers: HeadersFunction = (given) => boundary.headers(given);
