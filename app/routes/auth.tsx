/** The pages of Shopify's library: fetching a session token, leaving the frame. */
import type { HeadersFunction, LoaderFunctionArgs } from '@remix-run/node';
import { boundary } from '@shopify/shopify-app-remix/server';

export async function loader({ request, context }: LoaderFunctionArgs) {
  await context.shopify.admit(request);
  return null;
}

export const headers: HeadersFunction = (given) => boundary.headers(given);
