// Fields and types of customers that the app is not approved to read. In an ordinary answer they are null with an error
// each; a bulk operation fails for a type and writes null for a field.
// https://shopify.dev/docs/apps/launch/protected-customer-data (read 2026-11)
import { GraphQLError } from 'graphql';

/** What a denied field of a customer is called elsewhere in the schema. */
const SAME_DATA: Record<string, string[]> = {
  'Customer.email': ['CustomerEmailAddress.emailAddress', 'Order.email'],
  'Customer.phone': ['CustomerPhoneNumber.phoneNumber', 'Order.phone', 'MailingAddress.phone'],
};

const PAGE = 'https://shopify.dev/docs/apps/launch/protected-customer-data';

/** Thrown for a denied field; a denied type is a plain error with the same code. */
export class FieldDenied extends GraphQLError {}

/** Why the field may not be read, or null when it may: by its own name, or by its type's or its parent's. */
export function denialOf(denied: string[], typeName: string, fieldName: string, returnType: string): Error | null {
  if (denied.length === 0) return null;
  const extensions = { code: 'ACCESS_DENIED', documentation: PAGE };
  const typeDenied = [returnType, returnType.replace(/Connection$/, '')].find((name) => denied.includes(name));
  if (typeDenied !== undefined) {
    const message = `This app is not approved to access the ${typeDenied} object. See ${PAGE} for more details.`;
    return new GraphQLError(message, { extensions });
  }
  const field = `${typeName}.${fieldName}`;
  if (!denied.some((name) => name === field || SAME_DATA[name]?.includes(field))) return null;
  const message = `This app is not approved to use the ${fieldName} field. See ${PAGE} for more details.`;
  return new FieldDenied(message, { extensions });
}
