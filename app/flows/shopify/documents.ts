/**
 * Every GraphQL document that is sent to Shopify, API 2026-10. Each asks for one root field, so that an answer is the value
 * of that field. The contract test holds them all to Shopify's schema and to the scopes of shopify.app.toml.
 */
import { z } from 'zod';

export interface AdminDocument<Answer, Variables extends object> {
  readonly text: string;
  /** The root field. */
  readonly root: string;
  /** Whether sending it twice does no more than sending it once: lost answers are then asked for again at once. */
  readonly repeatable: boolean;
  /** What the root field must look like. */
  readonly answer: z.ZodType<Answer>;
  /** Only a type: what the document's variables are. */
  readonly variables?: Variables;
}

const userErrors = z.array(z.object({ code: z.string().nullish(), message: z.string() }));
const count = z.string().regex(/^\d+$/).transform(Number);

/** What a bulk operation is to us. */
const bulkOperationSchema = z.object({
  id: z.string(),
  status: z.enum(['CREATED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELING', 'CANCELED', 'EXPIRED']),
  errorCode: z.string().nullable(),
  objectCount: count,
  /** Of them, those that hang below no other. */
  rootObjectCount: count,
  /** Where the result is, for seven days; null when it is empty. */
  url: z.string().nullable(),
  /** The same for what a failed operation had read. */
  partialDataUrl: z.string().nullable(),
});
export type BulkOperation = z.infer<typeof bulkOperationSchema>;

const BULK_FIELDS = 'id status errorCode objectCount rootObjectCount url partialDataUrl';

export const shopDetails: AdminDocument<
  { name: string; currencyCode: string; ianaTimezone: string; shopAddress: { countryCodeV2: string | null } },
  Record<string, never>
> = {
  text: /* GraphQL */ `
    query ShopDetails {
      shop {
        name
        currencyCode
        ianaTimezone
        shopAddress {
          countryCodeV2
        }
      }
    }
  `,
  root: 'shop',
  repeatable: true,
  answer: z.object({
    name: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
    shopAddress: z.object({ countryCodeV2: z.string().nullable() }),
  }),
};

/** `settings` is JSON text, as the web pixel guide shows it. */
export const webPixelCreate: AdminDocument<
  { userErrors: { code?: string | null | undefined; message: string }[] },
  { settings: string }
> = {
  text: /* GraphQL */ `
    mutation WebPixelCreate($settings: JSON!) {
      webPixelCreate(webPixel: { settings: $settings }) {
        userErrors {
          code
          message
        }
      }
    }
  `,
  root: 'webPixelCreate',
  repeatable: true,
  answer: z.object({ userErrors }),
};

/** The app's own pixel in the shop. */
export const webPixel: AdminDocument<{ id: string; settings: unknown } | null, Record<string, never>> = {
  text: /* GraphQL */ `
    query WebPixel {
      webPixel {
        id
        settings
      }
    }
  `,
  root: 'webPixel',
  repeatable: true,
  answer: z.object({ id: z.string(), settings: z.unknown() }).nullable(),
};

export const webPixelUpdate: AdminDocument<
  { userErrors: { code?: string | null | undefined; message: string }[] },
  { id: string; settings: string }
> = {
  text: /* GraphQL */ `
    mutation WebPixelUpdate($id: ID!, $settings: JSON!) {
      webPixelUpdate(id: $id, webPixel: { settings: $settings }) {
        userErrors {
          code
          message
        }
      }
    }
  `,
  root: 'webPixelUpdate',
  repeatable: true,
  answer: z.object({ userErrors }),
};

/** Children need not stand next to their parents (groupObjects: false), which is faster at Shopify's. */
export const bulkOperationRunQuery: AdminDocument<
  { bulkOperation: { id: string } | null; userErrors: { code?: string | null | undefined; message: string }[] },
  { query: string }
