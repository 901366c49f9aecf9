/** Brings the rows of a payload into a set of members, or takes them out of it. */
import type { Database } from '../../database.ts';
import { addMember, countMembers, isMember, peopleToRemove, personToAdd, removeMember } from '../store/people.ts';
import type { UploadRow } from './payload.ts';

export interface Applied {
  /** Rows that mean somebody. */
  readonly matched: number;
  /** Members added or removed. */
  readonly changed: number;
}

export function addRows(
  db: Database,
  accountPk: number,
  setPk: number,
  rows: readonly UploadRow[],
  nowMs: number,
): Applied {
  let matched = 0;
  let changed = 0;
  for (const { keys, value } of rows) {
    const person = personToAdd(db, accountPk, keys, nowMs);
    if (person === undefined) continue;
    matched += 1;
    if (addMember(db, setPk, person, value)) changed += 1;
  }
  countMembers(db, setPk, changed);
  return { matched, changed };
}

/** Of those who share a key, only members of the set go. */
export function removeRows(
  db: Database,
  accountPk: number,
  setPk: number,
  rows: readonly UploadRow[],
  nowMs: number,
): Applied {
  let matched = 0;
  let changed = 0;
  for (const { keys } of rows) {
    const members = peopleToRemove(db, accountPk, keys, nowMs).filter((person) => isMember(db, setPk, person));
    if (members.length > 0) matched += 1;
    for (const person of members) if (removeMember(db, setPk, person)) changed += 1;
  }
  countMembers(db, setPk, -changed);
  return { matched, changed };
}
