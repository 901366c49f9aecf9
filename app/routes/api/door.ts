/** What all doors of the public API share: who is let in, how an answer is written, and that nothing is answered but what is documented. */
import { createHash } from 'node:crypto';
import type { AppLoadContext, LoaderFunctionArgs } from '@remix-run/node';
import type { z } from 'zod';
import type { Operation } from '#app/core/api/operations.ts';
import { problemOf } from '#app/core/api/problems.ts';
import type { ApiScope } from '#app/core/api/scopes.ts';
import type { ApiProblem } from '#app/core/api/shapes.ts';
import type { Result } from '#app/core/result.ts';
import { admit, type Allowance, type ApiVisit } from '#app/flows/api/admit.ts';
import type { Services } from '#app/flows/services.ts';
import { describeForLog, isDatabaseAway } from '#app/ingest/databaseAway.ts';

/** Names under which keys are put into addresses by mistake. */
const KEY_NAMES = /^(api[-_]?key|key|access[-_]?token|token|auth|authorization|bearer)$/i;

interface KeyedOperation<Query extends z.ZodObject> extends Operation {
  scope: ApiScope;
  query: Query;
}

type Work<Query extends z.ZodObject> = (
  services: Services,
  visit: ApiVisit,
  asked: { listId: string; query: z.output<Query> },
) => Promise<Result<object, ApiProblem>>;

type Loader = (args: LoaderFunctionArgs) => Promise<Response>;

/** The loader of an operation that asks for a key. */
export function door<Query extends z.ZodObject>(operation: KeyedOperation<Query>, work: Work<Query>): Loader {
  return ({ request, params, context }) =>
    safely(context, async () => {
      const problem = methodProblem(request) ?? keyProblem(request);
      if (problem) return refuse(problem);
      const entry = await admit(context.services, request.headers.get('authorization'), operation.scope);
      if (!entry.ok) return refuse(entry.problem, limitHeaders(entry.allowance, entry.waitS));
      const headers = limitHeaders(entry.allowance);
      const query = operation.query.safeParse(queryOf(request), { reportInput: true });
      if (!query.success) return refuse(parameterProblem(query.error.issues[0]), headers);
      const answer = await work(context.services, entry.visit, { listId: params.listId ?? '', query: query.data });
      return answer.ok ? tell(request, answer.value, operation, headers) : refuse(answer.problem, headers);
    });
}

/** The loader of an operation that everybody may ask. */
export function openDoor(operation: Operation, value: () => object): Loader {
  return ({ request, context }) =>
    safely(context, () => {
      const problem = methodProblem(request) ?? keyProblem(request);
      if (problem) return Promise.resolve(refuse(problem));
      const query = operation.query.safeParse(queryOf(request), { reportInput: true });
      if (!query.success) return Promise.resolve(refuse(parameterProblem(query.error.issues[0])));
      return Promise.resolve(tell(request, value(), operation, {}));
    });
}

/** For every method but those that read, and every address that is none. */
export function refusal(problem: ApiProblem): Loader {
  return ({ request, context }) =>
    safely(context, () => Promise.resolve(refuse(methodProblem(request) ?? keyProblem(request) ?? problem)));
}

async function safely({ services: { log } }: AppLoadContext, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    log.error(describeForLog(error), 'a request of the API could not be answered');
    return isDatabaseAway(error) ? refuse(problemOf('away'), { 'Retry-After': '5' }) : refuse(problemOf('our-fault'));
  }
}

const methodProblem = ({ method }: Request): ApiProblem | null =>
  method === 'GET' || method === 'HEAD' ? null : problemOf('only-get');

const queryOf = ({ url }: Request): Record<string, string> => Object.fromEntries(new URL(url).searchParams);

function keyProblem({ url }: Request): ApiProblem | null {
  const parameter = [...new URL(url).searchParams].find(
    ([name, value]) => KEY_NAMES.test(name) || value.startsWith('kesit_'),
  );
  return parameter ? problemOf('key-in-query', { parameter: parameter[0] }) : null;
}

interface Issue {
  path: PropertyKey[];
  message: string;
  /** Parameters that there are none of. */
  keys?: string[];
  input?: unknown;
}

function parameterProblem(issue?: Issue): ApiProblem {
  const unknown = issue?.keys?.[0];
  const parameter = unknown ?? String(issue?.path[0] ?? '');
  const wrong =
    unknown !== undefined
      ? 'There is no such parameter here: leave it out.'
      : issue?.input === undefined
        ? 'It is missing.'
        : `${issue.message}.`;
  return problemOf('bad-parameter', { parameter, detail: `“${parameter}”: ${wrong}` });
}

function limitHeaders(allowance?: Allowance, waitS?: number): Record<string, string> {
  if (!allowance) return {};
  return {
    'RateLimit-Policy': `"key";q=${allowance.perMin};w=60`,
    RateLimit: `"key";r=${allowance.left};t=${allowance.fullInS}`,
    ...(waitS === undefined ? {} : { 'Retry-After': String(waitS) }),
  };
}

function refuse(problem: ApiProblem, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: {
      'Content-Type': 'application/problem+json; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      ...(problem.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="Kesit lists"' } : {}),
      ...(problem.status === 405 ? { Allow: 'GET, HEAD' } : {}),
      ...headers,
    },
  });
}

function tell(
  request: Request,
  value: object,
  { hasTag, scope }: { hasTag: boolean; scope: string | null },
  limits: Record<string, string>,
): Response {
  const body = JSON.stringify(value);
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': scope === null ? 'public, max-age=300' : hasTag ? 'private, no-cache' : 'private, no-store',
    ...(scope === null ? {} : { Vary: 'Authorization' }),
    ...limits,
  };
  if (!hasTag) return new Response(body, { headers });
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  headers.ETag = tag;
  const known = (request.headers.get('if-none-match') ?? '').split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known.includes(tag) || known.includes('*')) {
    delete headers['Content-Type'];
    return new Response(null, { status: 304, headers });
  }
  return new Response(body, { headers });
}
