/** Writes one file: under a temporary name, checked for its length, and only then under its own, so that nobody ever reads half of one. */
import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ConnectorContext, FileDoor } from '../kit/connector.ts';
import { openSftp, type OpenSftp } from './connect.ts';
import { haltOf, signOf } from './rules.ts';
import type { SftpSettings } from './settings.ts';

type Written = Awaited<ReturnType<FileDoor['write']>>;

export async function writeFile(
  settings: SftpSettings,
  context: ConnectorContext,
  fileName: string,
  contents: AsyncIterable<Uint8Array>,
): Promise<Written> {
  const opened = await openSftp(settings, context);
  if ('halt' in opened) return { kind: 'halted', halt: opened.halt };
  const { client } = opened;
  const part = pathOf(settings, `.${fileName}.${randomBytes(4).toString('hex')}.part`);
  const hash = createHash('sha256');
  let byteCount = 0;
  let ours: { error: unknown } | undefined;
  async function* counted(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of contents) {
        hash.update(chunk);
        byteCount += chunk.length;
        yield chunk;
      }
    } catch (error) {
      ours = { error };
      throw error;
    }
  }
  try {
    await whileMoving(opened, client.put(Readable.from(counted()), part));
    if ((await whileMoving(opened, client.stat(part))).size !== byteCount) throw new Error('The file arrived short.');
    await giveName(opened, part, pathOf(settings, fileName));
    return { kind: 'written', byteCount, sha256: hash.digest('hex') };
  } catch (error) {
    await whileMoving(opened, client.delete(part, true)).catch(() => undefined);
    if (ours) throw ours.error;
    const sign = signOf(error);
    context.log.warn({ sign, byteCount }, 'A file was not written.');
    return { kind: 'halted', halt: haltOf(sign, context.clock()) };
  } finally {
    await end(opened);
  }
}

/** A small file is written and taken away again: so a folder that is not there, or closed, shows at once. */
export async function tryFolder(
  settings: SftpSettings,
  context: ConnectorContext,
): Promise<Written | { kind: 'ready' }> {
  const opened = await openSftp(settings, context);
  if ('halt' in opened) return { kind: 'halted', halt: opened.halt };
  const probe = pathOf(settings, `.kesit-${randomBytes(4).toString('hex')}.part`);
  try {
    await whileMoving(opened, opened.client.put(Buffer.from('kesit\n'), probe));
    await whileMoving(opened, opened.client.delete(probe));
    return { kind: 'ready' };
  } catch (error) {
    return { kind: 'halted', halt: haltOf(signOf(error), context.clock()) };
  } finally {
    await end(opened);
  }
}

/** The rename of OpenSSH replaces what is there at once; servers without it are left without the file for a moment. */
async function giveName(opened: OpenSftp, from: string, to: string): Promise<void> {
  const { client } = opened;
  try {
    await whileMoving(opened, client.posixRename(from, to));
  } catch {
    await whileMoving(opened, client.delete(to, true));
    await whileMoving(opened, client.rename(from, to));
  }
}

/** Some steps wait for ever on a connection that is gone: its end ends them. */
async function whileMoving<T>({ client }: OpenSftp, step: Promise<T>): Promise<T> {
  let lose: (error: Error) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => (lose = reject));
  const onClose = (): void => lose(new Error('The connection broke.'));
  client.on('close', onClose);
  client.on('end', onClose);
  try {
    return await Promise.race([step, lost]);
  } finally {
    client.removeListener('close', onClose);
    client.removeListener('end', onClose);
    lost.catch(() => undefined);
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
