// What the app asked for: the last calls in full (without secrets) and a count per kind of call.
import { createHash } from 'node:crypto';
import type { SandboxRequest } from './http.ts';

export interface TrafficEntry {
  at: string;
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
  /** Text up to 64 KB, otherwise its size and hash. */
  body: string | { bytes: number; sha256: string };
  /** 0 when the connection was cut without an answer. */
  status: number;
  durationMs: number;
}

export interface Traffic {
  record(request: SandboxRequest, at: Date, status: number, durationMs: number): void;
  recent(): TrafficEntry[];
  counts(): Record<string, number>;
  clear(): void;
}

const KEPT = 2000;
const LARGEST_BODY = 64 * 1024;
const SECRET_HEADERS = new Set(['x-shopify-access-token', 'authorization', 'cookie']);
const SECRET_FIELDS = /"?(client_secret|subject_token|refresh_token)"?(\s*[:=]\s*)("[^"]*"|[^&\s,}]*)/g;

/** The kind of call: the path without the shop's name and without the number of a result file. */
function kindOf(request: SandboxRequest, status: number): string {
  const path = request.path.replace(/\/shops\/[^/]+/, '/shops/{shop}').replace(/\d+(?=\.jsonl$)/, '{n}');
  return `${request.method} ${path} ${status}`;
}

function keepBody(body: Buffer): TrafficEntry['body'] {
  if (body.length > LARGEST_BODY) {
    return { bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') };
  }
  return body.toString('utf8').replace(SECRET_FIELDS, '"$1"$2"***"');
}

export function makeTraffic(): Traffic {
  let entries: TrafficEntry[] = [];
  let counts = new Map<string, number>();
  return {
    record(request, at, status, durationMs) {
      const headers = Object.entries(request.headers).filter(([name]) => !SECRET_HEADERS.has(name));
      entries.push({
        at: at.toISOString(),
        method: request.method,
        path: request.path,
        query: Object.fromEntries(request.query),
        headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
        body: keepBody(request.body),
        status,
        durationMs,
      });
      if (entries.length > KEPT * 2) entries = entries.slice(-KEPT);
      const kind = kindOf(request, status);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    },
    recent: () => entries.slice(-KEPT),
    counts: () => Object.fromEntries([...counts].sort(([one], [other]) => one.localeCompare(other))),
    clear() {
      entries = [];
      counts = new Map();
    },
  };
}
