/**
 * What is asked of the shop, in Shopify's Admin API 2026-10. The contract test holds each document to Shopify's schema. Every one but
 * the start of a bulk operation may be sent twice: tags are the same added twice, and a metafield is set only over the value that was
 * read. The first round of a large batch has read nothing (`blindChange`), and is never sent twice.
 */
import { z } from 'zod';
import type { ShopDocument } from '../kit/shopAdmin.ts';

type Document<Answer, Variables extends object> = ShopDocument<Answer, Variables>;

const userErrors = z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() }));
const codedErrors = z.array(
  z.object({ code: z.string().nullish(), field: z.array(z.string()).nullish(), message: z.string() }),
);
export type UserErrors = z.infer<typeof userErrors>;
export type CodedErrors = z.infer<typeof codedErrors>;

export const theShop: Document<{ id: string; name: string }, object> = {
  text: 'query TagsShop { shop { id name } }',
  root: 'shop',
  repeatable: true,
  answer: z.object({ id: z.string(), name: z.string() }),
};

export const grantedScopes: Document<{ accessScopes: { handle: string }[] }, object> = {
  text: 'query TagsScopes { currentAppInstallation { accessScopes { handle } } }',
  root: 'currentAppInstallation',
  repeatable: true,
  answer: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
};

/** Beside what is set, only the admin may read it: no other app, and nobody in the shop window. */
export const defineMetafield: Document<{ userErrors: CodedErrors }, { definition: object }> = {
  text: /* GraphQL */ `
    mutation TagsDefinition($definition: MetafieldDefinitionInput!) {
      metafieldDefinitionCreate(definition: $definition) {
        userErrors {
          code
          field
          message
        }
      }
    }
  `,
  root: 'metafieldDefinitionCreate',
  repeatable: true,
  answer: z.object({ userErrors: codedErrors }),
};

const customer = z.object({
  id: z.string(),
  tags: z.array(z.string()),
  metafield: z.object({ value: z.string(), compareDigest: z.string() }).nullable(),
});
export type CustomerNode = z.infer<typeof customer>;

/** In the order asked for; null for whom the shop does not have. */
export const customersById: Document<(CustomerNode | null)[], { ids: string[] }> = {
  text: /* GraphQL */ `
    query TagsCustomers($ids: [ID!]!) {
      nodes(ids: $ids) {
        ... on Customer {
          id
          tags
          metafield(namespace: "$app:kesit", key: "segments") {
            value
            compareDigest
          }
        }
      }
    }
  `,
  root: 'nodes',
  repeatable: true,
  answer: z.array(customer.nullable()),
};

const tagged = z.object({
  node: z.object({ id: z.string(), tags: z.array(z.string()) }).nullable(),
  userErrors,
});
export type Tagged = z.infer<typeof tagged>;
export interface TagVariables {
  id: string;
  tags: readonly string[];
}

export const addTags: Document<Tagged, TagVariables> = {
  text: /* GraphQL */ `
    mutation TagsAdd($id: ID!, $tags: [String!]!) {
      tagsAdd(id: $id, tags: $tags) {
        node {
          id
          ... on Customer {
            tags
          }
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  root: 'tagsAdd',
  repeatable: true,
  answer: tagged,
};

export const removeTags: Document<Tagged, TagVariables> = {
  text: /* GraphQL */ `
    mutation TagsRemove($id: ID!, $tags: [String!]!) {
      tagsRemove(id: $id, tags: $tags) {
        node {
          id
          ... on Customer {
            tags
          }
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  root: 'tagsRemove',
  repeatable: true,
  answer: tagged,
};

const setAnswer = z.object({
  metafields: z
    .array(z.object({ value: z.string(), compareDigest: z.string(), owner: z.object({ id: z.string().optional() }) }))
    .nullable(),
  userErrors: codedErrors,
});

export const setMetafields: Document<z.infer<typeof setAnswer>, { metafields: readonly object[] }> = {
  text: /* GraphQL */ `
    mutation TagsMetafields($metafields: [MetafieldsSetInput!]!) {
      metafieldsSet(metafields: $metafields) {
        metafields {
          value
          compareDigest
          owner {
            ... on Customer {
              id
            }
          }
        }
        userErrors {
          code
          field
          message
        }
      }
    }
  `,
  root: 'metafieldsSet',
  repeatable: true,
  answer: setAnswer,
};

const deleteAnswer = z.object({
  deletedMetafields: z.array(z.object({ ownerId: z.string() }).nullable()).nullable(),
  userErrors,
});

export const deleteMetafields: Document<z.infer<typeof deleteAnswer>, { metafields: readonly object[] }> = {
  text: /* GraphQL */ `
    mutation TagsMetafieldsDelete($metafields: [MetafieldIdentifierInput!]!) {
      metafieldsDelete(metafields: $metafields) {
        deletedMetafields {
          ownerId
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  root: 'metafieldsDelete',
  repeatable: true,
  answer: deleteAnswer,
};

const target = z.object({ url: z.string(), parameters: z.array(z.object({ name: z.string(), value: z.string() })) });
export type UploadTarget = z.infer<typeof target>;

export const stageUpload: Document<{ stagedTargets: UploadTarget[] | null; userErrors: UserErrors }, object> = {
  text: /* GraphQL */ `
    mutation TagsUpload {
      stagedUploadsCreate(
        input: [
          { resource: BULK_MUTATION_VARIABLES, filename: "kesit.jsonl", mimeType: "text/jsonl", httpMethod: POST }
        ]
      ) {
        stagedTargets {
          url
          parameters {
            name
            value
          }
        }
        userErrors {
          field
          message
        }
      }
    }
  `,
  root: 'stagedUploadsCreate',
  repeatable: true,
  answer: z.object({ stagedTargets: z.array(target).nullable(), userErrors }),
};

const operation = z.object({
  id: z.string(),
  status: z.enum(['CREATED', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELING', 'CANCELED', 'EXPIRED']),
  errorCode: z.string().nullable(),
  url: z.string().nullable(),
  partialDataUrl: z.string().nullable(),
});
export type BulkOperation = z.infer<typeof operation>;

/** The only call that must not be sent twice at once: both would run. */
export const runBulkMutation: Document<
  { bulkOperation: { id: string } | null; userErrors: CodedErrors },
  { mutation: string; path: string }
> = {
  text: /* GraphQL */ `
    mutation TagsBulk($mutation: String!, $path: String!) {
      bulkOperationRunMutation(mutation: $mutation, stagedUploadPath: $path) {
        bulkOperation {
          id
        }
        userErrors {
          code
          field
          message
        }
      }
    }
  `,
  root: 'bulkOperationRunMutation',
  repeatable: false,
  answer: z.object({ bulkOperation: z.object({ id: z.string() }).nullable(), userErrors: codedErrors }),
};

export const bulkOperationById: Document<BulkOperation | null, { id: string }> = {
  text: /* GraphQL */ `
    query TagsBulkOperation($id: ID!) {
      bulkOperation(id: $id) {
        id
        status
        errorCode
        url
        partialDataUrl
      }
    }
  `,
  root: 'bulkOperation',
  repeatable: true,
  answer: operation.nullable(),
};

/** The latest bulk mutations of the app; no more than five run at once. */
export const latestBulkMutations: Document<{ nodes: { status: string }[] }, object> = {
  text: /* GraphQL */ `
    query TagsBulkOperations {
      bulkOperations(first: 25, reverse: true, query: "operation_type:mutation") {
        nodes {
          status
        }
      }
    }
  `,
  root: 'bulkOperations',
  repeatable: true,
  answer: z.object({ nodes: z.array(z.object({ status: z.string() })) }),
};
