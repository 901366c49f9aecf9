/**
 * Marketing consent of a profile, changed only by the subscribe, unsubscribe and suppress calls. Those calls are counted, so that a
 * test can prove that nobody made one.
 */
import { whole, text, type Database } from '../../database.ts';

export type ConsentState = 'SUBSCRIBED' | 'UNSUBSCRIBED' | 'NEVER_SUBSCRIBED';
export type SuppressionReason = 'HARD_BOUNCE' | 'INVALID_EMAIL' | 'SPAM_COMPLAINT' | 'UNSUBSCRIBE' | 'USER_SUPPRESSED';

export interface Consent {
  readonly email: ConsentState;
  readonly sms: ConsentState;
  /** When each was last changed; null when never. */
  readonly emailAtMs: number | null;
  readonly smsAtMs: number | null;
  readonly customSource: string | null;
  readonly suppressions: readonly { readonly reason: SuppressionReason; readonly atMs: number }[];
  readonly listSuppressions: readonly { readonly listId: string; readonly reason: string; readonly atMs: number }[];
}

/** What a profile has that came by import or by list membership alone: no consent to anything. */
export const NO_CONSENT: Consent = {
  email: 'NEVER_SUBSCRIBED',
  sms: 'NEVER_SUBSCRIBED',
  emailAtMs: null,
  smsAtMs: null,
  customSource: null,
  suppressions: [],
  listSuppressions: [],
};

/** Subscribing lifts the suppressions a person or the merchant caused, not those of a dead mailbox. */
const LIFTED_BY_SUBSCRIBING: ReadonlySet<SuppressionReason> = new Set([
  'UNSUBSCRIBE',
  'SPAM_COMPLAINT',
  'USER_SUPPRESSED',
]);

export interface Channels {
  readonly email: boolean;
  readonly sms: boolean;
}

export function subscribed(
  before: Consent,
  channels: Channels,
  consentedAtMs: number,
  customSource: string | null,
): Consent {
  return {
    ...before,
    email: channels.email ? 'SUBSCRIBED' : before.email,
    emailAtMs: channels.email ? consentedAtMs : before.emailAtMs,
    sms: channels.sms ? 'SUBSCRIBED' : before.sms,
    smsAtMs: channels.sms ? consentedAtMs : before.smsAtMs,
    customSource: customSource ?? before.customSource,
    suppressions: before.suppressions.filter(({ reason }) => !LIFTED_BY_SUBSCRIBING.has(reason)),
  };
}

/** Unsubscribed everywhere: what happens to a profile that is not in the list the call names, or when it names none. */
export function unsubscribed(before: Consent, channels: Channels, nowMs: number): Consent {
  return {
    ...before,
    email: channels.email ? 'UNSUBSCRIBED' : before.email,
    emailAtMs: channels.email ? nowMs : before.emailAtMs,
    sms: channels.sms ? 'UNSUBSCRIBED' : before.sms,
    smsAtMs: channels.sms ? nowMs : before.smsAtMs,
    suppressions: channels.email
      ? [
          ...before.suppressions.filter(({ reason }) => reason !== 'UNSUBSCRIBE'),
          { reason: 'UNSUBSCRIBE', atMs: nowMs },
        ]
      : before.suppressions,
  };
}

export function unsubscribedFromList(before: Consent, listId: string, nowMs: number): Consent {
  return {
    ...before,
    listSuppressions: [
      ...before.listSuppressions.filter((entry) => entry.listId !== listId),
      { listId, reason: 'UNSUBSCRIBE', atMs: nowMs },
    ],
  };
}

export function suppressed(before: Consent, nowMs: number): Consent {
  if (before.suppressions.some(({ reason }) => reason === 'USER_SUPPRESSED')) return before;
  return { ...before, suppressions: [...before.suppressions, { reason: 'USER_SUPPRESSED', atMs: nowMs }] };
}

/** Lifts only what the merchant suppressed by hand. */
export function unsuppressed(before: Consent): Consent {
  return { ...before, suppressions: before.suppressions.filter(({ reason }) => reason !== 'USER_SUPPRESSED') };
}

export type ConsentCallKind = 'subscribe' | 'unsubscribe' | 'suppress' | 'unsuppress';

export function countConsentCall(db: Database, accountPk: number, kind: ConsentCallKind, profileCount: number): void {
  db.run(
    `INSERT INTO consent_calls (account_pk, kind, calls, profiles) VALUES (?, ?, 1, ?)
     ON CONFLICT (account_pk, kind) DO UPDATE SET calls = calls + 1, profiles = profiles + excluded.profiles`,
    accountPk,
    kind,
    profileCount,
  );
}

export interface ConsentCalls {
  readonly total: number;
  readonly calls: Readonly<Record<ConsentCallKind, number>>;
  readonly profiles: Readonly<Record<ConsentCallKind, number>>;
}

/** Calls so far, over all accounts or in one. */
export function consentCalls(db: Database, accountPk?: number): ConsentCalls {
  const calls = { subscribe: 0, unsubscribe: 0, suppress: 0, unsuppress: 0 };
  const profiles = { subscribe: 0, unsubscribe: 0, suppress: 0, unsuppress: 0 };
  const rows =
    accountPk === undefined
      ? db.all('SELECT kind, calls, profiles FROM consent_calls ORDER BY account_pk')
      : db.all('SELECT kind, calls, profiles FROM consent_calls WHERE account_pk = ?', accountPk);
  let total = 0;
  for (const row of rows) {
    const kind = text(row, 'kind') as ConsentCallKind;
    calls[kind] += whole(row, 'calls');
    profiles[kind] += whole(row, 'profiles');
    total += whole(row, 'calls');
  }
  return { total, calls, profiles };
}
