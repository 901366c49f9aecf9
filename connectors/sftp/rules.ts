/** What goes wrong with an SFTP server, named by who must act next. The table stands in docs/connectors.md too, and a test holds them equal. */
import type { Halt } from '../kit/connector.ts';
import { NOT_PUBLIC } from '../kit/publicAddress.ts';
import type { SftpSettings } from './settings.ts';

export interface FileRule {
  next: 'retry' | 'reconnect' | 'fix-setting';
  /** The setting that it is about, where it is about one alone. */
  field?: keyof SftpSettings;
  /** `{fingerprint}` is that of the key which the server shows. */
  reason: string;
  /** Whether an error is this; those of the key and the address are found out before. */
  fits?: RegExp;
}

/** Read from the top: the first that fits decides. */
export const FILE_RULES = {
  'private address': {
    next: 'fix-setting',
    field: 'host',
    reason: 'The server is in a private network. Enter one that can be reached from the Internet.',
  },
  'key not confirmed': {
    next: 'fix-setting',
    field: 'fingerprint',
    reason:
      'The server shows the key {fingerprint}. Compare it with what the operator of the server says, and enter it as the fingerprint.',
  },
  'another key': {
    next: 'fix-setting',
    field: 'fingerprint',
    reason:
      'The server shows another key than the one you confirmed: {fingerprint}. Nothing was sent. Ask the operator of the server before you enter it.',
  },
  'unusable private key': {
    next: 'reconnect',
    field: 'privateKey',
    reason: 'The private key cannot be read. Enter one without a passphrase, whole.',
    fits: /cannot parse privatekey|unsupported key format|encrypted .*key|no passphrase/i,
  },
  'log-in refused': {
    next: 'reconnect',
    reason: 'The server does not accept user and password, or the private key.',
    fits: /authentication methods failed|authentication failure/i,
  },
  'no such folder': {
    next: 'fix-setting',
    field: 'folder',
    reason: 'There is no such folder on the server.',
    fits: /no such file|ENOENT/i,
  },
  'not allowed': {
    next: 'fix-setting',
    field: 'folder',
    reason: 'The user may not write into the folder, or not rename files in it.',
    fits: /permission denied|EACCES/i,
  },
  'not stored whole': {
    next: 'retry',
    reason: 'The server did not store the file whole. Its disk may be full.',
    fits: /arrived short|no space|quota|disk|\bfailure\b/i,
  },
  stalled: {
    next: 'retry',
    reason:
      'The server took the connection, and then let nothing happen. If this goes on, ask the operator of the server.',
    fits: /let nothing happen/,
  },
  'no answer': { next: 'retry', reason: 'The server could not be reached, or the connection broke.' },
} as const satisfies Readonly<Record<string, FileRule>>;

export type Sign = keyof typeof FILE_RULES;

/** Wait before the next try, in milliseconds. */
const RETRY_MS = 60_000;

export function signOf(error: unknown): Sign {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === NOT_PUBLIC) return 'private address';
  const text = `${String(code)} ${String(message)}`;
  const rules: [string, FileRule][] = Object.entries(FILE_RULES);
  const found = rules.find(([, { fits }]) => fits?.test(text));
  return (found?.[0] ?? 'no answer') as Sign;
}

export function haltOf(sign: Sign, nowMs: number, fingerprint = ''): Halt {
  const { next, reason: text, field }: Omit<FileRule, 'sign'> = FILE_RULES[sign];
  const reason = text.replace('{fingerprint}', fingerprint);
  return next === 'retry'
    ? { kind: 'retry', notBeforeMs: nowMs + RETRY_MS, reason }
    : { kind: 'merchant-must-act', action: next, reason, ...(field === undefined ? {} : { field }) };
}
