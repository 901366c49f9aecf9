/** Signs pushes by the scheme of Standard Webhooks (standardwebhooks.com), and names them so that a repetition can be recognised. */
import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { FeedSettings } from './settings.ts';

/** The id follows from the body alone: the same push sent again, even by another process, has the same. */
export const pushId = (body: string): string => `msg_${createHash('sha256').update(body).digest('base64url')}`;

/** @param nowMs When this attempt is made; receivers refuse what is too old. */
export function signedHeaders(settings: FeedSettings, id: string, body: string, nowMs: number): Record<string, string> {
  const at = new Date(nowMs);
  const secrets = [settings.secret];
  if (settings.formerSecret && nowMs < Number(settings.formerUntil)) secrets.push(settings.formerSecret);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}
