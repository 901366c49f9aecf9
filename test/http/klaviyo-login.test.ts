/** Connecting to Klaviyo by its login page, door by door: out of the admin, back by the public door, completed, refreshed, ended. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { openPartner } from '#app/flows/deliver/openPartner.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import type { Services } from '#app/flows/services.ts';
import { secretContext } from '#app/store/connections.ts';
import { APP, decideAt } from '#test/flows/klaviyoLogin.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

const PAGE = '/app/connections';
const ROUTE = 'routes/connections';

let stage: AdminStage;
let visitor: Visitor;
let shopId: number;
let account: string;

beforeAll(async () => {
  stage = await adminStage({ klaviyoApp: true });
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);
  account = (await klaviyo<{ accounts: { id: string }[] }>('GET', '/accounts')).accounts[0]?.id ?? '';
});
beforeEach(async () => {
  await klaviyo('DELETE', '/faults');
});

async function klaviyo<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${stage.klaviyo.url}/_control${path}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

async function start(): Promise<string> {
  const form = { intent: 'start-login', connector: 'klaviyo' };
  return (await visitor.act<{ loginUrl: string }>(PAGE, ROUTE, form)).loginUrl;
}

/** What the public door hands on to the admin after the merchant's decision. */
async function comeBack(decision: 'allow' | 'deny' = 'allow'): Promise<{ back: URL; admin: URL; login: string }> {
  const back = await decideAt(await start(), account, decision);
  const answer = await fetch(back, { redirect: 'manual' });
  const admin = new URL(answer.headers.get('location') ?? '');
  return { back, admin, login: admin.searchParams.get('login') ?? '' };
}

type Finished = { ok: boolean; accountName?: string; loginProblem?: string };
const finish = (login: string): Promise<Finished> =>
  visitor.act(PAGE, ROUTE, { intent: 'finish-login', connector: 'klaviyo', login });
const connect = async (): Promise<void> => expect(await finish((await comeBack()).login)).toMatchObject({ ok: true });

async function connection(): Promise<{ status: string; status_reason: string | null; secret: Buffer | null }> {
  const { rows } = await stage.database.owner.query<{
    status: string;
    status_reason: string | null;
    secret: Buffer | null;
  }>('SELECT status, status_reason, secret FROM connection WHERE shop_id = $1', [shopId]);
  return rows[0] ?? { status: 'none', status_reason: null, secret: null };
}

async function grant(): Promise<{ accessToken: string; refreshToken: string }> {
  const { secret } = await connection();
  const text = stage.services.secrets.open(secret ?? Buffer.of(), secretContext(shopId, 1));
  return (JSON.parse(text) as { grant: { accessToken: string; refreshToken: string } }).grant;
}

const tokenCalls = async (): Promise<number> =>
  (await klaviyo<{ counts: { call: string; count: number }[] }>('GET', '/traffic')).counts.find(
    ({ call }) => call === 'POST /oauth/token',
  )?.count ?? 0;

