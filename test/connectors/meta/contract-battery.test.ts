/** The Meta connector passes what every connector must. */
import { meta } from '#connectors/meta/index.ts';
import { connectorBattery, type BatteryPartner, type BatteryWorld, type CallKind, type Failure } from '../battery.ts';
import { ACCOUNT_ID, SETTINGS, startMetaWorld } from './world.ts';

const CALLS: Record<CallKind, { method?: string; path: string }> = {
  check: { method: 'GET', path: `/act_${ACCOUNT_ID}` },
  list: { method: 'POST', path: '/act_*/customaudiences' },
  add: { method: 'POST', path: '/*/users' },
  remove: { method: 'DELETE', path: '/*/users' },
  erase: { method: 'DELETE', path: '/act_*/usersofanyaudience' },
  any: { path: '/*' },
};

/** Meta answers with codes of its own where others have statuses. */
const CODES: Readonly<Record<number, number>> = { 400: 100, 401: 190, 403: 200, 429: 80_003 };

function effectOf(as: Failure['as']): object {
  if ('cut' in as) return { cut: as.cut };
  const usage = {
    [ACCOUNT_ID]: [
      {
        type: 'custom_audience',
        call_count: 100,
        estimated_time_to_regain_access: Math.ceil((as.retryAfterSeconds ?? 0) / 60),
      },
    ],
  };
  const isThrottled = as.retryAfterSeconds !== undefined;
  return {
    status: isThrottled ? 400 : as.status,
    ...(CODES[as.status] === undefined ? {} : { code: CODES[as.status] }),
    headers: isThrottled ? { 'X-Business-Use-Case-Usage': JSON.stringify(usage) } : {},
  };
}

async function start(): Promise<BatteryWorld> {
  const world = await startMetaWorld();
  const named = async (name: string): Promise<string[]> =>
    (await world.audiences()).filter((audience) => audience.name === name).map(({ id }) => id);

  const partner: BatteryPartner = {
    async members(listName) {
      const members = await Promise.all((await named(listName)).map((id) => world.memberIds(id)));
      return new Set(members.flatMap((ids) => [...ids]));
    },
    listCount: async (listName) => (await named(listName)).length,
    async dropList(listName) {
      for (const id of await named(listName)) await world.api('DELETE', `/${id}`);
    },
    fail: ({ on, times, as }) => world.fault({ ...CALLS[on], times, ...effectOf(as) }),
    refuse: () => Promise.reject(new Error('Meta refuses no single row.')),
    advance: (ms) => world.advance(ms),
    setWorkTime: () => Promise.reject(new Error('Meta takes nothing for later.')),
    happened: () => Promise.reject(new Error('Meta tells no events.')),
    async knows(customerId) {
      const { audiences } = (await world.control('GET', `/people/${customerId}`)) as { audiences: unknown[] };
      return audiences.length > 0;
    },
    consentChanges: () => Promise.reject(new Error('An audience has nothing to do with consents.')),
    nowMs: () => world.nowMs(),
  };
  return {
    settings: { ...SETTINGS },
    wrongSettings: { ...SETTINGS, accessToken: 'EAAofsomebodyelse0123456789' },
    baseUrl: world.url,
    partner,
    async calm() {
      await world.control('DELETE', '/faults');
    },
    close: () => world.close(),
  };
}

connectorBattery({
  connector: meta,
  start,
  lacks: ['work for later', 'refused rows', 'events', 'a look at people', 'short blocks', 'consents'],
});
