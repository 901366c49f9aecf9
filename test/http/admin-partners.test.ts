/** What the admin's pages say of each partner: what it answered, in the merchant's language, and only what can be had of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { UNREADABLE } from '#app/flows/deliver/openPartner.ts';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { FILE_RULES } from '#connectors/sftp/rules.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;
let shopId: number;

/** A connection with each kind of partner, numbered in this order; one list of each, numbered likewise. */
const PARTNERS = ['klaviyo', 'meta', 'shopify-tags', 'esp-feed', 'sftp', 'esp-api'];

beforeAll(async () => {
  stage = await adminStage();
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);
  await stage.database.owner.query(
    `INSERT INTO connection (shop_id, connection_id, connector, account_id, account_name, connected_at)
     SELECT $1, number, connector, 'account', 'Account', now() FROM unnest($2::text[]) WITH ORDINALITY AS known (connector, number)`,
    [shopId, PARTNERS],
  );
  for (const [index] of PARTNERS.entries())
    await visitor.act('/app/destinations', 'routes/destinations', {
      intent: 'switch',
      segmentId: '1',
      connectionId: String(index + 1),
      enabled: 'true',
    });
});

const html = async (path: string, locale: 'tr' | 'en'): Promise<string> => {
  const response = await visitor.get(`${path}?${await visitor.framed({ locale })}`);
  expect(response.status).toBe(200);
  return response.text();
};

describe('what can be had of a list', () => {
  /** What the page offers for the list of each partner; each list begins with its switch, after the segment’s own. */
  const offered = async (words: string): Promise<string[]> => {
    const page = await html('/app/segments/1/lists', 'en');
    const parts = page.split('role="switch"').slice(-PARTNERS.length);
    return PARTNERS.filter((_, index) => parts[index]?.includes(words));
  };
  const change = (partner: string, form: Record<string, string>): Promise<unknown> =>
    visitor.act('/app/destinations', 'routes/destinations', {
      destinationId: String(PARTNERS.indexOf(partner) + 1),
      ...form,
    });

  it('is everybody once more where partners are told of customers one by one', async () => {
    expect(await offered('Send the whole list again')).toEqual(['klaviyo', 'meta', 'shopify-tags', 'esp-feed']);
    for (const partner of ['sftp', 'esp-api'])
      expect(await change(partner, { intent: 'send-whole' })).toEqual({ ok: false, problem: 'not-offered' });
    expect(await change('meta', { intent: 'send-whole' })).toEqual({ ok: true });
  });

  it('is what becomes of it when it is deleted, where it can be', async () => {
    expect(await offered('If the list is deleted in')).toEqual(['klaviyo', 'meta', 'esp-feed']);
    const told = { intent: 'when-gone', whenGone: 'told' };
    for (const partner of ['shopify-tags', 'sftp', 'esp-api'])
      expect(await change(partner, told)).toEqual({ ok: false, problem: 'not-offered' });
    expect(await change('klaviyo', told)).toEqual({ ok: true });
  });

  it('is the reading of events only where the partner tells any', async () => {
    const page = await html('/app/connections', 'en');
    const cards = page.split('<section aria-label="').slice(1);
    const known = cards.filter((card) => card.includes('Connected since')).map((card) => card.split('"')[0]);
    expect(known).toEqual(['Klaviyo', 'Meta', 'Shopify', 'Webhook', 'SFTP']);
    const reading = cards.filter((card) => card.includes('E-mail events last read')).map((card) => card.split('"')[0]);
    expect(reading).toEqual(['Klaviyo']);
  });
});

describe('what a partner said', () => {
  it('is told in Turkish on the first page and beside the connection', async () => {
    await stage.database.owner.query(
      `UPDATE connection SET status = 'reconnect', status_reason = $1 WHERE connector = 'klaviyo'`,
      [UNREADABLE],
    );
    for (const path of ['/app', '/app/connections']) {
      const page = await html(path, 'tr');
      expect(/<p[^>]*>([^<]*diyor ki:[^<]*)<\/p>/.exec(page)?.[1]).toBe(
        'Klaviyo diyor ki: Saklanan anahtar artık okunamıyor. Yeniden girin.',
      );
    }
    expect(await html('/app', 'en')).toContain(`Klaviyo says: ${UNREADABLE}`);
    await stage.database.owner.query(`UPDATE connection SET status = 'active', status_reason = NULL`);
  });

  it('is told in Turkish where a file was not written', async () => {
    const { reason } = FILE_RULES['not allowed'];
    await stage.database.owner.query(`UPDATE destination SET last_file = $1 WHERE connection_id = $2`, [
      { fileName: 'kesit.csv', at: 0, written: null, problem: reason },
      PARTNERS.indexOf('sftp') + 1,
    ]);
    const told = /<p>([^<]*)<\/p>/;
    const shown = async (locale: 'tr' | 'en'): Promise<string | undefined> =>
      told.exec((await html('/app/segments/1/lists', locale)).split('kesit.csv').at(1) ?? '')?.[1];
    expect(await shown('tr')).toBe(
      'Kullanıcının klasöre yazma ya da klasördeki dosyaların adını değiştirme yetkisi yok.',
    );
    expect(await shown('en')).toBe(reason);
  });
});

describe('a form that is refused', () => {
  const connect = (connector: string, given: Record<string, string>): Promise<unknown> =>
    visitor.act('/app/connections', 'routes/connections', { intent: 'connect', connector, ...given });
  const refused = (code: string, field: string, detail: unknown = null): unknown => ({
    ok: false,
    problems: [{ code, field, detail }],
  });

  it('blames the field that the words are about', async () => {
    const secret = `whsec_${'A'.repeat(43)}=`;
    expect(await connect('esp-feed', { endpoint: 'https://10.0.0.1/hook', secret })).toEqual(
      refused('refused', 'endpoint', expect.stringContaining('private network')),
    );
    expect(await connect('klaviyo', { apiKey: 'pk_00000000000000000000000000000000ff' })).toEqual(
      refused('refused', 'apiKey', expect.stringContaining('private API key')),
    );
  });

  it('says so beside a field with far more in it than is asked for, and stores nothing of it', async () => {
    const before = await stage.database.owner.query('SELECT secret FROM connection ORDER BY connection_id');
    for (const length of [8_001, 1_000_000])
      expect(await connect('klaviyo', { apiKey: `pk_${'a'.repeat(length)}` })).toEqual(refused('too-long', 'apiKey'));
    expect(await connect('klaviyo', { apiKey: `pk_${'a'.repeat(7_000)}` })).toMatchObject({
      problems: [{ code: 'refused' }],
    });
    const { rows } = await stage.database.owner.query('SELECT secret FROM connection ORDER BY connection_id');
    expect(rows).toEqual(before.rows);
  });
});
