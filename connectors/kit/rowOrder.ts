/** Who of two customers with one address has it at a partner: the one who is there already, else the older one; the same at every run. */
import type { Row } from './connector.ts';

export function byStanding(left: Row, right: Row): number {
  if ((left.partnerId === null) !== (right.partnerId === null)) return left.partnerId === null ? 1 : -1;
  return left.customerId.length - right.customerId.length || (left.customerId < right.customerId ? -1 : 1);
}
