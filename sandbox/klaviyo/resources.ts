/** Turns stored rows into the JSON:API resources of Klaviyo's answers. */
import { text, whole, type Row } from '../database.ts';
import { pickFields } from './protocol/fieldsets.ts';
import type { ListQuery } from './protocol/query.ts';
import type { Account } from './store/accounts.ts';
import { NO_CONSENT, type Consent } from './store/consents.ts';
import { INTEGRATIONS, type EventRow, type Metric } from './store/events.ts';
import type { ImportJob } from './store/imports.ts';
import type { List } from './store/lists.ts';
import { PLAIN_ATTRIBUTES, type Profile } from './store/profiles.ts';

/** Job results are kept for seven days. */
const JOB_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

type Resource = Record<string, unknown>;
type Fields = ListQuery['fields'];

/** ISO 8601 with an offset, as Klaviyo writes it; fractions only where there are any. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', '+00:00').replace('Z', '+00:00');
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : isoTime(ms);
}

function relationship(self: string, name: string): Resource {
  return { links: { self: `${self}/relationships/${name}`, related: `${self}/${name}` } };
}

export function accountResource(account: Account, fields: Fields, base: string): Resource {
  return {
    type: 'account',
    id: account.id,
    attributes: pickFields(
      {
        test_account: true,
        contact_information: {
          default_sender_name: account.name,
          default_sender_email: 'hello@shop.example',
          website_url: 'https://shop.example',
          organization_name: account.name,
          street_address: { address1: null, address2: null, city: null, region: null, country: 'TR', zip: null },
        },
        industry: 'Apparel / Accessories',
        timezone: 'Europe/Istanbul',
        preferred_currency: 'TRY',
        public_api_key: account.id,
        locale: 'en-US',
      },
      fields.get('account'),
    ),
    links: { self: `${base}/api/accounts/${account.id}` },
  };
}

export function listResource(list: List, fields: Fields, base: string, withCount = false): Resource {
  const self = `${base}/api/lists/${list.id}`;
  const attributes = {
    name: list.name,
    created: isoTime(list.createdMs),
    updated: isoTime(list.updatedMs),
    opt_in_process: list.optInProcess,
    ...(withCount ? { profile_count: list.memberCount } : {}),
  };
  return {
    type: 'list',
    id: list.id,
    attributes: pickFields(attributes, fields.get('list')),
    relationships: {
      profiles: relationship(self, 'profiles'),
      tags: relationship(self, 'tags'),
      'flow-triggers': relationship(self, 'flow-triggers'),
    },
    links: { self },
  };
}

export function profileResource(
  profile: Profile,
  fields: Fields,
  base: string,
  additional: ReadonlySet<string> = new Set(),
  joinedMs?: number,
): Resource {
  const self = `${base}/api/profiles/${profile.id}`;
  const attributes: Resource = {
    email: profile.email,
    phone_number: profile.phoneNumber,
    external_id: profile.externalId,
    ...Object.fromEntries(PLAIN_ATTRIBUTES.map((name) => [name, profile.attributes[name] ?? null])),
    created: isoTime(profile.createdMs),
    updated: isoTime(profile.updatedMs),
    last_event_date: isoOrNull(profile.lastEventMs),
    location: locationOf(profile.attributes.location as Resource | undefined),
    properties: profile.properties,
  };
  if (joinedMs !== undefined) attributes.joined_group_at = isoTime(joinedMs);
  if (additional.has('subscriptions')) attributes.subscriptions = subscriptionsOf(profile.consent ?? NO_CONSENT);
  if (additional.has('predictive_analytics')) attributes.predictive_analytics = null;
  return {
    type: 'profile',
    id: profile.id,
    attributes: pickFields(attributes, fields.get('profile')),
    relationships: {
      lists: relationship(self, 'lists'),
      segments: relationship(self, 'segments'),
      'push-tokens': relationship(self, 'push-tokens'),
    },
    links: { self },
  };
}

const LOCATION_NAMES = [
  'address1',
  'address2',
  'city',
  'country',
  'latitude',
  'longitude',
  'region',
  'zip',
  'timezone',
  'ip',
];

function locationOf(location: Resource | undefined): Resource {
  return Object.fromEntries(LOCATION_NAMES.map((name) => [name, location?.[name] ?? null]));
}

function subscriptionsOf(consent: Consent): Resource {
  const emailAt = isoOrNull(consent.emailAtMs);
  const smsAt = isoOrNull(consent.smsAtMs);
  return {
    email: {
      marketing: {
        can_receive_email_marketing: consent.suppressions.length === 0,
        consent: consent.email,
        consent_timestamp: emailAt,
        last_updated: emailAt,
        method: consent.email === 'NEVER_SUBSCRIBED' ? null : 'API',
        method_detail: '',
        custom_method_detail: consent.customSource,
        double_optin: null,
        suppression: consent.suppressions.map(({ reason, atMs }) => ({ reason, timestamp: isoTime(atMs) })),
        list_suppressions: consent.listSuppressions.map(({ listId, reason, atMs }) => ({
          list_id: listId,
          reason,
          timestamp: isoTime(atMs),
        })),
      },
    },
    sms: {
      marketing: {
        can_receive_sms_marketing: consent.sms === 'SUBSCRIBED',
        consent: consent.sms,
        consent_timestamp: smsAt,
        method: consent.sms === 'NEVER_SUBSCRIBED' ? null : 'API',
        method_detail: '',
        last_updated: smsAt,
      },
    },
  };
}

export function jobResource(job: ImportJob, fields: Fields, base: string): Resource {
  const self = `${base}/api/profile-bulk-import-jobs/${job.id}`;
  const attributes = {
    status: job.status,
    created_at: isoTime(job.createdMs),
    total_count: job.total,
    completed_count: job.applied - job.failed,
    failed_count: job.failed,
    completed_at: isoOrNull(job.completedMs),
    expires_at: isoTime(job.createdMs + JOB_KEPT_MS),
    started_at: job.status === 'queued' ? null : isoTime(job.startsMs),
  };
  return {
    type: 'profile-bulk-import-job',
    id: job.id,
    attributes: pickFields(attributes, fields.get('profile-bulk-import-job')),
    relationships: {
      lists: relationship(self, 'lists'),
      profiles: relationship(self, 'profiles'),
      'import-errors': { links: { related: `${self}/import-errors` } },
    },
    links: { self },
  };
}

export function importErrorResource(row: Row, fields: Fields): Resource {
  const attributes = {
    code: text(row, 'code'),
    title: text(row, 'title'),
    detail: text(row, 'detail'),
    source: { pointer: text(row, 'pointer') },
    original_payload: JSON.parse(text(row, 'original_payload')) as unknown,
  };
  return { type: 'import-error', id: text(row, 'id'), attributes: pickFields(attributes, fields.get('import-error')) };
}

export function metricResource(metric: Metric, fields: Fields, base: string): Resource {
  const self = `${base}/api/metrics/${metric.id}`;
  const integration = INTEGRATIONS[metric.integrationKey];
  const attributes = {
    name: metric.name,
    created: isoTime(metric.createdMs),
    updated: isoTime(metric.createdMs),
    integration:
      integration === undefined ? null : { object: 'integration', key: metric.integrationKey, ...integration },
  };
  return {
    type: 'metric',
    id: metric.id,
    attributes: pickFields(attributes, fields.get('metric')),
    relationships: { 'flow-triggers': relationship(self, 'flow-triggers') },
    links: { self },
  };
}

export function eventResource(event: EventRow, fields: Fields, base: string): Resource {
  const self = `${base}/api/events/${event.id}`;
  const attributes = {
    timestamp: event.atMs / 1000,
    event_properties: event.properties,
    datetime: isoTime(event.atMs),
    uuid: event.uuid,
  };
  return {
    type: 'event',
    id: event.id,
    attributes: pickFields(attributes, fields.get('event')),
    relationships: {
      profile: { data: { type: 'profile', id: event.profileId }, ...relationship(self, 'profile') },
      metric: { data: { type: 'metric', id: event.metricId }, ...relationship(self, 'metric') },
      attributions: { data: [], ...relationship(self, 'attributions') },
    },
    links: { self },
  };
}

export function suppressionJobResource(
  type: string,
  id: string,
  totalCount: number,
  nowMs: number,
  fields: Fields,
  base: string,
): Resource {
  const attributes = {
    status: 'complete',
    created_at: isoTime(nowMs),
    total_count: totalCount,
    completed_count: totalCount,
    completed_at: isoTime(nowMs),
    skipped_count: 0,
  };
  return {
    type,
    id,
    attributes: pickFields(attributes, fields.get(type)),
    links: { self: `${base}/api/${type}s/${id}` },
  };
}

/** `joined_ms` of a member row. */
export function joinedMsOf(row: Row): number {
  return whole(row, 'joined_ms');
}
