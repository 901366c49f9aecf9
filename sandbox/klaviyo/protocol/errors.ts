/** Klaviyo's error answers: one class for everything a call can refuse, and the JSON:API body it becomes. */
import { randomUUID } from 'node:crypto';

/** One entry of an `errors` array, before it is given an id. */
export interface ErrorEntry {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly pointer?: string;
  readonly parameter?: string;
  readonly meta?: Record<string, unknown>;
}

/** A refused call: thrown by routes, turned into an answer in one place by the server. */
export class ApiError extends Error {
  readonly status: number;
  readonly entries: readonly ErrorEntry[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, entries: ErrorEntry | readonly ErrorEntry[], headers: Record<string, string> = {}) {
    const list = Array.isArray(entries) ? (entries as readonly ErrorEntry[]) : [entries as ErrorEntry];
    super(list.map((entry) => entry.detail).join(' '));
    this.name = 'ApiError';
    this.status = status;
    this.entries = list;
    this.headers = headers;
  }
}

/** The `errors` document of a refusal. */
export function errorBody(status: number, entries: readonly ErrorEntry[]): unknown {
  return {
    errors: entries.map((entry) => ({
      id: randomUUID(),
      status,
      code: entry.code,
      title: entry.title,
      detail: entry.detail,
      source: entry.parameter === undefined ? { pointer: entry.pointer ?? '/data/' } : { parameter: entry.parameter },
      links: {},
      meta: entry.meta ?? {},
    })),
  };
}

export function invalidEntry(detail: string, pointer: string): ErrorEntry {
  return { code: 'invalid', title: 'Invalid input.', detail, pointer };
}

/** 400: the body breaks a rule at `pointer`. */
export function invalid(detail: string, pointer: string): ApiError {
  return new ApiError(400, invalidEntry(detail, pointer));
}

/** 400: a query parameter (or header) cannot be used as given. */
export function invalidParameter(detail: string, parameter: string): ApiError {
  return new ApiError(400, { code: 'invalid', title: 'Invalid input.', detail, parameter });
}

/** 404: a resource named in the path or in a relationship does not exist in this account. */
export function notFound(what: string, id: string, pointer = '/data/'): ApiError {
  return new ApiError(404, {
    code: 'not_found',
    title: 'Not found.',
    detail: `A ${what} with id ${id} does not exist.`,
    pointer,
  });
}

/** 409: the identifiers belong to a profile that exists already. */
export function duplicateProfile(duplicateProfileId: string): ApiError {
  return new ApiError(409, {
    code: 'duplicate_profile',
    title: 'Conflict.',
    detail: 'A profile already exists with one of these identifiers.',
    pointer: '/data/attributes',
    meta: { duplicate_profile_id: duplicateProfileId },
  });
}

/** 429: a rate limit window is full; `waitSeconds` is the whole number of seconds until a call can pass. */
export function throttled(waitSeconds: number): ApiError {
  return new ApiError(
    429,
    {
      code: 'throttled',
      title: 'Request was throttled.',
      detail: `Request was throttled. Expected available in ${waitSeconds} second${waitSeconds === 1 ? '' : 's'}.`,
      pointer: '/data/',
    },
    { 'Retry-After': String(waitSeconds) },
  );
}
