/** Opens an SFTP session: to a public address, with a server whose key was confirmed, and never for longer than it moves. */
import { createHash } from 'node:crypto';
import { connect as connectSocket, type Socket } from 'node:net';
import type Client from 'ssh2-sftp-client';
import type { ConnectorContext, Halt } from '../kit/connector.ts';
import { isClosedHost, lookupPublic } from '../kit/publicAddress.ts';
import { makePatience, STALL_MS, type Patience } from './patience.ts';
import { haltOf, signOf } from './rules.ts';
import type { SftpSettings } from './settings.ts';

const CONNECT_MS = 20_000;

export interface SftpOptions {
  /** A server that lets nothing happen for so long is given up. */
  stallMs?: number;
}

export interface OpenSftp {
  client: Client;
  patience: Patience;
  /** Awaits a step to its end, to that of the connection, or until the server lets nothing happen for too long. */
  during<T>(step: Promise<T>): Promise<T>;
  /** Ends the connection at once. */
  cut(): void;
}

export async function openSftp(
  settings: SftpSettings,
  context: ConnectorContext,
  { stallMs = STALL_MS }: SftpOptions,
): Promise<OpenSftp | { halt: Halt }> {
  const { host, port, user, password, privateKey, fingerprint } = settings;
  const isGuarded = context.mayCallPrivate !== true;
  if (isGuarded && isClosedHost(host)) return { halt: haltOf('private address', context.clock()) };
  const { default: SftpClient } = await import('ssh2-sftp-client');
  let shown: string | null = null;
  let socket: Socket | undefined;
  const patience = makePatience(stallMs, () => socket?.destroy());
  // What goes wrong after a call has ended is of no concern: the connection is over then.
  const ignore = (): void => undefined;
  const client = new SftpClient('kesit', { error: ignore, end: ignore, close: ignore });
  try {
    socket = await reach(host, Number(port), isGuarded, context.signal);
    const login = client.connect({
      sock: socket,
      username: user,
      ...(password === '' ? {} : { password }),
      ...(privateKey === '' ? {} : { privateKey }),
      readyTimeout: CONNECT_MS,
      hostVerifier: (key: Buffer) => {
        shown = fingerprintOf(key);
        return shown === fingerprint;
      },
    });
    await patience.during(login);
    return opened(client, socket, patience);
  } catch (error) {
    socket?.destroy();
    const now = context.clock();
    if (shown !== null && shown !== fingerprint)
      return { halt: haltOf(fingerprint === '' ? 'key not confirmed' : 'another key', now, shown) };
    return { halt: haltOf(signOf(error), now) };
  }
}

function opened(client: Client, socket: Socket, patience: Patience): OpenSftp {
  // Some steps wait for ever on a connection that is gone: its end ends them.
  const gone = new Promise<never>((_, reject) => {
    socket.once('close', () => reject(new Error('The connection broke.')));
    if (socket.destroyed) reject(new Error('The connection broke.'));
  });
  gone.catch(() => undefined);
  return {
    client,
    patience,
    during: (step) => patience.during(Promise.race([step, gone])),
    cut: () => socket.destroy(),
  };
}

const fingerprintOf = (key: Buffer): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;

function reach(host: string, port: number, isGuarded: boolean, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectSocket({ host, port, ...(isGuarded ? { lookup: lookupPublic } : {}) });
    const end = (): void => void socket.destroy(new Error('The process is stopping.'));
    signal?.addEventListener('abort', end);
    socket.on('close', () => signal?.removeEventListener('abort', end));
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('No connection in time.')));
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.setTimeout(0);
      socket.off('error', reject);
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}
