// Payloads for an app that is not approved to read everything of a customer: what it may not read is null, and what is
// about nothing else is not sent. The names are those of the shop's `denied` list.
import type { Topic } from './options.ts';

/** Keys of payloads that tell what a denied field tells. */
const KEYS: Record<string, string[]> = {
  'Customer.email': ['email', 'contact_email', 'email_address'],
  'Customer.phone': ['phone', 'phone_number', 'sms_marketing_phone'],
  'Customer.firstName': ['first_name'],
  'Customer.lastName': ['last_name'],
  'Customer.defaultAddress': ['default_address', 'addresses', 'billing_address', 'shipping_address'],
  // An order without the customer behind it.
  Customer: ['customer', 'email', 'contact_email', 'phone', 'billing_address', 'shipping_address'],
  Order: [],
};

const ABOUT_CUSTOMERS = /^customers?[_./]/;
const ABOUT_ORDERS = /^(orders|refunds|checkouts)\//;
const PRIVACY: Topic[] = ['customers/data_request', 'customers/redact'];

function emptied(value: unknown, keys: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((entry) => emptied(entry, keys));
  if (value === null || typeof value !== 'object') return value;
  const isAddress = 'address1' in value;
  const hidden = (key: string): boolean =>
    keys.has(key) || (isAddress && key === 'name' && (keys.has('first_name') || keys.has('last_name')));
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, hidden(key) ? null : emptied(entry, keys)]),
  );
}

/** The payload as the app may read it; undefined when it is not sent at all. */
export function withoutDenied(denied: string[], topic: Topic, payload: unknown): unknown {
  const customers = ABOUT_CUSTOMERS.test(topic);
  if (denied.length === 0 || PRIVACY.includes(topic) || (!customers && !ABOUT_ORDERS.test(topic))) return payload;
  if (denied.includes(customers ? 'Customer' : 'Order')) return undefined;
  return emptied(payload, new Set(denied.flatMap((name) => KEYS[name] ?? [])));
}
