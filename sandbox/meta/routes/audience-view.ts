/** What can be read of an audience: its state in Meta's codes, and its size as bounds, as far as they are visible yet. */
import type { Database } from '../../database.ts';
import type { Readers } from '../protocol/fields.ts';
import { accountByPk } from '../store/accounts.ts';
import { NEVER_FILLED, readingOf, type Audience } from '../store/audiences.ts';
import type { World } from '../world.ts';

const OPERATION_TEXTS: Readonly<Record<number, string>> = {
  0: 'Status not available.',
  100: 'Audience is expiring.',
  200: 'Normal',
  400: 'There is a warning for this audience.',
  410: 'No people have been added to this audience yet.',
  411: 'The match rate of this audience is low.',
  412: 'Many entries of the last upload were not valid.',
  414: 'This audience is being replaced.',
  415: 'The last replacement of this audience failed.',
  441: 'This audience is being populated.',
  450: 'This audience is out of date.',
  470: 'The owner of this audience is inactive.',
  471: 'This audience is flagged.',
  500: 'There was an error with this audience.',
};
const NORMAL = 200;
const REPLACING = 414;
const FLAGGED = 471;

export function operationStatus(audience: Audience, visible: boolean): number {
  if (audience.replacement !== null) return REPLACING;
  if (audience.status !== null) return audience.status;
  if (audience.violations.length > 0) return FLAGGED;
  if (audience.outcome === NORMAL && !visible) return NEVER_FILLED;
  return audience.outcome;
}

export const isFlagged = (audience: Audience): boolean => audience.violations.length > 0 || audience.status === FLAGGED;

/** Fields of an audience at an instant. */
export function audienceFields(world: World, nowMs: number): Readers<Audience> {
  const { db } = world;
  const { visibilityDelayMs, smallestUsable } = world.switches.now;
  const reading = (audience: Audience): ReturnType<typeof readingOf> =>
    readingOf(db, audience.pk, nowMs - visibilityDelayMs);
  return {
    id: ({ id }) => id,
    account_id: ({ accountPk }) => accountId(db, accountPk),
    name: ({ name }) => name,
    description: ({ description }) => description,
    subtype: () => 'CUSTOM',
    customer_file_source: ({ source }) => source,
    is_value_based: ({ valueBased }) => valueBased,
    retention_days: ({ retentionDays }) => retentionDays,
    time_created: ({ createdMs }) => seconds(createdMs),
    time_updated: ({ updatedMs }) => seconds(updatedMs),
    time_content_updated: (audience) => seconds(reading(audience)?.atMs ?? audience.createdMs),
    approximate_count_lower_bound: (audience) => bounds(reading(audience)?.memberCount).lower,
    approximate_count_upper_bound: (audience) => bounds(reading(audience)?.memberCount).upper,
    operation_status: (audience) => {
      const code = operationStatus(audience, reading(audience) !== undefined);
      return { code, description: OPERATION_TEXTS[code] ?? '' };
    },
    delivery_status: (audience) => {
      if (isFlagged(audience)) return { code: 400, description: 'This audience cannot be used.' };
      const small = (reading(audience)?.memberCount ?? 0) < smallestUsable;
      return small
        ? { code: 300, description: 'This audience is too small to be delivered to.' }
        : { code: 200, description: 'This audience is ready for use.' };
    },
    fields_violating_integrity_policy: ({ violations }) => violations,
    opt_out_link: ({ extras }) => extras.opt_out_link,
    usage_restriction: ({ extras }) => extras.usage_restriction,
    audience_labels: ({ extras }) => extras.audience_labels,
    partner_reference_key: ({ extras }) => extras.partner_reference_key,
  };
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

const accountId = (db: Database, pk: number): string => accountByPk(db, pk).id;

/** Nothing visible is -1; up to 1,000 are told as 1,000; else two digits, rounded outwards with a tenth to spare. */
function bounds(memberCount: number | undefined): { lower: number; upper: number } {
  if (memberCount === undefined) return { lower: -1, upper: -1 };
  if (memberCount <= 1000) return { lower: 1000, upper: 1000 };
  const unit = 10 ** (Math.floor(Math.log10(memberCount)) - 1);
  return { lower: Math.floor(memberCount / unit) * unit, upper: Math.ceil((memberCount * 1.1) / unit) * unit };
}
