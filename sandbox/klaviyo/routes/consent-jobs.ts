/**
 * The calls that change consent: subscribe, unsubscribe, suppress, unsuppress. They exist so that a wrong client has consequences,
 * and each is counted so that a test can prove that none was made. Their effect is immediate here; at Klaviyo it takes a moment.
 */
import { invalid, notFound } from '../protocol/errors.ts';
import { isValidEmail, normaliseEmail } from '../protocol/identifiers.ts';
import { makeUlid } from '../protocol/ids.ts';
import { isObject, objectAt, resourceOf, singleListId } from '../payloads.ts';
import { writeProfile } from '../profile-writes.ts';
import { suppressionJobResource } from '../resources.ts';
import {
  countConsentCall,
  NO_CONSENT,
  subscribed,
  suppressed,
  unsubscribed,
  unsubscribedFromList,
  unsuppressed,
  type Channels,
  type Consent,
} from '../store/consents.ts';
import { addMember, DEFAULT_OPT_IN, findList, isMember, removeMember, type List } from '../store/lists.ts';
import { profileByEmail, profilesByPk, saveConsent, type JsonObject } from '../store/profiles.ts';
import { single, type Call, type Route } from './exchange.ts';

const MOST_SUBSCRIBED = 1000;
const MOST_OTHERS = 100;
const PROFILES_POINTER = '/data/attributes/profiles/data';

export const bulkSubscribe: Route = (call) => {
  const data = resourceOf(call.body, 'profile-subscription-bulk-create-job', ['attributes', 'relationships']);
  const attributes = objectAt(data.attributes, '/data/attributes', ['profiles', 'custom_source', 'historical_import']);
  const list = namedList(call, data.relationships);
  const historical = attributes.historical_import === true;
  const customSource = typeof attributes.custom_source === 'string' ? attributes.custom_source : null;
  const rows = profileRows(attributes, MOST_SUBSCRIBED).map((row, index) => {
    const at = `${PROFILES_POINTER}/${index}/attributes`;
    const channels = channelsOf(row, at, 'SUBSCRIBED');
    return { row, at, channels, consentedAtMs: consentedAt(row, at, historical, call.nowMs) };
  });
  countConsentCall(call.db, call.account.pk, 'subscribe', rows.length);
  const needsConfirmation = (list?.optInProcess ?? DEFAULT_OPT_IN) === 'double_opt_in' && !historical;
  call.db.transaction(() => {
    for (const { row, at, channels, consentedAtMs } of rows) {
      const pk = profileFor(call, row, at);
      // Until the person confirms, neither consent nor membership exists.
      if (needsConfirmation) continue;
      changeConsent(call, pk, (before) => subscribed(before, channels, consentedAtMs, customSource));
      if (list !== undefined) addMember(call.db, list.pk, pk, call.nowMs);
    }
  });
  return { status: 202 };
};

export const bulkUnsubscribe: Route = (call) => {
  const data = resourceOf(call.body, 'profile-subscription-bulk-delete-job', ['attributes', 'relationships']);
  const attributes = objectAt(data.attributes, '/data/attributes', ['profiles']);
  const list = namedList(call, data.relationships);
  const rows = profileRows(attributes, MOST_OTHERS).map((row, index) => {
    const at = `${PROFILES_POINTER}/${index}/attributes`;
    return { row, at, channels: channelsOf(row, at, 'UNSUBSCRIBED') };
  });
  countConsentCall(call.db, call.account.pk, 'unsubscribe', rows.length);
  call.db.transaction(() => {
    for (const { row, at, channels } of rows) {
      const pk = profileFor(call, row, at);
      if (list !== undefined && isMember(call.db, list.pk, pk)) {
        removeMember(call.db, list.pk, pk);
        changeConsent(call, pk, (before) => unsubscribedFromList(before, list.id, call.nowMs));
      } else changeConsent(call, pk, (before) => unsubscribed(before, channels, call.nowMs));
    }
  });
  return { status: 202 };
};

export const bulkSuppress: Route = (call) => {
  const type = 'profile-suppression-bulk-create-job';
  const emails = suppressionEmails(call, type);
  countConsentCall(call.db, call.account.pk, 'suppress', emails.length);
  call.db.transaction(() => {
    for (const email of emails) {
      changeConsent(call, profileFor(call, { email }, PROFILES_POINTER), (before) => suppressed(before, call.nowMs));
    }
  });
  return suppressionReply(call, type, emails.length);
};

export const bulkUnsuppress: Route = (call) => {
  const type = 'profile-suppression-bulk-delete-job';
  const emails = suppressionEmails(call, type);
  countConsentCall(call.db, call.account.pk, 'unsuppress', emails.length);
  call.db.transaction(() => {
    for (const email of emails) {
      const profile = profileByEmail(call.db, call.account.pk, email);
      if (profile !== undefined) changeConsent(call, profile.pk, unsuppressed);
    }
  });
  return suppressionReply(call, type, emails.length);
};

