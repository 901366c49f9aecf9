/** What was asked of the stand-in: the last calls in full (a ring), and counts per call and status since the last clearing. */
import { createHash } from 'node:crypto';

export interface TrafficEntry {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  /** Query as sent, percent-decoded. */
  readonly query: Readonly<Record<string, string>>;
  /** Without `authorization`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly accountId: string | null;
  readonly operationId: string | null;
  /** Parsed JSON, or the text when it is not JSON; absent without a body or when the body was too large to keep. */
  readonly body?: unknown;
  readonly bodyBytes: number;
  /** Only of a body too large to keep. */
  readonly bodySha256?: string;
  /** 0 when the connection was cut instead of an answer. */
  readonly status: number;
  readonly ms: number;
  /** Id of the ordered failure that applied. */
  readonly faultId?: string;
}

export type NewTrafficEntry = Omit<TrafficEntry, 'seq' | 'body' | 'bodySha256' | 'bodyBytes'> & {
  readonly rawBody: Buffer | undefined;
};

export interface TrafficCount {
  readonly call: string;
  readonly count: number;
  readonly byStatus: Readonly<Record<string, number>>;
}

export interface Traffic {
  record(entry: NewTrafficEntry): void;
  /** Entries with a greater `seq` than `afterSeq`, oldest first. */
  entries(afterSeq?: number, limit?: number): TrafficEntry[];
  counts(): TrafficCount[];
  /** Entries the ring has let go of since the last clearing. */
  dropped(): number;
  clear(): void;
}

/** The ring also lets go of its oldest entries when kept bodies exceed this. */
const KEPT_BODIES_BYTES = 64 * 1024 * 1024;

export function makeTraffic(capacity: number, keptBodyBytes: number): Traffic {
  let ring: { entry: TrafficEntry; bytes: number }[] = [];
  let start = 0;
  let bytes = 0;
  let lastSeq = 0;
  let droppedCount = 0;
  let counters = new Map<string, { count: number; byStatus: Record<string, number> }>();

  function trim(): void {
    while (ring.length - start > capacity || bytes > KEPT_BODIES_BYTES) {
      bytes -= ring[start]?.bytes ?? 0;
      start += 1;
      droppedCount += 1;
    }
    if (start > 1000 && start * 2 > ring.length) {
      ring = ring.slice(start);
      start = 0;
    }
  }

  return {
    record({ rawBody, ...entry }) {
      lastSeq += 1;
      const kept = rawBody !== undefined && rawBody.length <= keptBodyBytes;
      const full: TrafficEntry = {
        seq: lastSeq,
        ...entry,
        bodyBytes: rawBody?.length ?? 0,
        ...(rawBody === undefined || rawBody.length === 0
          ? {}
          : kept
            ? { body: readable(rawBody) }
            : { bodySha256: createHash('sha256').update(rawBody).digest('hex') }),
      };
      const size = kept ? rawBody.length : 0;
      ring.push({ entry: full, bytes: size });
      bytes += size;
      trim();
      const name = entry.operationId ?? `${entry.method} ${entry.path}`;
      const counter = counters.get(name) ?? { count: 0, byStatus: {} };
      counter.count += 1;
      counter.byStatus[entry.status] = (counter.byStatus[entry.status] ?? 0) + 1;
      counters.set(name, counter);
    },
    entries(afterSeq = 0, limit = Number.MAX_SAFE_INTEGER) {
      const found: TrafficEntry[] = [];
      for (let i = start; i < ring.length && found.length < limit; i += 1) {
        const entry = ring[i]?.entry;
        if (entry !== undefined && entry.seq > afterSeq) found.push(entry);
      }
      return found;
    },
    counts: () => [...counters].map(([call, counter]) => ({ call, ...counter })).sort((a, b) => b.count - a.count),
    dropped: () => droppedCount,
    clear() {
      ring = [];
      start = 0;
      bytes = 0;
      droppedCount = 0;
      counters = new Map();
    },
  };
}

function readable(raw: Buffer): unknown {
  const content = raw.toString('utf8');
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return content;
  }
}
