/** Where Shopify's library sends whoever comes without a shop. Installation starts at Shopify, so nothing is asked for. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { Landing } from '#app/ui/Landing.tsx';

export async function loader({ request, context }: LoaderFunctionArgs) {
  if (new URL(request.url).searchParams.has('shop')) await context.shopify.login(request);
  return null;
}

export default Landing;
