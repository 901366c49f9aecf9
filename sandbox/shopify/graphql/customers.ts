// Resolvers of Customer and what hangs from it: addresses, e-mail and phone with their consents, totals, orders.
import type { Consent, Customer } from '../model.ts';
import { purchaseTotals } from '../purchaseTotals.ts';
import { recordConnection } from './connections.ts';
import type { Resolvers } from './context.ts';
import { fromGid, gid } from './context.ts';
import type { CountArguments, ListArguments } from './listing.ts';
import { countRecords, oldestReadableOrder, searchConditions, sortColumn } from './listing.ts';

const upper = (text: string | null): string | null => text?.toUpperCase() ?? null;

const fullName = (customer: Customer): string =>
  [customer.firstName, customer.lastName].filter((name) => name !== null && name !== '').join(' ');

/** The first thing a customer can be called by that the app may read; it may be nothing, but is never null. */
function displayName(customer: Customer, denied: string[]): string {
  const names: [string | null, string[]][] = [
    [fullName(customer), ['Customer.firstName', 'Customer.lastName']],
    [customer.email, ['Customer.email']],
    [customer.phone, ['Customer.phone']],
  ];
  const readable = names.find(([name, fields]) => name && !fields.some((field) => denied.includes(field)));
  return readable?.[0] ?? '';
}

const EMAIL_STATES: Record<string, string> = { redacted: 'INVALID' };
const PHONE_STATES: Record<string, string> = { not_subscribed: 'NEVER_SUBSCRIBED', invalid: 'NEVER_SUBSCRIBED' };

const NOT_ASKED: Consent = { state: 'not_subscribed', optInLevel: null, updatedAt: null };
const PLAUSIBLE_EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

const phoneConsent: Resolvers[string] = {
  state: (consent: Consent) => PHONE_STATES[consent.state] ?? upper(consent.state),
  optInLevel: (consent: Consent) => upper(consent.optInLevel),
  collectedFrom: (consent: Consent) => (consent.updatedAt === null ? null : 'SHOPIFY'),
};

export const customerResolvers: Resolvers = {
  QueryRoot: {
    customer: (_: unknown, args: { id: string }, context) => {
      const id = fromGid('Customer', args.id);
      return id === null ? null : (context.records.customer(context.shop.no, id) ?? null);
    },
    customers: (_: unknown, args: ListArguments, context) => {
      const conditions = searchConditions(args.query, 'customers', context);
      return recordConnection(
        context.records,
        'customers',
        context.shop.no,
        sortColumn(args.sortKey),
        conditions,
        args,
      );
    },
    customersCount: (_: unknown, args: CountArguments, context) => countRecords('customers', args, context),
  },
  Customer: {
    id: (customer: Customer) => gid('Customer', customer.id),
    legacyResourceId: (customer: Customer) => customer.id,
    displayName: (customer: Customer, _: unknown, { shop }) => displayName(customer, shop.denied ?? []),
    state: (customer: Customer) => upper(customer.state),
    note: () => null,
    dataSaleOptOut: () => false,
    verifiedEmail: (customer: Customer) => customer.email !== null,
    amountSpent: (customer: Customer, _: unknown, context) => ({
      amountMinor: purchaseTotals(customer, context.records, context.shop.no).amountSpentMinor,
      currency: context.shop.currency,
    }),
    numberOfOrders: (customer: Customer, _: unknown, context) =>
      String(purchaseTotals(customer, context.records, context.shop.no).numberOfOrders),
    lastOrder: (customer: Customer, _: unknown, context) =>
      purchaseTotals(customer, context.records, context.shop.no).lastOrder,
    defaultAddress: (customer: Customer) => (customer.countryCode === null ? null : customer),
    defaultEmailAddress: (customer: Customer) => (customer.email === null ? null : customer),
    defaultPhoneNumber: (customer: Customer) => (customer.phone === null ? null : customer),
    orders: (customer: Customer, args: ListArguments, context) =>
      recordConnection(
        context.records,
        'orders',
        context.shop.no,
        sortColumn(args.sortKey),
        [
          { column: 'customer_id', operator: '=', value: BigInt(customer.id) },
          ...searchConditions(args.query, 'orders', context),
          ...oldestReadableOrder(context),
        ],
        args,
      ),
  },
  MailingAddress: {
    id: (customer: Customer) => `${gid('MailingAddress', customer.id)}?model_name=CustomerAddress`,
    country: (customer: Customer) =>
      customer.countryCode === null ? null : (countryNames.of(customer.countryCode) ?? null),
    countryCodeV2: (customer: Customer) => customer.countryCode,
    phone: (customer: Customer) => customer.phone,
  },
  CustomerEmailAddress: {
    emailAddress: (customer: Customer) => customer.email,
    marketingState: (customer: Customer) =>
      EMAIL_STATES[customer.emailConsent.state] ?? upper(customer.emailConsent.state),
    marketingOptInLevel: (customer: Customer) => upper(customer.emailConsent.optInLevel),
    marketingUpdatedAt: (customer: Customer) => customer.emailConsent.updatedAt,
    validFormat: (customer: Customer) => PLAUSIBLE_EMAIL.test(customer.email ?? ''),
  },
  CustomerPhoneNumber: {
    phoneNumber: (customer: Customer) => customer.phone,
    smsMarketingConsent: (customer: Customer) => customer.smsConsent ?? NOT_ASKED,
    whatsAppMarketingConsent: (customer: Customer) => customer.whatsAppConsent ?? NOT_ASKED,
  },
  CustomerSmsMarketingConsent: phoneConsent,
  CustomerWhatsAppMarketingConsent: phoneConsent,
};