function suppressionReply(call: Call, type: string, count: number): ReturnType<Route> {
  const resource = suppressionJobResource(type, makeUlid(call.nowMs), count, call.nowMs, call.query.fields, call.base);
  return single(call, resource, {}, 202);
}

/** The addresses of the call, or of everybody in the list it names. */
function suppressionEmails(call: Call, type: string): string[] {
  const data = resourceOf(call.body, type, ['attributes', 'relationships']);
  const attributes = objectAt(data.attributes, '/data/attributes', ['profiles']);
  const list = namedList(call, data.relationships);
  if (list !== undefined) {
    const rows = call.db.all(
      'SELECT p.email FROM memberships m CROSS JOIN profiles p ON p.pk = m.profile_pk WHERE m.list_pk = ?',
      list.pk,
    );
    return rows.flatMap((row) => (typeof row.email === 'string' ? [row.email] : []));
  }
  return profileRows(attributes, MOST_OTHERS).map((row, index) => {
    const { email } = row;
    if (typeof email !== 'string' || !isValidEmail(email)) {
      throw invalid('Invalid email address.', `${PROFILES_POINTER}/${index}/attributes/email`);
    }
    return normaliseEmail(email);
  });
}

function namedList(call: Call, relationships: unknown): List | undefined {
  const id = singleListId(relationships);
  if (id === undefined) return undefined;
  const list = findList(call.db, call.account.pk, id);
  if (list === undefined) throw notFound('list', id, '/data/relationships/list/data/id');
  return list;
}

/** The `attributes` of each profile of the call. */
function profileRows(attributes: JsonObject, most: number): JsonObject[] {
  const rows = objectAt(attributes.profiles, '/data/attributes/profiles', ['data']).data;
  if (!Array.isArray(rows) || rows.length === 0) throw invalid('At least one profile is required.', PROFILES_POINTER);
  if (rows.length > most) throw invalid(`A maximum of ${most} profiles is allowed per call.`, PROFILES_POINTER);
  return rows.map((row: unknown, index) => {
    const at = `${PROFILES_POINTER}/${index}`;
    const { type, attributes: inner } = objectAt(row, at, ['type', 'id', 'attributes']);
    if (type !== 'profile') throw invalid("The type must be 'profile'.", `${at}/type`);
    return objectAt(inner, `${at}/attributes`, ['email', 'phone_number', 'subscriptions', 'age_gated_date_of_birth']);
  });
}

function channelsOf(row: JsonObject, at: string, expected: 'SUBSCRIBED' | 'UNSUBSCRIBED'): Channels {
  const subscriptions = objectAt(row.subscriptions, `${at}/subscriptions`, ['email', 'sms', 'whatsapp', 'push']);
  const chosen = (channel: string): boolean => {
    const value = subscriptions[channel];
    if (!isObject(value) || !isObject(value.marketing)) return false;
    if (value.marketing.consent === expected) return true;
    throw invalid(`The consent must be ${expected}.`, `${at}/subscriptions/${channel}/marketing/consent`);
  };
  return { email: chosen('email'), sms: chosen('sms') };
}

/** A past instant is required with `historical_import` and forbidden without it. */
function consentedAt(row: JsonObject, at: string, historical: boolean, nowMs: number): number {
  const subscriptions = row.subscriptions as JsonObject;
  const email = subscriptions.email as { marketing?: { consented_at?: unknown } } | undefined;
  const sms = subscriptions.sms as { marketing?: { consented_at?: unknown } } | undefined;
  const value = email?.marketing?.consented_at ?? sms?.marketing?.consented_at;
  const pointer = `${at}/subscriptions`;
  if (!historical) {
    if (value != null) throw invalid('consented_at is only allowed with historical_import.', pointer);
    return nowMs;
  }
  const atMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(atMs) || atMs >= nowMs)
    throw invalid('historical_import needs a consented_at in the past.', pointer);
  return atMs;
}

function profileFor(call: Call, row: JsonObject, at: string): number {
  const attributes: JsonObject = {};
  for (const name of ['email', 'phone_number']) if (row[name] != null) attributes[name] = row[name];
  if (Object.keys(attributes).length === 0) throw invalid('An email or phone_number is required.', at);
  const written = writeProfile(
    call.db,
    call.account.pk,
    { attributes },
    {
      mode: 'upsert',
      nullClears: false,
      nowMs: call.nowMs,
    },
  );
  if (written.outcome === 'created' || written.outcome === 'updated') return written.pk;
  if (written.outcome === 'invalid') throw invalid(written.entry.detail, at);
  throw invalid('The identifiers belong to more than one profile.', at);
}

function changeConsent(call: Call, pk: number, change: (before: Consent) => Consent): void {
  const [profile] = profilesByPk(call.db, [pk]);
  if (profile !== undefined) saveConsent(call.db, pk, change(profile.consent ?? NO_CONSENT));
}
