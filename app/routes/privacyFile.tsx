/** The file that answers a customer's request for their data, for the merchant to hand over. */
import type { LoaderFunctionArgs } from '@remix-run/node';
import { downloadPrivacyFile } from '#app/flows/adminPrivacy.ts';

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const file = await downloadPrivacyFile(services, shopId, params.requestId ?? '', actor);
  if (file === null) throw new Response('There is no such file, or it has expired.', { status: 404 });
  return new Response(new Uint8Array(file.body), {
    headers: {
      'Content-Type': file.contentType,
      'Content-Disposition': `attachment; filename="${file.fileName}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