describe('a login', () => {
  it('is offered, leads out with a challenge and a state, and back into the admin of the same shop', async () => {
    const { connectors } = await visitor.data<{ connectors: { id: string; hasLogin: boolean }[] }>(PAGE, ROUTE);
    expect(connectors.filter(({ hasLogin }) => hasLogin).map(({ id }) => id)).toEqual(['klaviyo']);
    const out = new URL(await start());
    expect(out.origin).toBe(new URL(stage.klaviyo.url).origin);
    expect(out.searchParams.get('code_challenge_method')).toBe('S256');
    expect(out.searchParams.get('redirect_uri')).toBe(`${stage.environment.SHOPIFY_APP_URL}/oauth/klaviyo/callback`);
    const { admin, back } = await comeBack();
    expect(admin.pathname).toContain(`${stage.domain}/admin/apps/kesit-test-key/app/connections`);
    expect(admin.href).not.toContain(back.searchParams.get('code'));
    const page = await fetch(admin);
    expect([page.status, page.url]).toEqual([200, expect.stringContaining('/app/connections?')]);
  });

  it('becomes a connection whose tokens are sealed, once', async () => {
    const { login } = await comeBack();
    expect(await finish(login)).toMatchObject({ ok: true, accountName: 'Kuzey Tekstil' });
    const { status, secret } = await connection();
    expect(status).toBe('active');
    expect(secret?.toString('latin1')).not.toContain((await grant()).accessToken);
    expect(await finish(login)).toMatchObject({ ok: false, loginProblem: 'stale' });
  });

  it('connects nothing when the merchant denies it', async () => {
    expect(await finish((await comeBack('deny')).login)).toMatchObject({ ok: false, loginProblem: 'denied' });
  });

  it('is over after ten minutes', async () => {
    const { back, login } = await comeBack();
    await stage.database.owner.query(`UPDATE partner_login SET expires_at = now() - interval '1 second'`);
    expect(await finish(login)).toMatchObject({ ok: false, loginProblem: 'stale' });
    expect((await fetch(back, { redirect: 'manual' })).status).toBe(400);
  });

  it.each([
    ['no state', ''],
    ['a state of nobody', `?code=x&state=1.${'a'.repeat(32)}`],
    ['a state that is none', '?code=x&state=../../etc'],
  ])('of a stranger with %s ends in words at the public door', async (_, query) => {
    const answer = await visitor.get(`/oauth/klaviyo/callback${query}`);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/not valid any more|artık geçerli değil/);
  });

  it('is refused when what came back is forged, or the exchange fails', async () => {
    expect(await finish('forged')).toMatchObject({ ok: false, loginProblem: 'stale' });
    const { login } = await comeBack();
    await klaviyo('POST', '/faults', { path: '/oauth/token', status: 503, times: 1 });
    expect(await finish(login)).toMatchObject({ ok: false, loginProblem: 'out-of-reach' });
    const second = await comeBack();
    await klaviyo('POST', '/faults', { path: '/oauth/token', status: 400, body: { error: 'invalid_grant' }, times: 1 });
    expect(await finish(second.login)).toMatchObject({ ok: false, loginProblem: 'refused' });
  });
});

describe('the tokens of a connection', () => {
  /** The same outside world, an hour later at Klaviyo and here. */
  async function anHourLater(): Promise<Services> {
    await klaviyo('POST', '/clock', { advanceMs: 3_600_000 });
    const { offsetMs } = await klaviyo<{ offsetMs: number }>('GET', '/clock');
    return { ...stage.services, clock: () => stage.services.clock() + offsetMs };
  }

  it('are refreshed once, however many processes find them ended', async () => {
    await connect();
    const before = await grant();
    const later = await anHourLater();
    await klaviyo('DELETE', '/traffic');
    const opened = await Promise.all([1, 2, 3, 4].map(() => openPartner(later, shopId, 1)));
    const tested = await Promise.all(opened.flatMap((partner) => (partner ? [partner.session.testConnection()] : [])));
    expect(tested.map(({ kind }) => kind)).toEqual(Array(4).fill('connected'));
    expect(await tokenCalls()).toBe(1);
    expect((await grant()).refreshToken).not.toBe(before.refreshToken);
  });

  it('are asked for again after a failure, and none is lost by it', async () => {
    await connect();
    const later = await anHourLater();
    await klaviyo('POST', '/faults', { path: '/oauth/token', status: 503, times: 1 });
    const partner = await openPartner(later, shopId, 1);
    expect(await partner?.session.testConnection()).toMatchObject({ halt: { kind: 'retry' } });
    expect(await partner?.session.testConnection()).toMatchObject({ kind: 'connected' });
  });

  it('ask the merchant once the app was removed in Klaviyo', async () => {
    await connect();
    await klaviyo('DELETE', `/apps/${APP.clientId}/installs`);
    const partner = await openPartner(await anHourLater(), shopId, 1);
    expect(await partner?.session.testConnection()).toMatchObject({
      halt: {
        kind: 'merchant-must-act',
        action: 'reconnect',
        reason: expect.stringContaining('Connect again') as string,
      },
    });
  });

  it('are revoked when the merchant disconnects, and then forgotten, also if Klaviyo fails at first', async () => {
    await connect();
    const { refreshToken } = await grant();
    await visitor.act(PAGE, ROUTE, { intent: 'disconnect', connectionId: '1' });
    await klaviyo('POST', '/faults', { path: '/oauth/revoke', status: 503, times: 1 });
    await deliver(stage.services, shopId, 1);
    expect((await connection()).secret).not.toBeNull();
    await deliver(await anHourLater(), shopId, 1);
    expect(await connection()).toMatchObject({ status: 'disconnected', secret: null });
    const basic = Buffer.from(`${APP.clientId}:${APP.clientSecret}`).toString('base64');
    const refresh = await fetch(`${stage.klaviyo.url}/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    });
    expect(refresh.status).toBe(400);
  });
});
