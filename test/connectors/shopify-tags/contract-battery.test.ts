/** The connector to the shop itself passes what every connector must. */
import { isDeepStrictEqual } from 'node:util';
import { shopifyTags } from '#connectors/shopify-tags/index.ts';
import { tagOfList } from '#app/core/placements/ownTags.ts';
import type { Customer } from '#sandbox/shopify/model.ts';
import { connectorBattery, type BatteryPartner, type BatteryWorld, type CallKind } from '../battery.ts';
import { customerNamed, startTagsWorld } from './world.ts';

const CALLS: Record<CallKind, { path: string; bodyContains?: string }> = {
  check: { path: 'graphql.json', bodyContains: ' TagsScopes' },
  list: { path: 'graphql.json', bodyContains: ' TagsDefinition' },
  add: { path: 'graphql.json', bodyContains: ' TagsAdd(' },
  remove: { path: 'graphql.json', bodyContains: ' TagsRemove(' },
  erase: { path: 'graphql.json', bodyContains: 'no such call' },
  any: { path: 'graphql.json' },
};
/** A failure means the call as the connector makes it: what the app's client repeats of itself fails with it. */
const TRIES = 4;

const consentsOf = ({ emailConsent, smsConsent, whatsAppConsent = null }: Customer): object => ({
  emailConsent,
  smsConsent,
  whatsAppConsent,
});

async function start(): Promise<BatteryWorld> {
  const world = await startTagsWorld();
  // Customers of each test: a few, and as many as the largest batch.
  const numbers = Array.from({ length: 40 * 1000 }, (_, index) => index).filter((number) => number % 1000 < 450);
  await world.load(...numbers.map((number) => ({ id: String(1000 + number) })));

  const partner: BatteryPartner = {
    members: (listName) => world.tagged(tagOfList(listName)),
    listCount: () => Promise.reject(new Error('Nobody counts tags.')),
    dropList: () => Promise.reject(new Error('A tag is not deleted.')),
    fail: ({ on, times, as }) =>
      world.fault({
        ...CALLS[on],
        times: 'cut' in as || as.status === 401 ? times * TRIES : times,
        action:
          'cut' in as
            ? { cut: as.cut }
            : {
                status: as.status,
                headers: as.retryAfterSeconds === undefined ? {} : { 'retry-after': String(as.retryAfterSeconds) },
              },
      }),
    refuse: (customerId) =>
      world.load({ id: customerId, tags: Array.from({ length: 250 }, (_, index) => `other ${index}`) }),
    advance: (ms) => world.advance(ms),
    setWorkTime: () => Promise.reject(new Error('A few customers are changed at once.')),
    happened: () => Promise.reject(new Error('The shop tells what customers do by webhooks.')),
    knows: () => Promise.reject(new Error('The shop erases people itself.')),
    async consentChanges() {
      const all = [...(await world.everybody()).values()];
      return all.filter((one) => !isDeepStrictEqual(consentsOf(one), consentsOf(customerNamed(one.id)))).length;
    },
    nowMs: () => world.nowMs(),
  };
  const settings = {};
  const wrongSettings = {};
  return {
    settings,
    wrongSettings,
    baseUrl: world.adminUrl,
    partner,
    contextFor: (given, baseUrl) =>
      world.context(baseUrl, given === wrongSettings ? 'shpat_of_somebody_else' : undefined),
    async calm() {
      await world.control('DELETE', '/faults');
    },
    close: () => world.close(),
  };
}

connectorBattery({
  connector: shopifyTags,
  start,
  lacks: ['work for later', 'events', 'a look at people', 'lists', 'addresses'],
});
