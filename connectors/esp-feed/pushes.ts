/** What is pushed: the kinds of messages and their bodies, as docs/esp-push.md tells receivers. */
import type { ListTarget, PersonToErase, Row } from '../kit/connector.ts';

/** Most rows and bytes of one push. */
export const MOST_ROWS = 1_000;
export const MOST_BYTES = 512 * 1024;

export type PushKind =
  'endpoint.test' | 'list.upserted' | 'list.members.added' | 'list.members.removed' | 'customer.erased';

/** A push to be sent: the body is fixed, so that every attempt is the same. */
export interface Push {
  kind: PushKind;
  body: string;
  /** Whether a list that the receiver does not know makes it fail. */
  isAboutList: boolean;
}

export const testPush = (nowMs: number): Push => push('endpoint.test', nowMs, {});

/** @param id Null for a list that the receiver has not been told of: it is called by what its name comes to. */
export const listPush = (id: string, name: string, nowMs: number): Push =>
  push('list.upserted', nowMs, { list: { id, name } });

export const erasurePush = ({ customerIds, emails, phones }: PersonToErase, nowMs: number): Push =>
  push('customer.erased', nowMs, { customer_ids: customerIds, emails, phones });

/** Pushes of as many rows as fit, each with its rows. */
export function memberPushes(
  kind: 'list.members.added' | 'list.members.removed',
  list: ListTarget,
  rows: readonly Row[],
  nowMs: number,
): { push: Push; rows: Row[] }[] {
  const told = kind === 'list.members.added' ? whole : bare;
  const parts: { rows: Row[]; members: object[]; bytes: number }[] = [];
  for (const row of rows) {
    const member = told(row);
    const bytes = Buffer.byteLength(JSON.stringify(member)) + 1;
    const last = parts.at(-1);
    if (last && last.rows.length < MOST_ROWS && last.bytes + bytes <= MOST_BYTES) {
      last.rows.push(row);
      last.members.push(member);
      last.bytes += bytes;
    } else parts.push({ rows: [row], members: [member], bytes });
  }
  const head = { id: list.listId, name: list.name ?? null, tag: list.tag };
  return parts.map((part) => ({
    push: push(kind, changedAt(part.rows) ?? nowMs, { list: head, members: part.members }),
    rows: part.rows,
  }));
}

function push(kind: PushKind, atMs: number, data: object): Push {
  const body = JSON.stringify({ type: kind, timestamp: new Date(atMs).toISOString(), data });
  return { kind, body, isAboutList: kind.startsWith('list.') };
}

/** The latest instant at which one of them was wished otherwise: a repetition has the same, and a later change another. */
function changedAt(rows: readonly Row[]): number | null {
  return rows.reduce<number | null>((latest, row) => {
    if (row.changedAt === undefined) return latest;
    return latest === null || row.changedAt > latest ? row.changedAt : latest;
  }, null);
}

const whole = (row: Row): object => ({
  customer_id: row.customerId,
  email: row.email,
  phone: row.phone,
  first_name: row.firstName,
  last_name: row.lastName,
  locale: row.locale,
  city: row.city,
  province: row.province,
  country_code: row.countryCode,
  consent: row.consent ?? null,
  former_customer_ids: row.formerIds,
  changed_at: row.changedAt === undefined ? null : new Date(row.changedAt).toISOString(),
});

/** Who leaves is told by no more than it takes to find them. */
const bare = (row: Row): object => ({
  customer_id: row.customerId,
  email: row.email,
  changed_at: row.changedAt === undefined ? null : new Date(row.changedAt).toISOString(),
});
