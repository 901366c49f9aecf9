/**
 * Damaged payloads by the real door into the state: whatever they are, each delivery ends absorbed or parked with a
 * reason, none is lost, none stops the others, and PostgreSQL refuses nothing that was read.
 */
import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import { segmentedShop, type SegmentedShop } from '#test/flows/segmentedShop.ts';
import { customerTold, orderTold } from '#test/flows/webhooks.ts';
import { setPorchStage, type PorchStage } from '#test/http/porchStage.ts';
import { webhookHeaders } from '#test/http/signedDelivery.ts';
import { makeMutator, makeRandom, MARKER, type Mutant } from './mutations.ts';
import { askedFields, realPayloads } from './realPayloads.ts';
import { REASON } from './storable.ts';

const MUTANTS = 10_000;
const AT_ONCE = 100;
const SEED = 1_105;

let stage: PorchStage;
let shop: SegmentedShop;
beforeAll(async () => {
  stage = await setPorchStage();
  shop = await segmentedShop(stage.database);
});

interface Kept {
  delivery_id: string;
  state: string;
  error: string | null;
}
const inbox = async (): Promise<Kept[]> =>
  (await shop.rows('SELECT delivery_id, state, error FROM inbox WHERE shop_id = $1')) as unknown as Kept[];

it(`${MUTANTS.toLocaleString('en')} damaged deliveries all end absorbed or parked`, { timeout: 240_000 }, async () => {
  const domain = String((await shop.rows('SELECT domain FROM shop WHERE shop_id = $1'))[0]?.domain);
  // The erasure of the shop would take all others with it; what ends a customer or an order comes when there are many.
  const payloads = realPayloads().filter(({ topic }) => topic !== 'shop/redact');
  const living = payloads.filter(({ topic }) => !/delete|redact|merge/.test(topic));
  const [mutateLiving, mutateAny] = [makeMutator(living, askedFields()), makeMutator(payloads, askedFields())];
  const random = makeRandom(SEED);
  const sent = new Map<string, Mutant>();
  for (let begun = 0; begun < MUTANTS; begun += AT_ONCE) {
    const mutate = begun < MUTANTS / 2 ? mutateLiving : mutateAny;
    const group = Array.from({ length: AT_ONCE }, () => ({ deliveryId: randomUUID(), mutant: mutate(random) }));
    const replies = await Promise.all(
      group.map(({ deliveryId, mutant: { topic, body } }) =>
        stage.send(
          webhookHeaders(body, domain, { 'X-Shopify-Topic': topic, 'X-Shopify-Webhook-Id': deliveryId }),
          body,
        ),
      ),
    );
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    for (const { deliveryId, mutant } of group) sent.set(deliveryId, mutant);
    await shop.absorb();
  }

  const kept = await inbox();
  expect(kept.map((row) => row.delivery_id).sort()).toEqual([...sent.keys()].sort());
  const waiting = kept.filter(({ state }) => state !== 'done' && state !== 'parked');
  expect(new Set(waiting.map(({ error }) => error))).toEqual(new Set());
  const parked = kept.filter(({ state }) => state === 'parked');
  // A reason of reading, not an error of the database or of ours.
  const foreign = parked.filter(({ error }) => !REASON.test(error ?? '') || error?.includes(MARKER));
  expect(foreign.map(({ error, delivery_id }) => [error, sent.get(delivery_id)?.topic])).toEqual([]);
  expect(kept.filter(({ state, error }) => state === 'done' && error !== null)).toEqual([]);
  expect(kept.length - parked.length).toBeGreaterThan(MUTANTS * 0.2);
  expect(parked.length).toBeGreaterThan(MUTANTS * 0.2);

  // The shop works on as if nothing had been.
  const at = Date.UTC(2026, 10, 20);
  await shop.tell(
    customerTold(990_001, { updatedAt: at }),
    orderTold(990_011, { customerId: 990_001, at }),
    orderTold(990_012, { customerId: 990_001, at }),
  );
  expect(await shop.segmentsOf(990_001)).toContain('repeat-buyers');
  process.stdout.write(
    `fuzz: ${MUTANTS} mutants by the door, seed ${SEED}: ${kept.length - parked.length} absorbed, ${parked.length} parked\n`,
  );
});

it('one e-mail address in different case is one person, in two customers', async () => {
  const at = Date.UTC(2026, 10, 20);
  await shop.tell(
    customerTold(101, { updatedAt: at, email: 'AYŞE.İNCE@Example.COM' }),
    customerTold(102, { updatedAt: at, email: 'ayşe.ince@example.com' }),
  );
  const rows = await shop.rows(
    'SELECT customer_id, email, email_key FROM customer WHERE shop_id = $1 AND customer_id IN (101, 102) ORDER BY customer_id',
  );
  expect(rows).toEqual([
    { customer_id: '101', email: 'AYŞE.İNCE@Example.COM', email_key: 'ayşe.ince@example.com' },
    { customer_id: '102', email: 'ayşe.ince@example.com', email_key: 'ayşe.ince@example.com' },
  ]);
});
