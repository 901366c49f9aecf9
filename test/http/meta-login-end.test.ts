/** How a login at Meta ends: after its time, refused by Meta, or by the merchant; told in time, and made good by another. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConnections } from '#app/flows/adminConnections.ts';
import { readHome } from '#app/flows/adminHome.ts';
import { deliver } from '#app/flows/deliver/deliver.ts';
import { openPartner } from '#app/flows/deliver/openPartner.ts';
import { pull } from '#app/flows/pull/pull.ts';
import { secretContext } from '#app/store/connections.ts';
import { PERSON } from '#test/flows/metaLogin.ts';
import { metaLoginStage, type MetaLoginStage } from './metaLoginStage.ts';

const DAY_MS = 86_400_000;

let stage: MetaLoginStage;
beforeAll(async () => {
  stage = await metaLoginStage();
});
beforeEach(async () => {
  await stage.metaControl('DELETE', '/state');
  await stage.metaControl('POST', '/limits', { mode: 'off' });
  await stage.metaControl('POST', '/accounts', { id: '51001', name: 'Kuzey Tekstil' });
  await stage.database.owner.query('DELETE FROM connection');
  expect(await stage.finish(await stage.comeBack())).toMatchObject({ ok: true });
});

async function tokenOf(shopId: number): Promise<string> {
  const { secret } = (await stage.connection(shopId)) ?? {};
  const text = stage.services.secrets.open(secret ?? Buffer.of(), secretContext(shopId, 1));
  return (JSON.parse(text) as { grant: { accessToken: string } }).grant.accessToken;
}

/** What Meta says to a token: the code of an error, or 0. */
async function refusalOf(token: string): Promise<number> {
  const answer = await fetch(`${stage.meta.url}/v25.0/me`, { headers: { Authorization: `Bearer ${token}` } });
  return ((await answer.json()) as { error?: { code: number } }).error?.code ?? 0;
}

describe('a login that runs out', () => {
  it('is told of a week before on the home page and beside the connection, and not earlier', async () => {
    const problems = async (ms: number): Promise<unknown[]> =>
      (await readHome(stage.later(ms), stage.shopId)).problems.filter(({ kind }) => kind === 'login-ends');
    expect(await problems(52 * DAY_MS)).toEqual([]);
    expect(await problems(54 * DAY_MS)).toMatchObject([{ connector: 'Meta', connectorId: 'meta' }]);
    const cards = await readConnections(stage.later(54 * DAY_MS), stage.shopId, 'staff:1');
    expect(cards.find(({ id }) => id === 'meta')?.connection).toMatchObject({ isLoginEnding: true });
  });

  it('goes on without a gap when the merchant logs in again in time', async () => {
    await stage.database.owner.query(`UPDATE connection SET login_ends_at = now() + interval '3 days'`);
    expect(await stage.card()).toMatchObject({ connection: { isLoginEnding: true } });
    expect(await stage.finish(await stage.comeBack({}, {}))).toMatchObject({ ok: true, isOtherAccount: false });
    expect(await stage.card()).toMatchObject({ connection: { status: 'active', isLoginEnding: false } });
  });

  it('stops the connection when it is over, before anything is asked of Meta', async () => {
    await stage.metaControl('DELETE', '/traffic');
    await pull(stage.later(61 * DAY_MS), stage.shopId, 1);
    expect(await stage.connection()).toMatchObject({
      status: 'reconnect',
      status_reason: 'The login has run out. Log in again.',
    });
    const home = await readHome(stage.services, stage.shopId);
    expect(home.problems).toContainEqual(expect.objectContaining({ kind: 'reconnect', connectorId: 'meta' }));
    expect(await stage.metaControl<{ entries: object[] }>('GET', '/traffic')).toMatchObject({ entries: [] });
    expect(await stage.finish(await stage.comeBack({}, {}))).toMatchObject({ ok: true });
    expect(await stage.connection()).toMatchObject({ status: 'active', status_reason: null });
  });

  it.each([
    ['invalidated', 'password'],
    ['deauthorised', 'taken back'],
    ['expired', 'run out'],
  ])('before its time, because Meta has it %s, asks to log in again and says why', async (state, words) => {
    await stage.metaControl('POST', `/tokens/${await tokenOf(stage.shopId)}`, { state });
    const partner = await openPartner(stage.services, stage.shopId, 1);
    expect(await partner?.session.testConnection()).toMatchObject({
      halt: { kind: 'merchant-must-act', action: 'reconnect', reason: expect.stringContaining(words) as string },
    });
  });

  it('is replaced in a session that is open, when the merchant has logged in again meanwhile', async () => {
    const partner = await openPartner(stage.services, stage.shopId, 1);
    await stage.metaControl('POST', `/tokens/${await tokenOf(stage.shopId)}`, { state: 'invalidated' });
    expect(await stage.finish(await stage.comeBack())).toMatchObject({ ok: true });
    expect(await partner?.session.testConnection()).toMatchObject({ kind: 'connected' });
  });
});

describe('disconnecting', () => {
  const disconnect = (): Promise<unknown> =>
    stage.visitor.act('/app/connections', 'routes/connections', { intent: 'disconnect', connectionId: '1' });

  it('removes the app at Meta and forgets the token, also if Meta fails at first', async () => {
    const token = await tokenOf(stage.shopId);
    await disconnect();
    await stage.metaControl('POST', '/faults', { method: 'DELETE', path: '/me/permissions', status: 503, times: 4 });
    await deliver(stage.services, stage.shopId, 1);
    expect((await stage.connection())?.secret).not.toBeNull();
    await stage.metaControl('DELETE', '/faults');
    await deliver(stage.later(DAY_MS), stage.shopId, 1);
    expect(await stage.connection()).toMatchObject({ status: 'disconnected', secret: null });
    expect(await refusalOf(token)).toBe(190);
  });

  it('leaves the same person’s login in another shop alone, until that one ends too', async () => {
    const token = await tokenOf(stage.shopId);
    const other = await stage.stranger('other-shop.myshopify.com');
    const otherShop = await other.shopId();
    const login = await stage.comeBack({ person: PERSON }, undefined, other);
    expect(await stage.finish(login, other)).toMatchObject({ ok: true });
    await disconnect();
    await deliver(stage.services, stage.shopId, 1);
    expect(await stage.connection()).toMatchObject({ status: 'disconnected', secret: null });
    expect(await refusalOf(token)).toBe(0);
    await other.act('/app/connections', 'routes/connections', { intent: 'disconnect', connectionId: '1' });
    await deliver(stage.services, otherShop, 1);
    expect(await refusalOf(token)).toBe(190);
  });
});
