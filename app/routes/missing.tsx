/** Any address in the admin that is no page. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { PageError } from '#app/ui/PageError.tsx';

export async function loader({ request, context }: LoaderFunctionArgs): Promise<never> {
  await context.enter(request);
  throw new Response(null, { status: 404 });
}

export default PageError;
export const ErrorBoundary = PageError;
