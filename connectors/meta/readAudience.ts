/** What Meta tells of an audience: how large it is, roughly, in what state, and whether it can be used in a campaign. */
import type { Halt } from '../kit/connector.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './answer.ts';
import type { Client } from './client.ts';
import { deliveryOf, operationRuleOf, type AudienceState, type Delivery } from './statuses.ts';

export interface AudienceReport {
  name: string;
  /** Bounds within which the number of people lies whom Meta has matched; null while Meta does not say. */
  size: { atLeast: number; atMost: number } | null;
  state: AudienceState;
  /** The state in words. */
  reason: string;
  /** Code of `operation_status`, null when it is not told. */
  operationCode: number | null;
  delivery: Delivery | null;
  /** When people were last added or removed, epoch milliseconds of Meta's clock; null when nobody ever was. */
  changedAt: number | null;
  /** What Meta objects to in a flagged audience: its name, description or rule. */
  objections: readonly string[];
}

export type ListReport = { kind: 'read'; report: AudienceReport } | { kind: 'halted'; halt: Halt };

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
  const { state, reason } = operationRuleOf(operationCode);
  const changedSeconds = numberOf(audience.time_content_updated) ?? 0;
  const objections = audience.fields_violating_integrity_policy;
  return {
    name: textOf(audience.name) ?? '',
    // Meta writes -1 for what it does not tell.
    size: atLeast < 0 || atMost < 0 ? null : { atLeast, atMost },
    state,
    reason,
    operationCode,
    delivery: deliveryOf(numberOf(fieldsOf(audience.delivery_status)?.code)),
    changedAt: changedSeconds > 0 ? changedSeconds * 1000 : null,
    objections: Array.isArray(objections) ? objections.map(textOf).filter((text) => text !== null) : [],
  };
}
