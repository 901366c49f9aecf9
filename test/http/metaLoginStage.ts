/** The product with our app at a stand-in Meta, and a merchant who logs in there, door by door. */
import { afterAll } from 'vitest';
import { runInstall } from '#app/flows/install/runInstall.ts';
import type { Services } from '#app/flows/services.ts';
import { startMeta, type RunningMeta } from '#sandbox/meta/server.ts';
import { issueIdToken } from '#sandbox/shopify/oauth/idToken.ts';
import { APP, decideAtMeta, type Decision } from '#test/flows/metaLogin.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

const PAGE = '/app/connections';
const ROUTE = 'routes/connections';
export const ANSWERS = { basis: 'consent', limitedDataUse: 'off' };

export interface Finished {
  ok: boolean;
  accountName?: string;
  isOtherAccount?: boolean;
  choose?: boolean;
  loginProblem?: string;
  detail?: string | null;
}

export interface StoredConnection {
  shop_id: string;
  status: string;
  status_reason: string | null;
  account_id: string;
  secret: Buffer | null;
  login_ends_at: Date | number | null;
  settings: Record<string, string>;
}

export interface MetaLoginStage extends AdminStage {
  meta: RunningMeta;
  visitor: Visitor;
  shopId: number;
  metaControl<Answer = unknown>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** The same product, later. */
  later(ms: number): Services;
  start(answers?: Record<string, string>, who?: Visitor): Promise<{ loginUrl: string | null; problems?: object[] }>;
  /** What the public door hands on to the admin after the merchant's decision. */
  comeBack(choice?: Decision, answers?: Record<string, string>, who?: Visitor): Promise<string>;
  finish(login: string, who?: Visitor): Promise<Finished>;
  choose(accountId: string, who?: Visitor): Promise<Finished>;
  abandon(who?: Visitor): Promise<Finished>;
  /** The card of Meta as somebody sees it. */
  card(who?: Visitor): Promise<Record<string, unknown>>;
  connection(shopId?: number): Promise<StoredConnection | undefined>;
  /** A member of staff of another number, of this shop. */
  colleague(): Visitor;
  /** Somebody of another shop that has the app too. */
  stranger(domain: string): Promise<Visitor>;
}

export async function metaLoginStage(): Promise<MetaLoginStage> {
  const meta = await startMeta({ limits: 'off' });
  afterAll(() => meta.close());
  const stage = await adminStage({
    environment: {
      META_GRAPH_BASE_URL: meta.url,
      META_LOGIN_BASE_URL: meta.url,
      META_APP_ID: APP.clientId,
      META_APP_SECRET: APP.clientSecret,
    },
  });
  const visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  const shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);

  const made: MetaLoginStage = {
    ...stage,
    meta,
    visitor,
    shopId,
    async metaControl<Answer>(method: string, path: string, body?: unknown) {
      const response = await fetch(`${meta.url}/_control${path}`, {
        method,
        body: body === undefined ? null : JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as Answer;
    },
    later: (ms) => ({ ...stage.services, clock: () => stage.services.clock() + ms }),
    start: (answers = ANSWERS, who = visitor) =>
      who.act(PAGE, ROUTE, { intent: 'start-login', connector: 'meta', ...answers }),
    async comeBack(choice = {}, answers = ANSWERS, who = visitor) {
      const { loginUrl } = await made.start(answers, who);
      const answer = await fetch(await decideAtMeta(loginUrl ?? '', choice), { redirect: 'manual' });
      return new URL(answer.headers.get('location') ?? '').searchParams.get('login') ?? '';
    },
    finish: (login, who = visitor) => who.act(PAGE, ROUTE, { intent: 'finish-login', connector: 'meta', login }),
    choose: (accountId, who = visitor) =>
      who.act(PAGE, ROUTE, { intent: 'choose-account', connector: 'meta', accountId }),
    abandon: (who = visitor) => who.act(PAGE, ROUTE, { intent: 'abandon-choice', connector: 'meta' }),
    async card(who = visitor) {
      const { connectors } = await who.data<{ connectors: { id: string }[] }>(PAGE, ROUTE);
      return connectors.find(({ id }) => id === 'meta') ?? {};
    },
    async connection(of = shopId) {
      const { rows } = await stage.database.owner.query<StoredConnection>(
        `SELECT shop_id, status, status_reason, account_id, secret, login_ends_at, settings FROM connection
         WHERE shop_id = $1 AND connector = 'meta'`,
        [of],
      );
      return rows[0];
    },
    colleague: () =>
      visitorOf({
        ...stage,
        idToken: () =>
          Promise.resolve(
            issueIdToken({
              domain: stage.domain,
              apiKey: stage.environment.SHOPIFY_API_KEY,
              apiSecret: stage.environment.SHOPIFY_API_SECRET,
              nowMs: Date.now(),
              userId: '77',
              sessionId: 'session-of-a-colleague',
            }),
          ),
      }),
    async stranger(domain) {
      await stage.control('POST', '/shops', { domain, name: 'Other', scopes: stage.environment.SCOPES.split(',') });
      await stage.control('POST', `/shops/${domain}/install`);
      const who = visitorOf({
        ...stage,
        domain,
        idToken: async () =>
          (await stage.control<{ id_token: string }>('POST', `/shops/${domain}/id-token`, {})).id_token,
      });
      await who.get(`/app?${await who.framed()}`);
      await runInstall(stage.services, await who.shopId());
      return who;
    },
  };
  return made;
}
