/** The porch on a real server and a database of its own, with one shop, for the tests of `POST /webhooks`. */
import { pino } from 'pino';
import { Agent, request } from 'undici';
import { afterAll } from 'vitest';
import { makePorch, type PorchLimits } from '#app/ingest/porch.ts';
import { systemClock } from '#app/platform/clock.ts';
import type { ShopId } from '#app/platform/database.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { listen } from './listeningServer.ts';
import { apiSecret, type webhookHeaders } from './signedDelivery.ts';

/** The stage's shop. */
export const domain = 'porch.myshopify.com';
/** The secret before the present one, still valid. */
export const formerSecret = 'shpss_the-one-before';
/** What deliveries carry where the content does not matter. */
export const body = '{"id":820982911946154508,"email":"ayse@example.com"}';

export interface Reply {
  status: number;
  text: string;
  headers: Record<string, string | string[] | undefined>;
}

export interface InboxRow {
  delivery_id: string;
  body: Buffer;
  /** The transaction that wrote it. */
  transaction: string;
}

export interface PorchStage {
  database: TestDatabase;
  shopId: ShopId;
  port: number;
  agent: Agent;
  /** Every line logged so far. */
  logged: string[];
  send: (
    headers: ReturnType<typeof webhookHeaders>,
    sent?: string | Buffer,
    method?: 'POST' | 'GET' | 'PUT',
  ) => Promise<Reply>;
  /** The shop's rows in the inbox whose delivery id begins so; all of them without an argument. */
  rowsOf: (beginning?: unknown) => Promise<InboxRow[]>;
}

/** Call in `beforeAll`; everything is closed after the file. */
export async function setPorchStage(limits: Partial<PorchLimits> = {}): Promise<PorchStage> {
  const database = await testDatabase();
  const shopId = await database.makeShop(domain);
  const logged: string[] = [];
  const agent = new Agent({ connections: 64 });
  const porch = makePorch({
    database: database.web,
    apiSecret: [apiSecret, formerSecret],
    clock: systemClock,
    log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }),
    limits,
  });
  const port = await listen(porch.handle);
  afterAll(async () => {
    await porch.close();
    await agent.close();
  });

  return {
    database,
    shopId,
    port,
    agent,
    logged,
    async send(headers, sent = body, method = 'POST') {
      const answer = await request(`http://127.0.0.1:${port}/webhooks`, {
        method,
        dispatcher: agent,
        headers: headers as Record<string, string>,
        ...(method === 'GET' ? {} : { body: sent }),
      });
      return { status: answer.statusCode, text: await answer.body.text(), headers: answer.headers };
    },
    async rowsOf(beginning = '') {
      const { rows } = await database.worker.inShop(shopId, (sql) =>
        sql.query<InboxRow>(
          'SELECT *, xmin::text AS transaction FROM inbox WHERE shop_id = $1 AND starts_with(delivery_id, $2)',
          [shopId, beginning],
        ),
      );
      return rows;
    },
  };
}