> = {
  text: /* GraphQL */ `
    mutation BulkOperationRunQuery($query: String!) {
      bulkOperationRunQuery(query: $query, groupObjects: false) {
        bulkOperation {
          id
        }
        userErrors {
          code
          message
        }
      }
    }
  `,
  root: 'bulkOperationRunQuery',
  repeatable: false,
  answer: z.object({ bulkOperation: z.object({ id: z.string() }).nullable(), userErrors }),
};

export const bulkOperation: AdminDocument<BulkOperation | null, { id: string }> = {
  text: /* GraphQL */ `
    query BulkOperation($id: ID!) {
      bulkOperation(id: $id) {
        ${BULK_FIELDS}
      }
    }
  `,
  root: 'bulkOperation',
  repeatable: true,
  answer: bulkOperationSchema.nullable(),
};

/** The app's newest operations that pass a filter such as `status:running operation_type:query`. */
export const bulkOperations: AdminDocument<
  { nodes: { id: string; query: string; createdAt: string }[] },
  { filter: string }
> = {
  text: /* GraphQL */ `
    query BulkOperations($filter: String!) {
      bulkOperations(first: 10, query: $filter) {
        nodes {
          id
          query
          createdAt
        }
      }
    }
  `,
  root: 'bulkOperations',
  repeatable: true,
  answer: z.object({ nodes: z.array(z.object({ id: z.string(), query: z.string(), createdAt: z.string() })) }),
};

const counted = z.object({ count: z.number().int() }).nullable();

/** How many objects of a kind there are that pass a search (null: all), exactly; the same for each kind below. */
type CountDocument = AdminDocument<{ count: number } | null, { query: string | null }>;

function countDocument(root: string): CountDocument {
  const name = root.charAt(0).toUpperCase() + root.slice(1);
  const text = `query ${name}($query: String) { ${root}(limit: null, query: $query) { count } }`;
  return { text, root, repeatable: true, answer: counted };
}

export const customersCount = countDocument('customersCount');
export const ordersCount = countDocument('ordersCount');
export const productsCount = countDocument('productsCount');

/** When the first order that the app may read was created; none in a shop without orders. */
export const firstOrder: AdminDocument<{ nodes: { createdAt: string }[] }, Record<string, never>> = {
  text: /* GraphQL */ `
    query FirstOrder {
      orders(first: 1, sortKey: CREATED_AT) {
        nodes {
          createdAt
        }
      }
    }
  `,
  root: 'orders',
  repeatable: true,
  answer: z.object({ nodes: z.array(z.object({ createdAt: z.string() })) }),
};

/** What the merchant has granted. */
export const grantedScopes: AdminDocument<{ accessScopes: { handle: string }[] }, Record<string, never>> = {
  text: /* GraphQL */ `
    query GrantedScopes {
      currentAppInstallation {
        accessScopes {
          handle
        }
      }
    }
  `,
  root: 'currentAppInstallation',
  repeatable: true,
  answer: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
};

/** Asks for one customer, so that Shopify names the fields it keeps from the app: in a bulk export they are just null. */
export const customerProbe: AdminDocument<{ nodes: unknown[] | null } | null, Record<string, never>> = {
  text: /* GraphQL */ `
    query CustomerProbe {
      customers(first: 1) {
        nodes {
          id
          firstName
          lastName
          defaultAddress {
            countryCodeV2
            province
            city
          }
          defaultEmailAddress {
            emailAddress
          }
          defaultPhoneNumber {
            phoneNumber
          }
        }
      }
    }
  `,
  root: 'customers',
  repeatable: true,
  answer: z.object({ nodes: z.array(z.unknown()).nullable() }).nullable(),
};

/** All of them by name, for whoever wants to look at each. */
export const adminDocuments = {
  shopDetails,
  webPixelCreate,
  webPixel,
  webPixelUpdate,
  bulkOperationRunQuery,
  bulkOperation,
  bulkOperations,
  customersCount,
  ordersCount,
  productsCount,
  firstOrder,
  grantedScopes,
  customerProbe,
};
