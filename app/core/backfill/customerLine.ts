/** A customer's node, of a bulk export or read alone, as changes: the profile, the consents, and Shopify's own totals. */
import { withoutOwnTags } from '../placements/ownTags.ts';
import type { Change, ConsentChannel, ConsentState } from '../changes.ts';
import type { DecimalId } from '../identifiers.ts';
import {
  countOf,
  currencyOf,
  idOf,
  instantOf,
  instantOrNull,
  isNode,
  minorOf,
  nodeOf,
  nodeOrNull,
  textOf,
  textOrNull,
  textsOf,
  type Node,
  type Problems,
} from './fields.ts';

/** CustomerEmailAddressMarketingState and CustomerMarketingConsentState of the Admin API 2026-10, in webhooks' words. */
const consentStates: Readonly<Record<string, ConsentState>> = {
  SUBSCRIBED: 'subscribed',
  UNSUBSCRIBED: 'unsubscribed',
  NOT_SUBSCRIBED: 'not_subscribed',
  NEVER_SUBSCRIBED: 'not_subscribed',
  PENDING: 'pending',
  INVALID: 'invalid',
  REDACTED: 'redacted',
};

/** What the reading of a node depends on. */
export interface NodeReading {
  /** When it was asked for, epoch milliseconds; 0 for a backfill, whose rows give way to everything live. */
  toldAt: number;
  /** The metafields asked for, as `namespace.key`: the first has the alias `m0`, and so on. */
  metafields: readonly string[];
}

/** The changes a customer's node tells; of use only when no problem is noted. */
export function customerChanges(node: Node, reading: NodeReading, problems: Problems): Change[] {
  const customerId = idOf(node, 'Customer', problems);
  const updatedAt = instantOf(node, 'updatedAt', problems);
  const spent = nodeOf(node, 'amountSpent', problems);
  const mail = nodeOrNull(node, 'defaultEmailAddress', problems);
  const phone = nodeOrNull(node, 'defaultPhoneNumber', problems);
  const address = nodeOrNull(node, 'defaultAddress', problems);
  const lastOrder = nodeOrNull(node, 'lastOrder', problems);
  const changes: Change[] = [
    {
      kind: 'customer',
      customerId,
      updatedAt,
      toldAt: reading.toldAt,
      // Null too where the app is not approved to see it.
      email: mail && textOrNull(mail, 'emailAddress', problems),
      phone: phone && textOrNull(phone, 'phoneNumber', problems),
      firstName: textOrNull(node, 'firstName', problems),
      lastName: textOrNull(node, 'lastName', problems),
      accountState: textOrNull(node, 'state', problems)?.toLowerCase() ?? null,
      countryCode: address && textOrNull(address, 'countryCodeV2', problems),
      province: address && textOrNull(address, 'province', problems),
      city: address && textOrNull(address, 'city', problems),
      createdAt: instantOf(node, 'createdAt', problems),
      detail: {
        locale: textOrNull(node, 'locale', problems),
        tags: withoutOwnTags(textsOf(node, 'tags', problems)),
        metafields: metafieldsOf(node, reading.metafields, problems),
      },
    },
    {
      kind: 'customer-totals',
      customerId,
      orderCount: countOf(node, 'numberOfOrders', problems),
      spentMinor: minorOf(spent, currencyOf(spent, 'amountSpent', problems), 'amountSpent', problems),
      lastOrderAt: lastOrder && instantOrNull(lastOrder, 'processedAt', problems),
      at: updatedAt,
    },
  ];
  if (mail && mail.marketingState !== null)
    changes.push({
      kind: 'email-consent',
      customerId,
      state: consentState(mail, 'marketingState', problems),
      at: instantOrNull(mail, 'marketingUpdatedAt', problems),
    });
  if (phone) {
    pushConsent(changes, 'sms', customerId, nodeOrNull(phone, 'smsMarketingConsent', problems), problems);
    pushConsent(changes, 'whatsapp', customerId, nodeOrNull(phone, 'whatsAppMarketingConsent', problems), problems);
  }
  return changes;
}

function pushConsent(
  changes: Change[],
  channel: ConsentChannel,
  customerId: DecimalId,
  consent: Node | null,
  problems: Problems,
): void {
  if (consent === null) return;
  const state = consentState(consent, 'state', problems);
  changes.push({ kind: `${channel}-consent`, customerId, state, at: instantOrNull(consent, 'updatedAt', problems) });
}

function consentState(node: Node, field: string, problems: Problems): ConsentState {
  const state = consentStates[textOf(node, field, problems)];
  if (state === undefined) problems.push(`${field}: not a state of consent`);
  return state ?? 'not_subscribed';
}

function metafieldsOf(node: Node, names: readonly string[], problems: Problems): Record<string, string> {
  const values: Record<string, string> = {};
  for (let index = 0; index < names.length; index += 1) {
    const metafield = node[`m${index}`];
    const name = names[index];
    if (name !== undefined && isNode(metafield)) values[name] = textOf(metafield, 'value', problems);
  }
  return values;
}
