/** A stand-in for anybody's SFTP server: a real SSH server with accounts, a few folders in memory, and failures on order. */
import { createHash, generateKeyPairSync, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection } from 'ssh2';
import { makeFiles, type Files } from './files.ts';
import { serveSftp, type SftpFaults } from './session.ts';

export interface SftpOptions {
  readonly user: string;
  /** Either a password or a private key, of which the server knows the public half, is what the user proves themselves by. */
  readonly password?: string;
  readonly privateKey?: string;
  readonly folders?: readonly string[];
  readonly port?: number;
}

export interface RunningSftp {
  readonly port: number;
  /** `SHA256:…`, as `ssh-keygen -lf` tells it. */
  readonly fingerprint: string;
  readonly files: Files;
  faults: SftpFaults;
  /** Logins that were accepted. */
  logins(): number;
  close(): Promise<void>;
}

export async function startSftp(options: SftpOptions): Promise<RunningSftp> {
  const hostKey = makeKey();
  const parsed = ssh2.utils.parseKey(hostKey);
  if (parsed instanceof Error) throw parsed;
  const files = makeFiles(options.folders ?? ['/in']);
  const clients = new Set<Connection>();
  let loginCount = 0;

  const server = new ssh2.Server({ hostKeys: [hostKey] }, (client) => {
    clients.add(client);
    client.on('error', () => undefined);
    client.on('close', () => clients.delete(client));
    client.on('authentication', (context) => {
      const isUser = context.username === options.user;
      if (
        isUser &&
        context.method === 'password' &&
        options.password !== undefined &&
        same(context.password, options.password)
      )
        return context.accept();
      if (isUser && context.method === 'publickey' && options.privateKey !== undefined) {
        const allowed = ssh2.utils.parseKey(options.privateKey);
        const isKnown = !(allowed instanceof Error) && allowed.getPublicSSH().equals(context.key.data);
        const { blob, signature, hashAlgo } = context;
        if (isKnown && (!signature || !blob || allowed.verify(blob, signature, hashAlgo))) return context.accept();
      }
      context.reject(['password', 'publickey']);
    });
    client.on('ready', () => {
      loginCount += 1;
      client.on('session', (accept) => {
        if (running.faults.stall === 'login') return;
        accept().on('sftp', (acceptSftp) =>
          serveSftp(
            acceptSftp(),
            files,
            () => running.faults,
            () => cut(client),
          ),
        );
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const running: RunningSftp = {
    port: (server.address() as AddressInfo).port,
    fingerprint: `SHA256:${createHash('sha256').update(parsed.getPublicSSH()).digest('base64').replace(/=+$/, '')}`,
    files,
    faults: {},
    logins: () => loginCount,
    async close() {
      for (const client of clients) client.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return running;
}

/** A private key in PEM form. */
export function makeKey(): string {
  const form = { type: 'sec1', format: 'pem' } as const;
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: form,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return privateKey;
}

/** As a network does it: without a goodbye. */
function cut(client: Connection): void {
  (client as unknown as { _sock: { destroy(): void } })._sock.destroy();
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted));
