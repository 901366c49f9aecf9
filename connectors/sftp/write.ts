/** Writes one file: under a temporary name, checked for its length, and only then under its own, so that nobody ever reads half of one. */
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ConnectorContext, FileDoor } from '../kit/connector.ts';
import { openSftp, type OpenSftp, type SftpOptions } from './connect.ts';
import { giveName } from './giveName.ts';
import { haltOf, signOf } from './rules.ts';
import type { SftpSettings } from './settings.ts';

type Written = Awaited<ReturnType<FileDoor['write']>>;

/** Most bytes that are sent at once: so often it shows whether a server takes anything. */
const PIECE_BYTES = 32 * 1024;

export async function writeFile(
  settings: SftpSettings,
  context: ConnectorContext,
  fileName: string,
  contents: AsyncIterable<Uint8Array>,
  options: SftpOptions = {},
): Promise<Written> {
  const opened = await openSftp(settings, context, options);
  if ('halt' in opened) return { kind: 'halted', halt: opened.halt };
  const { client, patience } = opened;
  const part = pathOf(settings, `.${fileName}.${randomBytes(4).toString('hex')}.part`);
  const hash = createHash('sha256');
  let byteCount = 0;
  let ours: { error: unknown } | undefined;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      // To read the list is our time, to take it the server's.
      patience.rest();
      for await (const chunk of contents) {
        hash.update(chunk);
        byteCount += chunk.length;
        for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
          patience.renew();
          yield chunk.subarray(at, at + PIECE_BYTES);
        }
        patience.rest();
      }
      patience.renew();
    } catch (error) {
      ours = { error };
      throw error;
    }
  }
  const source = Readable.from(counted());
  try {
    await opened.during(client.put(source, part));
    if ((await opened.during(client.stat(part))).size !== byteCount) throw new Error('The file arrived short.');
    await giveName(opened, part, pathOf(settings, fileName), pathOf(settings, `.${fileName}.kesit-old`));
    return { kind: 'written', byteCount, sha256: hash.digest('hex') };
  } catch (error) {
    await opened.during(client.delete(part, true)).catch(() => undefined);
    if (ours) throw ours.error;
    const sign = signOf(error);
    context.log.warn({ sign, byteCount }, 'A file was not written.');
    return { kind: 'halted', halt: haltOf(sign, context.clock()) };
  } finally {
    source.destroy();
    await end(opened);
  }
}

/** A small file is written and taken away again: so a folder that is not there, or closed, shows at once. */
export async function tryFolder(
  settings: SftpSettings,
  context: ConnectorContext,
  options: SftpOptions = {},
): Promise<Written | { kind: 'ready' }> {
  const opened = await openSftp(settings, context, options);
  if ('halt' in opened) return { kind: 'halted', halt: opened.halt };
  const probe = pathOf(settings, `.kesit-${randomBytes(4).toString('hex')}.part`);
  try {
    await opened.during(opened.client.put(Buffer.from('kesit\n'), probe));
    await opened.during(opened.client.delete(probe));
    return { kind: 'ready' };
  } catch (error) {
    return { kind: 'halted', halt: haltOf(signOf(error), context.clock()) };
  } finally {
    await end(opened);
  }
}

async function end({ client, cut }: OpenSftp): Promise<void> {
  await Promise.race([
    client.end().catch(() => undefined),
    new Promise((resolve) => setTimeout(resolve, 2_000).unref()),
  ]);
  cut();
}

function pathOf({ folder }: SftpSettings, name: string): string {
  const bare = folder.replace(/\/+$/, '');
  return folder === '' ? name : `${bare}/${name}`;
}
