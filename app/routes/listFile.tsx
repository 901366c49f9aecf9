/** A segment's list at a connection as a file, for a member of staff to save: streamed, so that it may be of any size. */
import { Readable } from 'node:stream';
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from '@remix-run/node';
import { z } from 'zod';
import { fileFormats } from '#app/core/files/listFile.ts';
import { downloadList } from '#app/flows/files/downloadList.ts';

const wanted = z.object({
  destinationId: z.coerce.number().int().positive().max(2_147_483_647),
  format: z.enum(fileFormats),
  columns: z.string().max(2_000).default(''),
});

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { services, shopId, actor } = await context.enter(request);
  const given = wanted.safeParse({ ...Object.fromEntries(new URL(request.url).searchParams), ...params });
  if (!given.success) throw new Response('Malformed address', { status: 400 });
  const answer = await downloadList(services, shopId, given.data, actor);
  if (!answer.ok) {
    const isColumns = answer.problem === 'bad-columns';
    throw new Response(isColumns ? 'There are no such columns.' : 'There is no such list.', {
      status: isColumns ? 422 : 404,
    });
  }
  const { fileName, contentType, contents } = answer.file;
  return new Response(createReadableStreamFromReadable(Readable.from(contents)), {
    headers: {
      'Content-Type': contentType,
      'Content-Disposition': `attachment; filename="${fileName}"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
