/** The partners that are measured: how they are reached, what is needed at least, and what their limits make it take. */
import type { CallCount, StandIn } from './standIn.ts';

export interface BenchPartner {
  id: string;
  /** The variable of its address. */
  address: string;
  settings: Record<string, string>;
  refusedStatuses: readonly string[];
  prepare(standIn: StandIn): Promise<void>;
  /** Calls that are needed at least to fill a new list with so many. */
  leastCalls(members: number): number;
  /** Calls that are needed at least for so many who leave and as many who come. */
  leastChangeCalls(each: number): number;
  /** The call that sends customers. */
  sends: string;
  /** What the partner's limit makes these calls take at least, from the first to the last that sends customers, in milliseconds. */
  leastMs(calls: readonly CallCount[]): number;
  membersPath(standIn: StandIn): Promise<string>;
  memberId(member: Record<string, unknown>): string;
}

const ROWS = 10_000;
const countOf = (calls: readonly CallCount[], which: RegExp): number =>
  calls.reduce((sum, { call, count }) => sum + (which.test(call) ? count : 0), 0);

const KLAVIYO_KEY = 'pk_0123456789abcdef0123456789abcdef01';
/** Klaviyo's published limit of imports, sustained. */
const IMPORTS_PER_MINUTE = 150;

const klaviyo: BenchPartner = {
  id: 'klaviyo',
  address: 'KLAVIYO_BASE_URL',
  settings: { apiKey: KLAVIYO_KEY },
  refusedStatuses: ['429'],
  prepare: async (standIn) => void (await standIn.control('POST', '/accounts', { key: KLAVIYO_KEY, name: 'Bench' })),
  // Looking for the list, making it; tag group and tag looked for and made, the list tagged; the imports; what became of them, of which
  // one call tells a hundred.
  leastCalls: (members) => 2 + 5 + Math.ceil(members / ROWS) + Math.ceil(members / ROWS / 100),
  // The list; who comes; the profile ids of those who leave, a hundred a call; a thousand leave a call; their tag; what became of both.
  leastChangeCalls: (each) =>
    1 + Math.ceil(each / ROWS) + Math.ceil(each / 100) + Math.ceil(each / 1000) + Math.ceil(each / ROWS) + 1,
  sends: 'bulk_import_profiles',
  leastMs: (calls) => ((countOf(calls, /^bulk_import_profiles$/) - 1) / IMPORTS_PER_MINUTE) * 60_000,
  async membersPath(standIn) {
    const { lists } = (await standIn.control('GET', '/lists')) as { lists: { id: string }[] };
    if (lists.length !== 1) throw new Error(`There are ${lists.length} lists.`);
    return `/lists/${lists[0]?.id}/members`;
  },
  memberId: (member) => String(member.external_id),
};

/** The score of Meta's limited tier: a reading costs 1, anything else 3, and 60 within five minutes are allowed. */
const SCORE = { read: 1, write: 3, most: 60, windowMs: 300_000 };

const meta: BenchPartner = {
  id: 'meta',
  address: 'META_GRAPH_BASE_URL',
  settings: {
    accessToken: 'EAAbench0123456789abcdefghijklmnopqrstuvwxyz',
    appSecret: '',
    adAccountId: '1000200030004000',
    basis: 'consent',
    limitedDataUse: 'off',
  },
  refusedStatuses: ['400', '429'],
  prepare: async (standIn) =>
    void (await standIn.control('POST', '/accounts', {
      id: '1000200030004000',
      name: 'Bench',
      token: 'EAAbench0123456789abcdefghijklmnopqrstuvwxyz',
    })),
  leastCalls: (members) => 2 + Math.ceil(members / ROWS),
  leastChangeCalls: (each) => 1 + 2 * Math.ceil(each / ROWS),
  sends: 'add_users',
  leastMs(calls) {
    const reads = countOf(calls, /^(list_audiences|audience|sessions|ad_account)$/);
    const writes = countOf(calls, /^(create_audience|change_audience|add_users|remove_users|replace_users)$/);
    const windows = Math.ceil((reads * SCORE.read + writes * SCORE.write) / SCORE.most);
    return (windows - 1) * SCORE.windowMs;
  },
  async membersPath(standIn) {
    const { audiences } = (await standIn.control('GET', '/audiences')) as { audiences: { id: string }[] };
    if (audiences.length !== 1) throw new Error(`There are ${audiences.length} audiences.`);
    return `/audiences/${audiences[0]?.id}/members`;
  },
  memberId: (member) => String(member.extern_id),
};

export const partners: readonly BenchPartner[] = [klaviyo, meta];
