/** The public door through which a partner sends a merchant back. It only hands them on to the embedded admin. */
import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { receiveLogin } from '#app/flows/authorize/login.ts';
import { StaleLogin } from '#app/ui/Landing.tsx';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const target = await receiveLogin(context.services, params.connector ?? '', new URL(request.url).searchParams);
  const headers = { 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' };
  if (target === null)
    return new Response('null', { status: 400, headers: { ...headers, 'Content-Type': 'application/json' } });
  return redirect(target, { headers });
}

export default StaleLogin;
