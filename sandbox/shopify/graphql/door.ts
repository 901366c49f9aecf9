// POST /admin/api/{version}/graphql.json: who asks, what it costs, the answer with its cost, all in the vendor's shapes.
import { randomUUID } from 'node:crypto';
import type { DocumentNode, GraphQLSchema, GraphQLError } from 'graphql';
import { execute, parse, validate } from 'graphql';
import type { Answer, SandboxRequest } from '../http.ts';
import { json } from '../http.ts';
import type { Tokens } from '../oauth/tokens.ts';
import type { Settings } from '../storage/settings.ts';
import type { Shop } from '../storage/shops.ts';
import type { ResolverContext, ResolverParts } from './context.ts';
import type { Bucket } from './cost.ts';
import { LARGEST_QUERY_COST, makeBucket, queryCost, STANDARD_BUCKET } from './cost.ts';
import { API_VERSION } from './typeDefinitions.ts';

export interface GraphqlParts extends ResolverParts {
  schema: GraphQLSchema;
  tokens: Tokens;
  settings: Settings;
}

export type GraphqlDoor = (shop: Shop, version: string, request: SandboxRequest) => Answer;

const UNAUTHORIZED = '[API] Invalid API key or access token (unrecognized login or wrong password)';
const NO_LONGER_ACCEPTED =
  '[API] Non-expiring access tokens are no longer accepted for the Admin API. Start using expiring offline tokens.';

interface Body {
  query: string;
  variables: Record<string, unknown>;
  operationName: string | undefined;
}

function readRequest(request: SandboxRequest): Body | null {
  try {
    const parsed = JSON.parse(request.body.toString('utf8')) as Partial<Body> | null;
    if (typeof parsed?.query !== 'string') return null;
    return { query: parsed.query, variables: parsed.variables ?? {}, operationName: parsed.operationName };
  } catch {
    return null;
  }
}

export function makeGraphqlDoor(parts: GraphqlParts): GraphqlDoor {
  const limits = () => parts.settings.read('bucket', STANDARD_BUCKET);
  const buckets = new Map<number, Bucket>();
  const bucketOf = (shop: number): Bucket => {
    const known = buckets.get(shop) ?? makeBucket(limits, parts.clock.nowMs);
    buckets.set(shop, known);
    return known;
  };
  const costReport = (bucket: Bucket, requested: number, actual: number | null) => ({
    requestedQueryCost: requested,
    actualQueryCost: actual,
    throttleStatus: {
      maximumAvailable: limits().maximum,
      currentlyAvailable: bucket.available(),
      restoreRate: limits().restorePerSecond,
    },
  });
  const answer = (value: unknown): Answer =>
    json(200, value, { 'x-request-id': randomUUID(), 'x-shopify-api-version': API_VERSION });

  return (shop, version, request) => {
    if (version !== API_VERSION) return json(404, { errors: 'Not Found' });
    const token = parts.tokens.find(String(request.headers['x-shopify-access-token'] ?? ''));
    if (!shop.installed || token?.shop !== shop.no) return json(401, { errors: UNAUTHORIZED });
    if (token.kind === 'offline-forever') return json(403, { errors: NO_LONGER_ACCEPTED });
    const body = readRequest(request);
    if (body === null) return json(400, { errors: { query: 'Required parameter missing or invalid' } });

    let document: DocumentNode;
    try {
      document = parse(body.query);
    } catch (error) {
      const failure = error as GraphQLError;
      return answer({ errors: [{ message: failure.message, locations: failure.locations }] });
    }
    const invalid = validate(parts.schema, document);
    if (invalid.length > 0) return answer({ errors: invalid.map((error) => error.toJSON()) });

    const bucket = bucketOf(shop.no);
    const requested = queryCost(parts.schema, document, body.variables);
    if (requested > LARGEST_QUERY_COST) return answer(tooDear(requested));
    if (!bucket.take(requested)) {
      const throttled = { message: 'Throttled', extensions: { code: 'THROTTLED', documentation: LIMITS_PAGE } };
      return answer({ errors: [throttled], extensions: { cost: costReport(bucket, requested, null) } });
    }
    const context: ResolverContext = { ...parts, shop, scopes: new Set(token.scopes), searchWarnings: [] };
    const result = execute({
      schema: parts.schema,
      document,
      contextValue: context,
      variableValues: body.variables,
      operationName: body.operationName,
    });
    if (result instanceof Promise) throw new Error('a resolver answered with a promise; all must answer at once');
    const actual = Math.min(requested, queryCost(parts.schema, document, body.variables, result.data ?? {}));
    bucket.giveBack(requested - actual);
    const search = context.searchWarnings.length > 0 ? { search: context.searchWarnings } : {};
    return answer({
      ...(result.data === undefined ? {} : { data: result.data }),
      ...(result.errors ? { errors: result.errors.map((error) => error.toJSON()) } : {}),
      extensions: { cost: costReport(bucket, requested, actual), ...search },
    });
  };
}

const LIMITS_PAGE = 'https://shopify.dev/api/usage/rate-limits';

const tooDear = (cost: number) => ({
  errors: [
    {
      message: `Query cost is ${cost}, which exceeds the single query max cost limit (${LARGEST_QUERY_COST}).`,
      extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: LARGEST_QUERY_COST, documentation: LIMITS_PAGE },
    },
  ],
});
