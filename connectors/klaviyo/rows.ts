/**
 * From customers to profiles of an import: what can be told to be refused is set aside here, so that one bad row does not hold up the
 * others, and the rest is cut into bodies that Klaviyo takes.
 */
import type { ProfileUpsertQueryResourceObject } from 'klaviyo-api';
import { emailKey } from '#app/core/email.ts';
import type { ListTarget, Outcome, Row } from '../kit/connector.ts';
import { byStanding } from '../kit/rowOrder.ts';
import { propertyChanges } from './figures.ts';
import { EXTERNAL_ID_LENGTH, IMPORT_BYTES, IMPORT_ROWS, PROFILE_BYTES } from './limits.ts';
import { passedOn, type Shape } from './sdk.ts';

/** The custom property of a profile that names its segments. Others may add to it: only our own values are added and taken away. */
const TAG_PROPERTY = 'Kesit segments';

type ProfilePayload = Shape<ProfileUpsertQueryResourceObject>;

/** A customer as a profile that Klaviyo is sent. */
export interface Entry {
  customerId: string;
  profile: ProfilePayload;
}

export type RejectionCode = 'no_email' | 'invalid_email' | 'duplicate_email' | 'external_id_too_long' | 'too_large';

export const REJECTIONS: Readonly<Record<RejectionCode, string>> = {
  no_email: 'The customer has no e-mail address.',
  invalid_email: 'This is not an e-mail address that Klaviyo accepts.',
  duplicate_email:
    'Another customer of this segment has the same e-mail address. Klaviyo keeps one profile per address; merge the two customers in Shopify.',
  external_id_too_long: 'The customer id is longer than Klaviyo accepts.',
  too_large: 'The data of this customer is larger than the 100 KB that Klaviyo accepts.',
};

export interface PreparedRows {
  entries: Entry[];
  setAside: Map<string, Outcome>;
}

export function prepareAdditions(list: ListTarget, rows: readonly Row[]): PreparedRows {
  const entries: Entry[] = [];
  const setAside = new Map<string, Outcome>();
  const reject = (row: Row, code: RejectionCode): void => {
    setAside.set(row.customerId, { kind: 'rejected', code, reason: REJECTIONS[code] });
  };
  const taken = new Set<string>();
  const takenIds = new Set<string>();
  // Of two customers with one address the one that Klaviyo knows already goes, else the older one: the same at every run.
  for (const row of [...rows].sort(byStanding)) {
    const email = row.email?.trim() ?? '';
    const key = emailKey(email);
    if (key === null) reject(row, 'no_email');
    else if (!isAddress(email)) reject(row, 'invalid_email');
    else if (taken.has(key)) reject(row, 'duplicate_email');
    else if (row.customerId.length > EXTERNAL_ID_LENGTH) reject(row, 'external_id_too_long');
    else {
      // After a merge two customers may point to one profile; it can be written once only, and then by its address and our id.
      const canName = row.partnerId !== null && !takenIds.has(row.partnerId);
      const entry = { customerId: row.customerId, profile: profileOf(list, row, email, canName) };
      if (sizeOf(entry) > PROFILE_BYTES) reject(row, 'too_large');
      else {
        taken.add(key);
        if (row.partnerId !== null) takenIds.add(row.partnerId);
        entries.push(entry);
      }
    }
  }
  return { entries, setAside };
}

/** Empty fields are left out: an import cannot clear a field, and what it makes of null is not certain. */
function profileOf(list: ListTarget, row: Row, email: string, canName: boolean): ProfilePayload {
  const { set, unset } = propertyChanges(row.figures);
  return {
    type: 'profile',
    ...(canName ? { id: row.partnerId } : {}),
    attributes: {
      externalId: row.customerId,
      email,
      ...(row.firstName ? { firstName: row.firstName } : {}),
      ...(row.lastName ? { lastName: row.lastName } : {}),
      ...(row.locale ? { locale: row.locale } : {}),
      ...(isEmpty(set) ? {} : { properties: set }),
    },
    meta: {
      patchProperties: {
        append: { [TAG_PROPERTY]: [list.tag] },
        ...(isEmpty(unset) ? {} : { unset: passedOn(unset) }),
      },
    },
  };
}

const isEmpty = (values: object): boolean => Object.keys(values).length === 0;

/**
 * Takes the tag off a profile, and figures that do not belong there any more; the profile is named by Klaviyo's own id and otherwise
 * left alone.
 */
export function tagRemoval(list: ListTarget, { customerId, figures }: Row, profileId: string): Entry {
  const { set, unset } = propertyChanges(figures);
  return {
    customerId,
    profile: {
      type: 'profile',
      id: profileId,
      attributes: isEmpty(set) ? {} : { properties: set },
      meta: {
        patchProperties: {
          unappend: { [TAG_PROPERTY]: [list.tag] },
          ...(isEmpty(unset) ? {} : { unset: passedOn(unset) }),
        },
      },
    },
  };
}

/** Cuts entries into imports that are neither too many nor too large. */
export function cutIntoImports(entries: readonly Entry[], mostBytes = IMPORT_BYTES): Entry[][] {
  /** The body around the profiles, list included, taken generously. */
  const frameBytes = 1000;
  const parts: Entry[][] = [];
  let part: Entry[] = [];
  let bytes = frameBytes;
  for (const entry of entries) {
    const entryBytes = sizeOf(entry);
    if (part.length > 0 && (part.length === IMPORT_ROWS || bytes + entryBytes > mostBytes)) {
      parts.push(part);
      part = [];
      bytes = frameBytes;
    }
    part.push(entry);
    bytes += entryBytes;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** Bytes of the profile as JSON, or a few more: the SDK writes some names with an underscore that we write without. */
function sizeOf(entry: Entry): number {
  const renamedFields = 8;
  return Buffer.byteLength(JSON.stringify(entry.profile)) + renamedFields;
}

/**
 * Whether the text has the form of an address at all. Only what surely would be refused is caught here; what passes and is refused by
 * Klaviyo all the same comes back as an error of its row.
 */
function isAddress(text: string): boolean {
  const [local = '', domain = '', ...more] = text.split('@');
  return (
    text.length <= 254 &&
    local.length <= 64 &&
    more.length === 0 &&
    /^[^\s.,;:<>()[\]"\\]+(\.[^\s.,;:<>()[\]"\\]+)*$/u.test(local) &&
    /^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)*\.\p{L}[\p{L}\p{N}-]+$/u.test(domain) &&
    domain.split('.').every((label) => !label.startsWith('-') && !label.endsWith('-'))
  );
}
