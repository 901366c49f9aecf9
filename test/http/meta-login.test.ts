/** Connecting to Meta by its login page, door by door: asked, out and back, an account chosen, checked, connected. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ANSWERS, metaLoginStage, type MetaLoginStage } from './metaLoginStage.ts';

let stage: MetaLoginStage;
beforeAll(async () => {
  stage = await metaLoginStage();
});
beforeEach(async () => {
  await stage.metaControl('DELETE', '/state');
  await stage.metaControl('POST', '/limits', { mode: 'off' });
  await stage.metaControl('POST', '/accounts', { id: '41001', name: 'Kuzey Tekstil' });
  await stage.database.owner.query('DELETE FROM login_choice');
  await stage.database.owner.query('DELETE FROM connection');
});

const secondAccount = (given: object = {}): Promise<unknown> =>
  stage.metaControl('POST', '/accounts', { id: '41002', name: 'Güney', currency: 'EUR', ...given });

describe('a login at Meta', () => {
  it('is offered beside the token, and leads out once it is said on what basis people are matched', async () => {
    const card = await stage.card();
    expect(card).toMatchObject({ hasLogin: true, choice: null, connection: null });
    expect((card.askedFields as { name: string }[]).map(({ name }) => name)).toEqual(['basis', 'limitedDataUse']);
    expect(await stage.start({})).toMatchObject({
      loginUrl: null,
      problems: [{ code: 'missing', field: 'basis' }, { code: 'missing' }],
    });
    expect(await stage.start({ ...ANSWERS, basis: 'because' })).toMatchObject({
      loginUrl: null,
      problems: [{ code: 'malformed', field: 'basis' }],
    });
    const out = new URL((await stage.start()).loginUrl ?? '');
    expect(out.pathname).toBe('/v25.0/dialog/oauth');
    expect(out.searchParams.get('redirect_uri')).toBe(`${stage.environment.SHOPIFY_APP_URL}/oauth/meta/callback`);
  });

  it('takes the only account at once, seals its token, and notes its end and what was answered', async () => {
    expect(await stage.finish(await stage.comeBack())).toEqual({
      ok: true,
      accountName: 'Kuzey Tekstil',
      isOtherAccount: false,
    });
    const stored = await stage.connection();
    expect(stored).toMatchObject({ status: 'active', account_id: 'act_41001', settings: ANSWERS });
    expect(stored?.secret?.toString('latin1')).not.toContain('EAA');
    expect(Number(stored?.login_ends_at) - Date.now()).toBeGreaterThan(59 * 86_400_000);
    expect(await stage.card()).toMatchObject({ choice: null, connection: { byLogin: true, isLoginEnding: false } });
  });

  it('is good for one return', async () => {
    const login = await stage.comeBack();
    expect(await stage.finish(login)).toMatchObject({ ok: true });
    expect(await stage.finish(login)).toMatchObject({ loginProblem: 'stale' });
    expect(await stage.finish('forged')).toMatchObject({ loginProblem: 'stale' });
  });

  it('of a state that nobody was given ends in words at the public door', async () => {
    const answer = await stage.visitor.get(`/oauth/meta/callback?code=x&state=1.${'a'.repeat(32)}`);
    expect(answer.status).toBe(400);
  });

  it('connects nothing when the merchant says no, or keeps back the permission', async () => {
    expect(await stage.finish(await stage.comeBack({ decision: 'deny' }))).toMatchObject({ loginProblem: 'denied' });
    expect(await stage.finish(await stage.comeBack({ granted: [] }))).toMatchObject({
      loginProblem: 'declined',
      detail: 'ads_management',
    });
    expect(await stage.connection()).toBeUndefined();
    expect(await stage.finish(await stage.comeBack())).toMatchObject({ ok: true });
  });

  it('says so when there is no account in which the person may advertise', async () => {
    await stage.metaControl('POST', '/accounts', { id: '41001', tasks: ['ANALYZE'] });
    expect(await stage.finish(await stage.comeBack())).toMatchObject({ loginProblem: 'none' });
    expect(await stage.card()).toMatchObject({ choice: null });
  });

  it('is no use to somebody of another shop', async () => {
    const login = await stage.comeBack();
    const stranger = await stage.stranger('other-shop.myshopify.com');
    expect(await stage.finish(login, stranger)).toMatchObject({ loginProblem: 'stale' });
    expect(await stage.connection(await stranger.shopId())).toBeUndefined();
    expect(await stage.finish(login)).toMatchObject({ ok: true });
  });

  it('can be started again when Meta fails', async () => {
    const login = await stage.comeBack();
    await stage.metaControl('POST', '/faults', { path: '/oauth/access_token', status: 503 });
    expect(await stage.finish(login)).toMatchObject({ loginProblem: 'out-of-reach' });
  });
});

describe('a choice of accounts', () => {
  beforeEach(() => secondAccount());

  it('is offered to whoever logged in, and the chosen one is connected', async () => {
    await stage.metaControl('POST', '/accounts', { id: '41003', name: 'Eski', status: 101 });
    expect(await stage.finish(await stage.comeBack())).toEqual({ ok: false, choose: true });
    expect(await stage.connection()).toBeUndefined();
    const { choice } = await stage.card();
    expect(choice).toMatchObject({
      isCutOff: false,
      accounts: [
        { accountId: 'act_41001', name: 'Kuzey Tekstil', currency: 'TRY', isUsable: true },
        { accountId: 'act_41002', name: 'Güney', currency: 'EUR', notice: null },
        { accountId: 'act_41003', isUsable: false, notice: { en: 'Closed' } },
      ],
    });
    expect(JSON.stringify(choice)).not.toContain('EAA');
    const { rows } = await stage.database.owner.query<{ offer: Buffer }>('SELECT offer FROM login_choice');
    expect(rows[0]?.offer.toString('latin1')).not.toMatch(/EAA|Kuzey/);
    expect(await stage.choose('act_41002')).toMatchObject({ ok: true, accountName: 'Güney' });
    expect(await stage.connection()).toMatchObject({ account_id: 'act_41002', settings: ANSWERS });
    expect(await stage.choose('act_41001')).toMatchObject({ loginProblem: 'stale' });
    expect(await stage.card()).toMatchObject({ choice: null });
  });

  it('takes no account that was not offered, or is closed', async () => {
    await secondAccount({ status: 2 });
    await stage.metaControl('POST', '/accounts', { id: '41004', name: 'Somebody’s', users: ['10150000000000099'] });
    await stage.finish(await stage.comeBack());
    for (const accountId of ['act_41004', 'act_41002', 'act_1', ''])
      expect(await stage.choose(accountId)).toMatchObject({ loginProblem: 'refused' });
    expect(await stage.connection()).toBeUndefined();
  });

  it('is nobody else’s: not a colleague’s, not of another shop', async () => {
    await stage.finish(await stage.comeBack());
    for (const other of [stage.colleague(), await stage.stranger('third-shop.myshopify.com')]) {
      expect(await stage.card(other)).toMatchObject({ choice: null });
      expect(await stage.choose('act_41001', other)).toMatchObject({ loginProblem: 'stale' });
    }
    expect(await stage.choose('act_41001')).toMatchObject({ ok: true });
  });

  it('is over after half an hour, and when the merchant goes on without it', async () => {
    await stage.finish(await stage.comeBack());
    expect(await stage.abandon()).toEqual({ ok: true });
    expect(await stage.choose('act_41001')).toMatchObject({ loginProblem: 'stale' });
    await stage.finish(await stage.comeBack());
    await stage.database.owner.query(`UPDATE login_choice SET expires_at = now() - interval '1 second'`);
    expect(await stage.card()).toMatchObject({ choice: null });
    expect(await stage.choose('act_41001')).toMatchObject({ loginProblem: 'stale' });
  });

  it('stays while terms are not accepted, with the page on which they are, and goes on when they are', async () => {
    await secondAccount({ tosAccepted: false });
    await stage.finish(await stage.comeBack());
    expect(await stage.choose('act_41002')).toMatchObject({
      loginProblem: 'not-ready',
      detail: expect.stringContaining(
        'https://business.facebook.com/ads/manage/customaudiences/tos/?act=41002',
      ) as string,
    });
    expect(await stage.connection()).toBeUndefined();
    await secondAccount({ tosAccepted: true });
    expect(await stage.choose('act_41002')).toMatchObject({ ok: true });
  });

  it('is offered for a single account that is not ready, too', async () => {
    await secondAccount({ users: [] });
    await stage.metaControl('POST', '/accounts', { id: '41001', tosAccepted: false });
    expect(await stage.finish(await stage.comeBack())).toMatchObject({ loginProblem: 'not-ready' });
    expect(await stage.card()).toMatchObject({ choice: { accounts: [{ accountId: 'act_41001' }] } });
  });

  it('leads to another account by logging in again, with what was answered before', async () => {
    await stage.finish(await stage.comeBack());
    await stage.choose('act_41001');
    expect(await stage.finish(await stage.comeBack({}, {}))).toEqual({ ok: false, choose: true });
    expect(await stage.choose('act_41002')).toMatchObject({ ok: true, isOtherAccount: true });
    expect(await stage.connection()).toMatchObject({ account_id: 'act_41002', settings: ANSWERS });
  });
});
