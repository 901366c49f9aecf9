/** A customer's line of the bulk export as changes: the profile, both consents, and Shopify's own totals. */
import { z } from 'zod';
import type { Change, ConsentState } from '../changes.ts';
import { failure, type Result, success } from '../result.ts';
import { gidField, instantField, moneyField, problemsOf } from './fields.ts';

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

const consentField = z.string().transform((state, context): ConsentState => {
  const known = consentStates[state];
  if (known !== undefined) return known;
  context.issues.push({ code: 'custom', message: 'not a state of consent', input: state });
  return z.NEVER;
});

const lineSchema = z.object({
  id: gidField('Customer'),
  createdAt: instantField,
  updatedAt: instantField,
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  locale: z.string().nullable(),
  tags: z.array(z.string()),
  numberOfOrders: z.coerce.number().int().nonnegative(),
  amountSpent: moneyField,
  defaultAddress: z
    .object({ countryCodeV2: z.string().nullable(), province: z.string().nullable(), city: z.string().nullable() })
    .nullable(),
  defaultEmailAddress: z
    .object({ emailAddress: z.string(), marketingState: consentField, marketingUpdatedAt: instantField.nullable() })
    .nullable(),
  defaultPhoneNumber: z
    .object({
      phoneNumber: z.string(),
      smsMarketingConsent: z.object({ state: consentField, updatedAt: instantField.nullable() }).nullable(),
    })
    .nullable(),
});

/** The changes a customer's line tells, or what is wrong with it. */
export function customerChanges(node: unknown): Result<Change[], string> {
  const parsed = lineSchema.safeParse(node);
  if (!parsed.success) return failure(problemsOf(parsed.error));
  const line = parsed.data;
  const customerId = line.id;
  const [mail, phone] = [line.defaultEmailAddress, line.defaultPhoneNumber];
  const changes: Change[] = [
    {
      kind: 'customer',
      customerId,
      updatedAt: line.updatedAt,
      toldAt: 0,
      email: mail?.emailAddress ?? null,
      phone: phone?.phoneNumber ?? null,
      firstName: line.firstName,
      lastName: line.lastName,
      accountState: null,
      countryCode: line.defaultAddress?.countryCodeV2 ?? null,
      province: line.defaultAddress?.province ?? null,
      city: line.defaultAddress?.city ?? null,
      createdAt: line.createdAt,
      detail: { locale: line.locale, tags: line.tags, metafields: {} },
    },
    {
      kind: 'customer-totals',
      customerId,
      orderCount: line.numberOfOrders,
      spentMinor: line.amountSpent.minor,
      lastOrderAt: null,
      at: line.updatedAt,
    },
  ];
  if (mail)
    changes.push({ kind: 'email-consent', customerId, state: mail.marketingState, at: mail.marketingUpdatedAt });
  const sms = phone?.smsMarketingConsent;
  if (sms) changes.push({ kind: 'sms-consent', customerId, state: sms.state, at: sms.updatedAt });
  return success(changes);
}
