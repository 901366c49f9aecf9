/** The control API's part about webhooks: who may have them, where they lead, what was sent, and what is to go wrong. */
import type { Account } from '../store/accounts.ts';
import { allowWebhooks, mayHaveWebhooks, waitingCount, webhooksOf } from '../store/webhooks.ts';
import { DELIVERY_FAULTS } from '../webhooks/faults.ts';
import type { World } from '../world.ts';
import { ControlError, fieldsOf, isFlag, isText, isWhole, optional } from './inputs.ts';

export function webhookState(world: World, account: Account): unknown {
  return {
    allowed: mayHaveWebhooks(world.db, account.pk),
    webhooks: webhooksOf(world.db, account.pk).map(({ pk, id, name, enabled, endpointUrl, topics }) => {
      return { id, name, enabled, endpointUrl, topics, waiting: waitingCount(world.db, pk) };
    }),
    sent: world.deliveries.sent(),
  };
}

/** `{allowed?, leadTo?}` */
export function setWebhooks(world: World, account: Account, given: unknown): unknown {
  const fields = fieldsOf(given, ['allowed', 'leadTo']);
  const allowed = optional(fields, 'allowed', isFlag, 'true or false');
  const leadTo = optional(fields, 'leadTo', isText, 'text');
  if (allowed !== undefined) allowWebhooks(world.db, account.pk, allowed);
  if (leadTo !== undefined) {
    if (!/^https?:\/\/[^/]+$/.test(leadTo)) throw new ControlError("'leadTo' must be an origin.");
    world.deliveries.leadTo(leadTo);
  }
  return webhookState(world, account);
}

/** `{fault, times?}` */
export function orderDeliveryFault(world: World, given: unknown): unknown {
  const fields = fieldsOf(given, ['fault', 'times']);
  const fault = DELIVERY_FAULTS.find((known) => known === fields.fault);
  if (fault === undefined) throw new ControlError(`'fault' must be one of ${DELIVERY_FAULTS.join(', ')}.`);
  world.deliveryFaults.order(fault, optional(fields, 'times', isWhole, 'a whole number') ?? 1);
  return { fault };
}
