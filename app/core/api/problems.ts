/** Why the public API does not answer a request: one code for each reason, which stays for good, and what to do about it. */
import type { ApiProblem } from './shapes.ts';

interface ProblemKind {
  status: number;
  title: string;
  detail: string;
}

export const problemKinds = {
  'bad-parameter': {
    status: 400,
    title: 'A parameter is wrong',
    detail: 'Correct the parameter, or leave it out.',
  },
  'bad-cursor': {
    status: 400,
    title: 'The cursor is not one of this list',
    detail: 'Pass a cursor as it was given, to the list and the address that gave it, or begin anew without one.',
  },
  'key-in-query': {
    status: 400,
    title: 'A key does not belong into the address',
    detail:
      'Addresses are written to logs: revoke this key, make a new one, and send it in the header “Authorization: Bearer …”.',
  },
  'no-key': {
    status: 401,
    title: 'There is no key',
    detail: 'Send a key in the header “Authorization: Bearer …”. The merchant makes keys in Kesit under Connections.',
  },
  'wrong-key': {
    status: 401,
    title: 'The key is not valid',
    detail: 'It is mistyped, revoked or expired. Ask the merchant for a new one.',
  },
  'app-removed': {
    status: 403,
    title: 'The shop has removed Kesit',
    detail: 'The key works again when the merchant installs the app again. Do not use what you read before until then.',
  },
  'missing-scope': {
    status: 403,
    title: 'The key may not do this',
    detail: 'Ask the merchant for a key with the scope that is named.',
  },
  'no-such-list': {
    status: 404,
    title: 'There is no such list',
    detail: 'Ask /api/v1/lists for the lists that the key can read.',
  },
  'no-such-address': {
    status: 404,
    title: 'There is nothing at this address',
    detail: 'See /api/v1/openapi.json for the addresses that there are.',
  },
  'only-get': {
    status: 405,
    title: 'Lists can only be read',
    detail: 'Use GET or HEAD.',
  },
  'cursor-too-old': {
    status: 410,
    title: 'The cursor is too old',
    detail:
      'Some who left since then are not known any more. Read all members anew, drop whoever is not among them, and go on from its changes_cursor.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    detail: 'Wait for as many seconds as Retry-After says.',
  },
  'our-fault': {
    status: 500,
    title: 'Something is wrong with Kesit',
    detail: 'Try again later. It was noted.',
  },
  away: {
    status: 503,
    title: 'Kesit cannot answer at the moment',
    detail: 'Try again in a few seconds.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemKinds;

/** @param more What exactly is wrong; `detail` takes the place of the general one. */
export function problemOf(
  code: ProblemCode,
  more: Partial<Pick<ApiProblem, 'detail' | 'parameter' | 'scope'>> = {},
): ApiProblem {
  return { type: `urn:kesit:problem:${code}`, code, ...problemKinds[code], ...more };
}
