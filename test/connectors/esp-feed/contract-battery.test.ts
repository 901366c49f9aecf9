/** The connector for any ESP passes what every connector must. */
import { espFeed } from '#connectors/esp-feed/index.ts';
import { connectorBattery, type BatteryPartner, type BatteryWorld, type CallKind } from '../battery.ts';
import { ENDPOINT, OTHER_SECRET, SECRET, startEspWorld } from './world.ts';

const PATHS: Record<CallKind, string> = {
  check: '/endpoint.test',
  list: '/list.upserted',
  add: '/list.members.added',
  remove: '/list.members.removed',
  erase: '/customer.erased',
  any: '/*',
};

async function start(): Promise<BatteryWorld> {
  const world = await startEspWorld();
  const named = async (name: string) => (await world.lists()).filter((list) => list.name === name);
  const ids = (members: readonly Record<string, unknown>[]) => members.map((member) => String(member.customer_id));
  const partner: BatteryPartner = {
    members: async (listName) => new Set((await named(listName)).flatMap(({ members }) => ids(members))),
    listCount: async (listName) => (await named(listName)).length,
    async dropList(listName) {
      for (const { id } of await named(listName)) await world.control('DELETE', `/lists/${encodeURIComponent(id)}`);
    },
    fail: ({ on, times, as }) =>
      world.fault({
        path: PATHS[on],
        times,
        ...('cut' in as ? { cut: as.cut } : { status: as.status }),
        ...('cut' in as || as.retryAfterSeconds === undefined
          ? {}
          : { headers: { 'Retry-After': String(as.retryAfterSeconds) } }),
      }),
    async refuse(customerId) {
      await world.control('POST', '/refuse', { customerId });
    },
    advance: (ms) => world.advance(ms),
    setWorkTime: () => Promise.reject(new Error('A receiver takes nothing for later.')),
    happened: () => Promise.reject(new Error('A receiver tells no events.')),
    knows: async (customerId) => (await world.lists()).some(({ members }) => ids(members).includes(customerId)),
    // Customers of the battery have told nothing: a push that tells a consent has made it up.
    async consentChanges() {
      const bodies = (await world.calls()).map(({ body }) => JSON.parse(body) as { data: { members?: object[] } });
      const told = bodies.flatMap(({ data }) => data.members ?? []);
      if (told.length === 0) throw new Error('Nobody was told of.');
      return told.filter((member) => 'consent' in member && member.consent !== null).length;
    },
    nowMs: () => world.nowMs(),
  };
  return {
    settings: { endpoint: ENDPOINT, secret: SECRET },
    wrongSettings: { endpoint: ENDPOINT, secret: OTHER_SECRET },
    baseUrl: world.url,
    partner,
    async calm() {
      await world.control('DELETE', '/faults');
    },
    close: () => world.close(),
  };
}

connectorBattery({ connector: espFeed, start, lacks: ['work for later', 'events', 'a look at people'] });
