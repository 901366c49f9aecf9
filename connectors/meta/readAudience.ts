/** What Meta tells of an audience: how large it is, roughly, in what state, and whether it can be used in a campaign. */
import type { Halt, ListStanding } from '../kit/connector.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './answer.ts';
import type { Client } from './client.ts';
import { deliveryOf, NOBODY_YET, operationRuleOf, TOO_SMALL } from './statuses.ts';

export interface AudienceReport extends ListStanding {
  name: string;
  /** Code of `operation_status`, null when it is not told. */
  operationCode: number | null;
  /** When people were last added or removed, epoch milliseconds of Meta's clock; null when nobody ever was. */
  changedAt: number | null;
  /** What Meta objects to in a flagged audience: its name, description or rule. */
  objections: readonly string[];
}

export type ListReport = { kind: 'read'; report: AudienceReport } | { kind: 'halted'; halt: Halt };

const SMALLEST_BOUND = 1_000;

const FIELDS = [
  'id',
  'name',
  'subtype',
  'approximate_count_lower_bound',
  'approximate_count_upper_bound',
  'operation_status',
  'delivery_status',
  'time_content_updated',
  'fields_violating_integrity_policy',
];

export async function readAudience(client: Client, listId: string): Promise<AudienceReport> {
  return reportOf(await client.call('readAudience', listId, { fields: FIELDS.join(',') }));
}

export function reportOf(audience: Fields): AudienceReport {
  const atLeast = numberOf(audience.approximate_count_lower_bound) ?? -1;
  const atMost = numberOf(audience.approximate_count_upper_bound) ?? -1;
  const operationCode = numberOf(fieldsOf(audience.operation_status)?.code);
  const delivery = deliveryOf(numberOf(fieldsOf(audience.delivery_status)?.code));
  const { state, reason } = operationRuleOf(operationCode);
  const changedSeconds = numberOf(audience.time_content_updated) ?? 0;
  const objections = audience.fields_violating_integrity_policy;
  return {
    name: textOf(audience.name) ?? '',
    size: sizeOf(atLeast, atMost),
    state,
    reason: state === 'ready' && delivery === 'too-small' && operationCode !== NOBODY_YET ? TOO_SMALL : reason,
    operationCode,
    delivery,
    changedAt: changedSeconds > 0 ? changedSeconds * 1000 : null,
    objections: Array.isArray(objections) ? objections.map(textOf).filter((text) => text !== null) : [],
  };
}

/** Meta writes -1 for what it does not tell, and its smallest bound for whatever is smaller. */
function sizeOf(atLeast: number, atMost: number): ListStanding['size'] {
  if (atLeast < 0 || atMost < 0) return null;
  return { atLeast: atLeast <= SMALLEST_BOUND && atMost <= SMALLEST_BOUND ? 0 : atLeast, atMost };
}
