/** Profiles: reading by each identifier, writing as given. The rules of who may be written are in `profile-writes.ts`. */
import { makeUlid } from '../protocol/ids.ts';
import { text, textOrNull, whole, wholeOrNull, type Database, type Row } from '../../database.ts';
import type { Consent } from './consents.ts';

/** JSON attributes other than the identifiers, which have columns of their own. */
export const PLAIN_ATTRIBUTES = ['first_name', 'last_name', 'organization', 'locale', 'title', 'image'] as const;

export type JsonObject = Record<string, unknown>;

export interface Profile {
  readonly pk: number;
  readonly id: string;
  readonly email: string | null;
  readonly phoneNumber: string | null;
  readonly externalId: string | null;
  /** `PLAIN_ATTRIBUTES` and `location`, where known. */
  readonly attributes: JsonObject;
  readonly properties: JsonObject;
  readonly consent: Consent | null;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly lastEventMs: number | null;
}

export const PROFILE_COLUMNS = `p.pk, p.id, p.email, p.phone_number, p.external_id, p.attributes, p.properties, p.consent,
  p.created_ms, p.updated_ms, p.last_event_ms`;

export function toProfile(row: Row): Profile {
  const consent = textOrNull(row, 'consent');
  return {
    pk: whole(row, 'pk'),
    id: text(row, 'id'),
    email: textOrNull(row, 'email'),
    phoneNumber: textOrNull(row, 'phone_number'),
    externalId: textOrNull(row, 'external_id'),
    attributes: JSON.parse(text(row, 'attributes')) as JsonObject,
    properties: JSON.parse(text(row, 'properties')) as JsonObject,
    consent: consent === null ? null : (JSON.parse(consent) as Consent),
    createdMs: whole(row, 'created_ms'),
    updatedMs: whole(row, 'updated_ms'),
    lastEventMs: wholeOrNull(row, 'last_event_ms'),
  };
}

const SELECT = `SELECT ${PROFILE_COLUMNS} FROM profiles p`;

function one(row: Row | undefined): Profile | undefined {
  return row === undefined ? undefined : toProfile(row);
}

export function profileById(db: Database, accountPk: number, id: string): Profile | undefined {
  return one(db.get(`${SELECT} WHERE p.id = ? AND p.account_pk = ?`, id, accountPk));
}

export function profileByEmail(db: Database, accountPk: number, email: string): Profile | undefined {
  return one(db.get(`${SELECT} WHERE p.account_pk = ? AND p.email = ?`, accountPk, email));
}

export function profileByPhone(db: Database, accountPk: number, phoneNumber: string): Profile | undefined {
  return one(db.get(`${SELECT} WHERE p.account_pk = ? AND p.phone_number = ?`, accountPk, phoneNumber));
}

export function profileByExternalId(db: Database, accountPk: number, externalId: string): Profile | undefined {
  return one(db.get(`${SELECT} WHERE p.account_pk = ? AND p.external_id = ?`, accountPk, externalId));
}

export function profilesByPk(db: Database, pks: readonly number[]): Profile[] {
  return db.all(`${SELECT} WHERE p.pk IN (SELECT value FROM json_each(?))`, JSON.stringify(pks)).map(toProfile);
}

/** Row keys of the given ids within an account, and which ids are unknown there. */
export function profileKeys(
  db: Database,
  accountPk: number,
  ids: readonly string[],
): { pks: number[]; unknown: string[] } {
  const pks: number[] = [];
  const unknown: string[] = [];
  for (const id of ids) {
    const row = db.get('SELECT pk FROM profiles WHERE id = ? AND account_pk = ?', id, accountPk);
    if (row === undefined) unknown.push(id);
    else pks.push(whole(row, 'pk'));
  }
  return { pks, unknown };
}

export interface ProfileContent {
  readonly email: string | null;
  readonly phoneNumber: string | null;
  readonly externalId: string | null;
  readonly attributes: JsonObject;
  readonly properties: JsonObject;
}

export function insertProfile(db: Database, accountPk: number, content: ProfileContent, nowMs: number): number {
  return db.run(
    `INSERT INTO profiles (account_pk, id, email, phone_number, external_id, attributes, properties, created_ms, updated_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    accountPk,
    makeUlid(nowMs),
    content.email,
    content.phoneNumber,
    content.externalId,
    JSON.stringify(content.attributes),
    JSON.stringify(content.properties),
    nowMs,
    nowMs,
  ).lastRowId;
}

export function updateProfile(db: Database, pk: number, content: ProfileContent, nowMs: number): void {
  db.run(
    `UPDATE profiles SET email = ?, phone_number = ?, external_id = ?, attributes = ?, properties = ?, updated_ms = ?
     WHERE pk = ?`,
    content.email,
    content.phoneNumber,
    content.externalId,
    JSON.stringify(content.attributes),
    JSON.stringify(content.properties),
    nowMs,
    pk,
  );
}

export function saveConsent(db: Database, pk: number, consent: Consent): void {
  db.run('UPDATE profiles SET consent = ? WHERE pk = ?', JSON.stringify(consent), pk);
}

/** Forgets a person: profile, memberships, events and their place in import results. */
export function eraseProfile(db: Database, pk: number): void {
  db.transaction(() => {
    db.run('DELETE FROM memberships WHERE profile_pk = ?', pk);
    db.run('DELETE FROM events WHERE profile_pk = ?', pk);
    db.run('DELETE FROM import_profiles WHERE profile_pk = ?', pk);
    db.run('DELETE FROM profiles WHERE pk = ?', pk);
  });
}
