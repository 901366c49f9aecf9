/** Customer-file audiences: made, found, listed, renamed and deleted. */
import { flagged, invalidParameter, lookalikesDepend, termsNotAccepted, tooManyAudiences } from '../protocol/errors.ts';
import { selected } from '../protocol/fields.ts';
import { paged } from '../protocol/paging.ts';
import type { Params } from '../protocol/params.ts';
import type { AdAccount } from '../store/accounts.ts';
import {
  audiencesOf,
  changeAudience,
  countAudiences,
  createAudience,
  deleteAudience,
  type Audience,
} from '../store/audiences.ts';
import { audienceFields, isFlagged } from './audience-view.ts';
import type { AccountExchange, AudienceExchange } from './exchange.ts';
import { filtered } from './filtering.ts';
import { violationsOf } from './integrity.ts';

const SOURCES = ['USER_PROVIDED_ONLY', 'PARTNER_PROVIDED_ONLY', 'BOTH_USER_AND_PARTNER_PROVIDED'];
const RESTRICTIONS = ['NONE', 'EXCLUSION_ONLY'];
const MOST_RETENTION_DAYS = 180;
const EXTRAS = ['opt_out_link', 'usage_restriction', 'audience_labels', 'partner_reference_key'] as const;

export function requireTerms(account: AdAccount, valueBased: boolean): void {
  if (!account.tosAccepted) throw termsNotAccepted('custom', account.id);
  if (valueBased && !account.valueTosAccepted) throw termsNotAccepted('value', account.id);
}

export function create({ world, db, params, account, nowMs }: AccountExchange): unknown {
  const name = params.required('name');
  const subtype = params.text('subtype') ?? 'CUSTOM';
  if (subtype !== 'CUSTOM') throw invalidParameter(`Param subtype: the stand-in knows CUSTOM only, not ${subtype}`);
  const source = params.required('customer_file_source');
  if (!SOURCES.includes(source))
    throw invalidParameter(`Param customer_file_source must be one of ${SOURCES.join(', ')}`);
  const retentionDays = params.whole('retention_days') ?? null;
  if (retentionDays !== null && (retentionDays < 1 || retentionDays > MOST_RETENTION_DAYS)) {
    throw invalidParameter(`Param retention_days must be between 1 and ${MOST_RETENTION_DAYS}`);
  }
  const valueBased = params.flag('is_value_based');
  requireTerms(account, valueBased);
  const wanted = {
    accountPk: account.pk,
    name,
    description: params.text('description') ?? '',
    source,
    valueBased,
    retentionDays,
    extras: extrasOf(params),
  };
  const same = params.flag('enable_fetch_or_create')
    ? audiencesOf(db, account.pk).find((audience) => isSame(audience, wanted))
    : undefined;
  if (same !== undefined) return { id: same.id };
  const limit = world.switches.now.audienceLimit;
  if (countAudiences(db, account.pk) >= limit) throw tooManyAudiences(limit);
  const violations = world.switches.now.integrityCheck ? violationsOf(wanted) : [];
  return { id: createAudience(db, { ...wanted, violations }, nowMs).id };
}

function isSame(audience: Audience, wanted: Pick<Audience, 'name' | 'description' | 'source' | 'valueBased'>): boolean {
  return (
    audience.name === wanted.name &&
    audience.description === wanted.description &&
    audience.source === wanted.source &&
    audience.valueBased === wanted.valueBased
  );
}

function extrasOf(params: Params): Record<string, unknown> {
  const extras: Record<string, unknown> = {};
  for (const name of EXTRAS) {
    const value = name === 'audience_labels' ? params.json(name) : params.text(name);
    if (value !== undefined) extras[name] = value;
  }
  const restriction = params.text('usage_restriction');
  if (restriction !== undefined && !RESTRICTIONS.includes(restriction)) {
    throw invalidParameter(`Param usage_restriction must be one of ${RESTRICTIONS.join(', ')}`);
  }
  return extras;
}

export function list({ world, db, params, account, nowMs, address }: AccountExchange): unknown {
  const shown = selected('CustomAudience', audienceFields(world, nowMs), params.text('fields'));
  const visibleMs = nowMs - world.switches.now.creationDelayMs;
  const there = audiencesOf(db, account.pk).filter(({ createdMs }) => createdMs <= visibleMs);
  const { page, paging } = paged(filtered(there, params.json('filtering')), params, address);
  return { data: page.map(shown), paging };
}

export function read({ world, params, audience, nowMs }: AudienceExchange): unknown {
  return selected('CustomAudience', audienceFields(world, nowMs), params.text('fields'))(audience);
}

export function change({ world, db, params, account, audience, nowMs }: AudienceExchange): unknown {
  requireTerms(account, audience.valueBased);
  if (isFlagged(audience)) throw flagged();
  const name = params.text('name') ?? audience.name;
  if (name === '') throw invalidParameter('Param name must not be empty');
  const description = params.text('description') ?? audience.description;
  const violations = world.switches.now.integrityCheck ? violationsOf({ name, description }) : [];
  const extras = { ...audience.extras, ...extrasOf(params) };
  changeAudience(db, audience.pk, { name, description, extras, violations }, nowMs);
  return { success: true };
}

export function remove({ db, audience }: AudienceExchange): unknown {
  if (audience.lookalikes) throw lookalikesDepend();
  deleteAudience(db, audience);
  return { success: true };
}
