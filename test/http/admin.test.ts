/** The admin's doors by HTTP: who is let in, what is stored, what a page and an action answer. */
import { beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#app/platform/database.ts';
import { makeSecrets } from '#app/platform/secrets.ts';
import { startWeb } from '#app/server.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { browser, visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;
const framed: Visitor['framed'] = (...args) => visitor.framed(...args);
const get: Visitor['get'] = (...args) => visitor.get(...args);
const data: Visitor['data'] = (...args) => visitor.data(...args);
const act: Visitor['act'] = (...args) => visitor.act(...args);
const jobs = (): Promise<string[]> => visitor.jobs();

beforeAll(async () => {
  stage = await adminStage();
  visitor = visitorOf(stage);
});

describe('the way in', () => {
  it('exchanges the token once, seals what it gets, registers the shop and asks for its set-up', async () => {
    const response = await get(`/app?${await framed()}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Setting up');

    const { counts } = await stage.control<{ counts: Record<string, number> }>('GET', '/traffic');
    const exchanges = Object.entries(counts).filter(([call]) => call.includes('access_token'));
    expect(exchanges.map(([, count]) => count)).toEqual([1]);

    const { rows } = await stage.database.owner.query<{ id: string; accessToken: string; refreshToken: string | null }>(
      'SELECT id, "accessToken", "refreshToken" FROM session',
    );
    expect(rows.map((row) => row.id)).toEqual([`offline_${stage.domain}`]);
    expect(rows[0]?.accessToken).not.toMatch(/^shp/);
    expect(
      stage.services.secrets.open(Buffer.from(rows[0]?.accessToken ?? '', 'base64'), `session:${rows[0]?.id ?? ''}`),
    ).toMatch(/^shp/);
    expect(rows[0]?.refreshToken).toBeTruthy();
    expect(await jobs()).toEqual(['install']);
  });

  it('comes in again without another exchange and without another registration', async () => {
    await stage.control('DELETE', '/traffic');
    await visitor.forgetJobs();
    expect((await get(`/app/segments?${await framed()}`)).status).toBe(200);
    const { counts } = await stage.control<{ counts: Record<string, number> }>('GET', '/traffic');
    expect(Object.keys(counts).filter((call) => call.includes('access_token'))).toEqual([]);
    expect(await jobs()).toEqual([]);
  });

  it('lets only the admin frame a page, and names App Bridge where it is', async () => {
    const response = await get(`/app?${await framed()}`);
    expect(response.headers.get('content-security-policy')).toContain(
      `frame-ancestors ${new URL(stage.shopify.url).origin} https://${stage.domain}`,
    );
    expect(response.headers.get('link')).toContain(stage.shopify.appBridgeUrl);
    const html = await response.text();
    expect(html.indexOf('<script')).toBe(
      html.indexOf(`<script src="${stage.shopify.appBridgeUrl}" data-api-key="${stage.environment.SHOPIFY_API_KEY}"`),
    );
  });

  it('sends a page without a token over the bounce page, which is ours to frame too', async () => {
    const query = await framed();
    const without = new URLSearchParams(query);
    without.delete('id_token');
    const bounced = await get(`/app?${without.toString()}`);
    expect(bounced.status).toBe(302);
    const location = bounced.headers.get('location') ?? '';
    expect(location).toMatch(/^\/auth\/session-token\?/);
    const page = await get(location);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(stage.shopify.appBridgeUrl);
    expect(page.headers.get('content-security-policy')).toContain(new URL(stage.shopify.url).origin);
  });

  it.each([
    ['malformed', 'not.a.token'],
    [
      'signed by somebody else',
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJkZXN0IjoiaHR0cHM6Ly94Lm15c2hvcGlmeS5jb20ifQ.c2lnbmF0dXJl',
    ],
  ])('answers a token that is %s with 401 and the word to fetch another', async (_, token) => {
    const response = await get('/app/segments?_data=routes%2Fsegments', { authorization: `Bearer ${token}` });
    expect(response.status).toBe(401);
    expect(response.headers.get('x-shopify-retry-invalid-session-request')).toBe('1');
  });

  it('answers an expired token with 401', async () => {
    const response = await get('/app/segments?_data=routes%2Fsegments', {
      authorization: `Bearer ${await stage.idToken(-120)}`,
    });
    expect(response.status).toBe(401);
  });

  it('asks nobody for a shop', async () => {
    const response = await get('/app');
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/auth/login');
    const page = await get('/auth/login');
    expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none';");
    expect(await page.text()).not.toContain('<input');
  });
});

describe('pages and actions', () => {
  beforeAll(async () => {
    const shopId = await visitor.shopId();
    await runInstall(stage.services, shopId);
  });

  it('speaks Turkish when the admin does, else English', async () => {
    const turkish = await (await get(`/app/segments?${await framed({ locale: 'tr' })}`)).text();
    expect(turkish).toContain('<html lang="tr">');
    expect(turkish).toContain('Geri Kazanım');
    const german = await (await get(`/app/segments?${await framed({ locale: 'de' })}`)).text();
    expect(german).toContain('<html lang="en">');
    expect(german).toContain('Winback');
  });

  it('answers 404 for what the shop does not have', async () => {
    expect((await get(`/app/segments/99?${await framed()}`)).status).toBe(404);
    expect((await get(`/app/segments/x?${await framed()}`)).status).toBe(404);
    expect((await get(`/app/segments/1/customers/5?${await framed()}`)).status).toBe(404);
    expect((await get(`/app/nothing/here?${await framed()}`)).status).toBe(404);
  });

  it('refuses a key the partner refuses, beside its field, and stores nothing', async () => {
    const answer = await act<{ ok: boolean; problems: { code: string; field: string; detail: string }[] }>(
      '/app/connections',
      'routes/connections',
      { intent: 'connect', connector: 'klaviyo', apiKey: 'pk_ffffffffffffffffffffffffffffffffff' },
    );
    expect(answer.ok).toBe(false);
    expect(answer.problems).toEqual([{ code: 'refused', field: 'apiKey', detail: expect.stringMatching(/\w/) }]);
    const empty = await act<{ problems: unknown }>('/app/connections', 'routes/connections', {
      intent: 'connect',
      connector: 'klaviyo',
      apiKey: ' ',
    });
    expect(empty.problems).toEqual([{ code: 'missing', field: 'apiKey', detail: null }]);
    const { rows } = await stage.database.owner.query('SELECT FROM connection');
    expect(rows).toEqual([]);
  });

  it('stores a key the partner accepts, sealed, and never shows it again', async () => {
    await visitor.forgetJobs();
    const answer = await act('/app/connections', 'routes/connections', {
      intent: 'connect',
      connector: 'klaviyo',
      apiKey: stage.klaviyoKey,
    });
    expect(answer).toEqual({ ok: true, accountName: 'Kuzey Tekstil', isOtherAccount: false });
    const { rows } = await stage.database.owner.query<{ secret: Buffer }>('SELECT secret FROM connection');
    expect(rows[0]?.secret.toString('latin1')).not.toContain(stage.klaviyoKey);
    const context = `connection:${await visitor.shopId()}:1`;
    expect(JSON.parse(stage.services.secrets.open(rows[0]!.secret, context))).toEqual({ apiKey: stage.klaviyoKey });
    expect(await jobs()).toEqual(['deliver', 'place', 'pull']);

    const shown = JSON.stringify(await data('/app/connections', 'routes/connections'));
    expect(shown).toContain('Kuzey Tekstil');
    expect(shown).not.toContain(stage.klaviyoKey);
    expect(shown).not.toContain('secret":{');
  });

  it('switches a segment on as a list named in the language of the shop, and asks the worker to place', async () => {
    await visitor.forgetJobs();
    const flip = (enabled: string) =>
      act('/app/destinations', 'routes/destinations', { intent: 'switch', segmentId: '8', connectionId: '1', enabled });
    expect(await Promise.all([flip('true'), flip('true')])).toEqual([{ ok: true }, { ok: true }]);
    const rows = () =>
      stage.database.owner
        .query<Record<string, unknown>>(
          'SELECT destination_id, segment_id, enabled, list_name, consent_required FROM destination',
        )
        .then((answer) => answer.rows);
    expect(await rows()).toEqual([
      { destination_id: 1, segment_id: 8, enabled: true, list_name: 'Kesit · Geri Kazanım', consent_required: true },
    ]);
    expect(await jobs()).toEqual(['place']);

    await act('/app/destinations', 'routes/destinations', {
      intent: 'consent',
      destinationId: '1',
      consentRequired: 'false',
    });
    await flip('false');
    expect(await rows()).toMatchObject([{ enabled: false, consent_required: false }]);
  });

  it('refuses a switch for a segment or an account that is not there', async () => {
    const flip = (segmentId: string, connectionId: string) =>
      act('/app/destinations', 'routes/destinations', { intent: 'switch', segmentId, connectionId, enabled: 'true' });
    expect(await flip('99', '1')).toEqual({ ok: false, problem: 'no-such-segment' });
    expect(await flip('1', '9')).toEqual({ ok: false, problem: 'not-connected' });
  });

  it('answers a form that is no form with 400', async () => {
    await expect(act('/app/destinations', 'routes/destinations', { intent: 'switch', segmentId: 'x' })).rejects.toThrow(
      '400',
    );
    await expect(act('/app/connections', 'routes/connections', { intent: 'dance' })).rejects.toThrow('400');
  });

  it('exchanges the token anew when the stored one was sealed with another key', async () => {
    const sealed = makeSecrets('another key of more than thirty-two characters').seal(
      'shpat_former',
      `session:offline_${stage.domain}`,
    );
    const token = () =>
      stage.database.owner
        .query<{ accessToken: string }>('SELECT "accessToken" FROM session')
        .then(({ rows }) => rows.map((row) => row.accessToken));
    await stage.database.owner.query('UPDATE session SET "accessToken" = $1, "refreshToken" = $1', [
      sealed.toString('base64'),
    ]);
    await stage.control('DELETE', '/traffic');
    expect((await get(`/app?${await framed()}`)).status).toBe(200);
    const { counts } = await stage.control<{ counts: Record<string, number> }>('GET', '/traffic');
    const exchanges = Object.entries(counts).filter(([call]) => call.includes('access_token'));
    expect(exchanges.map(([, count]) => count)).toEqual([1]);
    const [stored] = await token();
    expect(stage.services.secrets.open(Buffer.from(stored ?? '', 'base64'), `session:offline_${stage.domain}`)).toMatch(
      /^shp/,
    );
    // From then on the stored one is used.
    expect((await get(`/app?${await framed()}`)).status).toBe(200);
    expect(await token()).toEqual([stored]);
  });

  it('exchanges the token anew for a shop that had uninstalled the app, and registers it again', async () => {
    await stage.database.owner.query(`UPDATE shop SET status = 'uninstalled'`);
    await stage.control('DELETE', '/traffic');
    await visitor.forgetJobs();
    expect((await get(`/app?${await framed()}`)).status).toBe(200);
    const { counts } = await stage.control<{ counts: Record<string, number> }>('GET', '/traffic');
    expect(Object.keys(counts).filter((call) => call.includes('access_token'))).toHaveLength(1);
    expect(await jobs()).toEqual(['install']);
  });
});

describe('the other doors', () => {
  it('says that it is well while the database answers', async () => {
    const response = await get('/healthz');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('ok');
  });

  it('says that it is not well when the database does not answer, and answers nothing as if it were', async () => {
    const database = openDatabase({ url: stage.database.urls.web });
    const web = await startWeb({ ...stage.environment, PORT: 0 }, { database });
    try {
      await database.close();
      expect((await fetch(`${web.url}/healthz`)).status).toBe(503);
      const page = await fetch(`${web.url}/app?${await framed()}`, { headers: browser });
      expect(page.status).toBe(500);
      expect(await page.text()).not.toContain('Cannot use a pool');
    } finally {
      await web.close();
    }
  });

  it('stops only after what is under way has been answered', async () => {
    const web = await startWeb({ ...stage.environment, PORT: 0 });
    const lock = await stage.database.owner.connect();
    await lock.query('BEGIN; LOCK TABLE segment IN ACCESS EXCLUSIVE MODE');
    const asked = fetch(`${web.url}/app/segments?${await framed()}`, { headers: browser });
    await expect
      .poll(async () => {
        const { rows } = await lock.query('SELECT FROM pg_locks WHERE NOT granted');
        return rows.length;
      })
      .toBeGreaterThan(0);
    const closed = web.close();
    await lock.query('COMMIT');
    lock.release();
    const response = await asked;
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('</html>');
    await closed;
    await expect(fetch(`${web.url}/healthz`)).rejects.toThrow();
  });

  it('leads webhooks and storefront events past the pages', async () => {
    const webhook = await fetch(`${stage.web.url}/webhooks`, { method: 'POST', body: '{}' });
    expect(webhook.status).toBe(400);
    const event = await fetch(`${stage.web.url}/events`, { method: 'POST', body: '{}' });
    expect(event.status).toBe(400);
  });

  it('serves hashed files for good and nothing else from there', async () => {
    const html = await (await get(`/app?${await framed()}`)).text();
    const asset = /\/assets\/[^"]+\.js/.exec(html)?.[0] ?? '';
    const response = await get(asset);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect((await get('/package.json')).status).toBe(404);
    expect((await get('/assets/nothing.js')).status).toBe(404);
  });
});
