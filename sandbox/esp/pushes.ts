/** What the stand-in does with a push that is well signed: applied once per webhook-id, and answered alike when it comes again. */
import type { Lists, Member } from './lists.ts';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Fields = Record<string, unknown>;

const refusal = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

/** @param refused Customer ids the ESP does not take. */
export function applyPush(lists: Lists, refused: ReadonlySet<string>, given: unknown): Answer {
  const push = fieldsOf(given);
  const data = fieldsOf(push.data);
  if (typeof push.timestamp !== 'string' || Number.isNaN(Date.parse(push.timestamp)))
    return refusal(400, 'malformed', "'timestamp' is an instant in ISO 8601.");
  switch (push.type) {
    case 'endpoint.test':
      return { status: 200, body: { ok: true } };
    case 'list.upserted': {
      const { id, name } = fieldsOf(data.list);
      if (typeof id !== 'string' || typeof name !== 'string' || name === '')
        return refusal(422, 'malformed', "'data.list' has an id and a name.");
      return { status: 200, body: { list_id: lists.upsert(id, name).id } };
    }
    case 'list.members.added':
    case 'list.members.removed':
      return change(lists, refused, push.type === 'list.members.added', data);
    case 'customer.erased':
      return { status: 200, body: { found: lists.erase(textsOf(data.customer_ids), textsOf(data.emails)) } };
    default:
      // Receivers have to take kinds of pushes they do not know.
      return { status: 204, body: undefined };
  }
}

function change(lists: Lists, refused: ReadonlySet<string>, isAddition: boolean, data: Fields): Answer {
  const { id, tag } = fieldsOf(data.list);
  const list = typeof id === 'string' ? lists.find(id) : undefined;
  if (list === undefined) return refusal(404, 'list_not_found', 'There is no such list.');
  if (!Array.isArray(data.members)) return refusal(422, 'malformed', "'data.members' is a list.");
  const members: Member[] = [];
  for (const told of data.members.map(fieldsOf)) {
    if (typeof told.customer_id !== 'string') return refusal(422, 'malformed', 'A member has a customer_id.');
    const email = typeof told.email === 'string' ? told.email : null;
    members.push({ customerId: told.customer_id, email, told });
  }
  list.tag = typeof tag === 'string' ? tag : null;
  const rejected: object[] = [];
  for (const member of members) {
    if (!isAddition) list.members.delete(member.customerId);
    else if (refused.has(member.customerId))
      rejected.push({ customer_id: member.customerId, code: 'blocked', reason: 'This address is blocked here.' });
    else list.members.set(member.customerId, member);
  }
  return { status: 200, body: { rejected } };
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
