/** Every operation of the public API: where it is, what it takes, what it answers. The doors and the OpenAPI document read this. */
import { z } from 'zod';
import type { ProblemCode } from './problems.ts';
import type { ApiScope } from './scopes.ts';
import { changesShape, listShape, listsShape, membersShape } from './shapes.ts';

export const MOST_ROWS = 1_000;

const limit = z
  .string()
  .regex(/^\d{1,4}$/, `has to be a whole number from 1 to ${MOST_ROWS}`)
  .transform(Number)
  .pipe(z.int().min(1).max(MOST_ROWS))
  .default(100)
  .describe('Most of a page.');
/** Longer than any cursor. */
const MOST_LETTERS = 200;
const cursor = z.string().min(1).max(MOST_LETTERS);

export interface Operation {
  /** Below the origin, with `{id}` for the list’s. */
  path: string;
  summary: string;
  description: string;
  /** Null: no key is asked for. */
  scope: ApiScope | null;
  query: z.ZodObject;
  answer: z.ZodType;
  /** Whether an unchanged answer can be left out, by its ETag. */
  hasTag: boolean;
  /** Beside those that every operation may answer. */
  problems: readonly ProblemCode[];
}

export const operations = {
  readLists: {
    path: '/api/v1/lists',
    summary: 'All lists',
    description:
      'The lists that the merchant publishes, and those taken back. Ask again with If-None-Match to learn cheaply whether any has changed.',
    scope: 'lists:read',
    query: z.strictObject({}),
    answer: listsShape,
    hasTag: true,
    problems: [],
  },
  readList: {
    path: '/api/v1/lists/{id}',
    summary: 'One list',
    description: 'Its name, state, and where its changes go on.',
    scope: 'lists:read',
    query: z.strictObject({}),
    answer: listShape,
    hasTag: true,
    problems: ['no-such-list'],
  },
  readMembers: {
    path: '/api/v1/lists/{id}/members',
    summary: 'Who is in a list, page by page',
    description:
      'Whoever is in the list from the first page to the last comes exactly once, whatever changes meanwhile. To be equal to the list, then apply `changes` from the changes_cursor.',
    scope: 'members:read',
    query: z.strictObject({
      cursor: cursor.optional().describe('The next_cursor of the page before; left out for the first.'),
      limit,
    }),
    answer: membersShape,
    hasTag: false,
    problems: ['no-such-list', 'bad-cursor'],
  },
  readChanges: {
    path: '/api/v1/lists/{id}/changes',
    summary: 'Who came, left or changed since a cursor',
    description:
      'Applied in order, to what was read before, they give exactly the list. Who left is told for 60 days; after that, cursors from before answer 410.',
    scope: 'members:read',
    query: z.strictObject({
      since: cursor.describe('A changes_cursor, or the next_cursor of the changes before.'),
      limit,
    }),
    answer: changesShape,
    hasTag: false,
    problems: ['no-such-list', 'bad-cursor', 'cursor-too-old'],
  },
  readDocument: {
    path: '/api/v1/openapi.json',
    summary: 'This document',
    description: 'OpenAPI 3.1.',
    scope: null,
    query: z.strictObject({}),
    answer: z.looseObject({ openapi: z.string() }).meta({ id: 'Document' }),
    hasTag: true,
    problems: [],
  },
} as const satisfies Record<string, Operation>;
