/** The bare address: a merchant who comes from the admin goes on to the app, anybody else is told where it is. */
import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { Landing } from '#app/ui/Landing.tsx';

export function loader({ request }: LoaderFunctionArgs) {
  const { searchParams } = new URL(request.url);
  if (searchParams.has('shop')) return redirect(`/app?${searchParams.toString()}`);
  return null;
}

export default Landing;
