/** The Klaviyo connector passes what every connector must. */
import { connectorById } from '#connectors/index.ts';
import { connectorBattery, type BatteryPartner, type BatteryWorld, type CallKind } from '../battery.ts';
import { API_KEY, startKlaviyoWorld } from './world.ts';

const CALLS: Record<CallKind, { method?: string; path: string }> = {
  check: { path: '/api/accounts' },
  list: { method: 'POST', path: '/api/lists' },
  add: { method: 'POST', path: '/api/profile-bulk-import-jobs' },
  remove: { method: 'DELETE', path: '/api/lists/*/relationships/profiles' },
  erase: { method: 'POST', path: '/api/data-privacy-deletion-jobs' },
  any: { path: '/api/*' },
};

const METRICS = { received: 'Received Email', opened: 'Opened Email', clicked: 'Clicked Email' };
const MACHINE_MARK = { received: '', opened: 'Apple Privacy Open', clicked: 'Bot Click' };

async function start(): Promise<BatteryWorld> {
  const world = await startKlaviyoWorld();
  const named = async (name: string): Promise<string[]> =>
    (await world.lists()).filter((list) => list.name === name).map(({ id }) => id);

  const partner: BatteryPartner = {
    async members(listName) {
      const members = await Promise.all((await named(listName)).map((id) => world.members(id)));
      return new Set(members.flat().map(({ external_id: id }) => id ?? 'a stranger'));
    },
    listCount: async (listName) => (await named(listName)).length,
    async dropList(listName) {
      for (const id of await named(listName)) await world.api('DELETE', `/api/lists/${id}`);
    },
    fail({ on, times, as }) {
      const headers =
        'status' in as && as.retryAfterSeconds !== undefined ? { 'Retry-After': String(as.retryAfterSeconds) } : {};
      const effect = 'status' in as ? { status: as.status, headers } : { cut: as.cut };
      return world.fault({ ...CALLS[on], times, ...effect });
    },
    refuse: (customerId) =>
      world.fault({ ...CALLS.add, times: 1, rows: { externalIds: [customerId], code: 'invalid', detail: 'No.' } }),
    advance: (ms) => world.advance(ms),
    async setWorkTime(durationMs) {
      await world.control('POST', '/import-duration', { durationMs });
    },
    async happened({ kind, customerId, occurredAt, isMachine }) {
      const event = {
        external_id: customerId,
        metric: METRICS[kind],
        datetime: new Date(occurredAt).toISOString(),
        event_properties: isMachine ? { [MACHINE_MARK[kind]]: true } : {},
      };
      await world.control('POST', '/events', `${JSON.stringify(event)}\n`);
    },
    async knows(customerId) {
      const query = new URLSearchParams({
        filter: `equals(external_id,"${customerId}")`,
      });
      const byId = await world.api('GET', `/api/profiles?${query.toString()}`);
      return (byId.body as { data: unknown[] }).data.length > 0;
    },
    async consentChanges() {
      return ((await world.control('GET', '/consent-calls')) as { total: number }).total;
    },
    nowMs: () => world.nowMs(),
  };
  return {
    settings: { apiKey: API_KEY },
    wrongSettings: { apiKey: 'pk_ffffffffffffffff' },
    baseUrl: world.url,
    partner,
    async calm() {
      await world.control('DELETE', '/faults');
      await partner.setWorkTime(1000);
    },
    close: () => world.close(),
  };
}

const connector = connectorById('klaviyo');
if (connector === null) throw new Error('There is no connector klaviyo.');
connectorBattery({ connector, start });
