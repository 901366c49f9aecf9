/** What every call must bring before anything is done for it: a key or token, the revision, usable media types and the scopes. */
import type { IncomingHttpHeaders } from 'node:http';
import { keyHolder, type KeyHolder } from '../store/accounts.ts';
import type { Database } from '../../database.ts';
import { tokenHolder } from '../store/installs.ts';
import { REVISION, type Endpoint } from './endpoint.ts';
import { ApiError, invalidParameter } from './errors.ts';

const KEY_SCHEME = 'Klaviyo-API-Key ';
const TOKEN_SCHEME = 'Bearer ';

/** The private key or the access token of the Authorization header, if it has one. */
export function credential(headers: IncomingHttpHeaders): string | undefined {
  const value = headers.authorization;
  const scheme = [KEY_SCHEME, TOKEN_SCHEME].find((prefix) => value?.startsWith(prefix));
  return scheme === undefined ? undefined : value?.slice(scheme.length).trim();
}

/** 401 without a key or token, with another scheme, or with one that is unknown, revoked or too old. */
export function requireHolder(db: Database, headers: IncomingHttpHeaders, nowMs: number): KeyHolder {
  const given = credential(headers);
  if (given === undefined || given === '') {
    throw new ApiError(401, {
      code: 'not_authenticated',
      title: 'Authentication credentials were not provided.',
      detail: 'Missing or invalid authorization scheme. Please use Klaviyo-API-Key or Bearer.',
    });
  }
  const isToken = headers.authorization?.startsWith(TOKEN_SCHEME) === true;
  const holder = isToken ? tokenHolder(db, given, nowMs) : keyHolder(db, given);
  if (holder === undefined) {
    throw new ApiError(401, {
      code: 'authentication_failed',
      title: 'Incorrect authentication credentials.',
      detail: 'Incorrect authentication credentials.',
    });
  }
  return holder;
}

/** 400 unless the call names the one revision the stand-in speaks. */
export function requireRevision(headers: IncomingHttpHeaders): void {
  const revision = headers.revision;
  if (revision === undefined) throw invalidParameter('The revision header is required.', 'revision');
  if (revision !== REVISION) {
    throw invalidParameter(
      `The revision '${String(revision)}' is not valid; this server speaks ${REVISION}.`,
      'revision',
    );
  }
}

/** 406 when the caller accepts no JSON. */
export function requireAccept(headers: IncomingHttpHeaders): void {
  const accepted = (headers.accept ?? '*/*').split(',').map((part) => mediaType(part));
  if (
    accepted.some((type) => ['*/*', 'application/*', 'application/json', 'application/vnd.api+json'].includes(type))
  ) {
    return;
  }
  throw new ApiError(406, {
    code: 'not_acceptable',
    title: 'Not acceptable.',
    detail: 'Could not satisfy the request Accept header.',
  });
}

/** 415 when the body is declared to be something other than JSON. */
export function requireJsonBody(headers: IncomingHttpHeaders): void {
  const type = mediaType(headers['content-type'] ?? '');
  if (type === 'application/json' || type === 'application/vnd.api+json') return;
  throw new ApiError(415, {
    code: 'unsupported_media_type',
    title: 'Unsupported media type.',
    detail: `Unsupported media type "${type}" in request.`,
  });
}

/** 403 when the key or token lacks a scope of the call. */
export function requireScopes(holder: KeyHolder, endpoint: Endpoint): void {
  const { scopes } = holder;
  const missing = scopes === null ? [] : endpoint.scopes.filter((scope) => !scopes.has(scope));
  if (missing.length === 0) return;
  throw new ApiError(403, {
    code: 'permission_denied',
    title: 'You do not have permission to perform this action.',
    detail: `The credentials specified lack the required scopes: ${missing.join(', ')}.`,
  });
}

function mediaType(value: string): string {
  return (value.split(';')[0] ?? '').trim().toLowerCase();
}
