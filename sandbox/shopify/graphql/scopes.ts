// Which access scope each type and root field asks for, and the vendor's answer when the token lacks it: the field is
// null and the error says which scope is missing.
import { GraphQLError } from 'graphql';

/** Scopes by type name, and by `Type.field` where the field itself asks for one. */
export const REQUIRED_SCOPES: Record<string, string[]> = {
  Customer: ['read_customers'],
  CustomerConnection: ['read_customers'],
  CustomerEmailAddress: ['read_customers'],
  CustomerPhoneNumber: ['read_customers'],
  CustomerSmsMarketingConsent: ['read_customers'],
  CustomerWhatsAppMarketingConsent: ['read_customers'],
  Order: ['read_orders'],
  OrderConnection: ['read_orders'],
  LineItem: ['read_orders'],
  Refund: ['read_orders'],
  Product: ['read_products'],
  ProductConnection: ['read_products'],
  Collection: ['read_products'],
  CollectionConnection: ['read_products'],
  RefundLineItem: ['read_orders'],
  WebPixel: ['read_pixels'],
  ErrorsWebPixelUserError: ['read_pixels'],
  'QueryRoot.customersCount': ['read_customers'],
  'QueryRoot.ordersCount': ['read_orders'],
  'QueryRoot.productsCount': ['read_products'],
  'QueryRoot.collectionsCount': ['read_products'],
  'Mutation.webPixelCreate': ['write_pixels', 'read_customer_events'],
  'Mutation.webPixelUpdate': ['write_pixels', 'read_customer_events'],
};

/** A write scope carries the read scope of the same resource. */
export function holdsScope(scopes: ReadonlySet<string>, scope: string): boolean {
  return scopes.has(scope) || (scope.startsWith('read_') && scopes.has(scope.replace('read_', 'write_')));
}

/** What the token lacks for a field; empty when it may read it. */
export function missingScopes(scopes: ReadonlySet<string>, field: string, typeName: string): string[] {
  const required = [...(REQUIRED_SCOPES[field] ?? []), ...(REQUIRED_SCOPES[typeName] ?? [])];
  return [...new Set(required)].filter((scope) => !holdsScope(scopes, scope));
}

export function accessDenied(fieldName: string, missing: string[]): GraphQLError {
  const requiredAccess = missing.map((scope) => '`' + scope + '` access scope').join(' and ') + '.';
  return new GraphQLError(`Access denied for ${fieldName} field. Required access: ${requiredAccess}`, {
    extensions: {
      code: 'ACCESS_DENIED',
      documentation: 'https://shopify.dev/api/usage/access-scopes',
      requiredAccess,
    },
  });
}
