/** Lists as partners read them: page by page, by keys that no change moves, and the changes since an instant. Nothing is counted. */
import type { ConsentState } from '#app/core/changes.ts';
import type { DecimalId } from '#app/core/identifiers.ts';
import { READERS } from '#app/core/placements/readers.ts';
import type { ShopSql } from '#app/platform/database.ts';

export interface PublishedList {
  listId: number;
  name: string;
  /** A short name that stays for good. */
  tag: string;
  /** False: switched off, and empty or about to be. */
  isOn: boolean;
  consentRequired: boolean;
  createdAt: number;
  /** Null while nobody ever was in it. */
  changedAt: number | null;
  /** The place of the latest change, up to which all that came before is visible. */
  seq: string;
  /** Who has not read up to here has to read the list anew. */
  forgottenSeq: string;
}

/** What receivers and readers know a segment's list by: it stays when the segment is renamed. */
export const LASTING_TAG = `coalesce(s.preset_id, 'segment-' || s.segment_id)`;

/** Every list that was ever published, or one of them. */
export async function readPublished(sql: ShopSql, listId: number | null): Promise<PublishedList[]> {
  const { rows } = await sql.query<{
    destination_id: number;
    list_name: string;
    tag: string;
    enabled: boolean;
    consent_required: boolean;
    created_at: number;
    changed_at: number | null;
    seq: string;
    forgotten_seq: string;
  }>(
    `SELECT d.destination_id, d.list_name, ${LASTING_TAG} AS tag, d.enabled, d.consent_required, d.created_at, l.changed_at,
            greatest(l.seq, d.forgotten_seq) AS seq, d.forgotten_seq
     FROM destination d
     JOIN connection c ON c.shop_id = $1 AND c.connection_id = d.connection_id
     JOIN segment s ON s.shop_id = $1 AND s.segment_id = d.segment_id
     LEFT JOIN LATERAL (SELECT seq, changed_at FROM listing l WHERE l.shop_id = $1 AND l.destination_id = d.destination_id
                        ORDER BY seq DESC LIMIT 1) l ON true
     WHERE d.shop_id = $1 AND c.connector = $2 AND ($3::int IS NULL OR d.destination_id = $3) ORDER BY d.destination_id`,
    [sql.shopId, READERS, listId],
  );
  return rows.map((row) => ({
    listId: row.destination_id,
    name: row.list_name,
    tag: row.tag,
    isOn: row.enabled,
    consentRequired: row.consent_required,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    seq: row.seq,
    forgottenSeq: row.forgotten_seq,
  }));
}

/** A marketing consent as Shopify told it last. */
export interface KnownConsent {
  /** Null: never told. */
  state: ConsentState | null;
  since: number | null;
}

export interface ListedPerson {
  customerId: DecimalId;
  sinceAt: number;
  email: string | null;
  phone: string | null;
  firstName: string | null;
  lastName: string | null;
  locale: string | null;
  countryCode: string | null;
  /** Tags of all published lists that they are in. */
  tags: string[];
  emailConsent: KnownConsent;
  smsConsent: KnownConsent;
  whatsappConsent: KnownConsent;
}

interface PersonRow {
  customer_id: DecimalId;
  since_at: number;
  email: string | null;
  phone_key: string | null;
  first_name: string | null;
  last_name: string | null;
  locale: string | null;
  country_code: string | null;
  tags: string[];
  email_consent: ConsentState | null;
  email_consent_at: number | null;
  sms_consent: ConsentState | null;
  sms_consent_at: number | null;
  whatsapp_consent: ConsentState | null;
  whatsapp_consent_at: number | null;
}

/** Columns of a listed customer, of rows `l` (listing) and `c` (the customer). */
const PERSON = `l.customer_id, l.since_at, c.email, c.phone_key, c.first_name, c.last_name, c.locale, c.country_code,
  c.email_consent, c.email_consent_at, c.sms_consent, c.sms_consent_at, c.whatsapp_consent, c.whatsapp_consent_at,
  ARRAY(SELECT ${LASTING_TAG} FROM listing t
    JOIN destination d ON d.shop_id = $1 AND d.destination_id = t.destination_id
    JOIN segment s ON s.shop_id = $1 AND s.segment_id = d.segment_id
    WHERE t.shop_id = $1 AND t.customer_id = l.customer_id AND t.listed ORDER BY 1) AS tags`;

/** The members of a list behind a customer, in the order of their numbers, which never change. */
export async function readMembersAfter(
  sql: ShopSql,
  listId: number,
  after: DecimalId,
  limit: number,
): Promise<ListedPerson[]> {
  const { rows } = await sql.query<PersonRow>(
    `SELECT ${PERSON} FROM listing l JOIN customer c ON c.shop_id = $1 AND c.customer_id = l.customer_id
     WHERE l.shop_id = $1 AND l.destination_id = $2 AND l.listed AND l.customer_id > $3 ORDER BY l.customer_id LIMIT $4`,
    [sql.shopId, listId, after, limit],
  );
  return rows.map(personOf);
}

export interface ListingChange {
  seq: string;
  customerId: DecimalId;
  at: number;
  erased: boolean;
  /** As they are now; null for who left. */
  person: ListedPerson | null;
}

/** What became of a list's customers behind a change, each once, with the latest that is to be told of them. */
export async function readChangesAfter(
  sql: ShopSql,
  listId: number,
  after: string,
  limit: number,
): Promise<ListingChange[]> {
  const { rows } = await sql.query<PersonRow & { seq: string; listed: boolean; erased: boolean; changed_at: number }>(
    `SELECT l.seq, l.listed, l.erased, l.changed_at, ${PERSON}
     FROM listing l LEFT JOIN customer c ON l.listed AND c.shop_id = $1 AND c.customer_id = l.customer_id
     WHERE l.shop_id = $1 AND l.destination_id = $2 AND l.seq > $3 ORDER BY l.seq LIMIT $4`,
    [sql.shopId, listId, after, limit],
  );
  return rows.map((row) => ({
    seq: row.seq,
    customerId: row.customer_id,
    at: row.changed_at,
    erased: row.erased,
    person: row.listed ? personOf(row) : null,
  }));
}

const personOf = (row: PersonRow): ListedPerson => ({
  customerId: row.customer_id,
  sinceAt: row.since_at,
  email: row.email,
  phone: row.phone_key,
  firstName: row.first_name,
  lastName: row.last_name,
  locale: row.locale,
  countryCode: row.country_code,
  tags: row.tags,
  emailConsent: { state: row.email_consent, since: row.email_consent_at },
  smsConsent: { state: row.sms_consent, since: row.sms_consent_at },
  whatsappConsent: { state: row.whatsapp_consent, since: row.whatsapp_consent_at },
});
