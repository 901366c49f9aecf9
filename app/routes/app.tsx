/** Around every page of the admin: lets the merchant in, and holds what all pages need. */
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { Outlet, useLoaderData, useRouteError } from '@remix-run/react';
import { boundary } from '@shopify/shopify-app-remix/server';
import { readAdminShop } from '#app/flows/adminShop.ts';
import { AppFrame } from '#app/ui/AppFrame.tsx';
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

/** Shopify's library answers by throwing; these two let its answers through. */
export function ErrorBoundary() {
  return boundary.error(useRouteError());
}

export const headers: HeadersFunction = (given) => boundary.headers(given);
