/** Segments by the admin's doors: every change a merchant can make, what is refused and why, and what the pages then say. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runInstall } from '#app/flows/install/runInstall.ts';
import { changeSegment } from '#app/flows/segments/changeSegments.ts';
import { resegment } from '#app/flows/segments/resegment.ts';
import type { ShopId } from '#app/platform/database.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { visitorOf, type Visitor } from './adminVisitor.ts';

let stage: AdminStage;
let visitor: Visitor;
let shopId: ShopId;

type Answer = { ok: boolean; segmentId?: number; problem?: { kind: string; [more: string]: unknown } };
interface SegmentPage {
  tab: string;
  detail: { active: boolean; isPending: boolean; labels: string[]; page: object | null };
  definition: {
    values: Record<string, string | number>;
    versions: { version: number; action: string; actor: string; params: Record<string, unknown> }[];
  };
  numbers: { experiment: { holdoutPercent: number; split: object | null } | null } | null;
}
interface Catalogue {
  entries: { presetId: string; segmentId: number | null; active: boolean; missingNeeds: string[] }[];
}

const change = (form: Record<string, string>): Promise<Answer> =>
  visitor.act('/app/segments/changes', 'routes/segmentChanges', form);
const segmentPage = (segmentId: number, tab = ''): Promise<SegmentPage> =>
  visitor.data(`/app/segments/${segmentId}${tab === '' ? '' : `/${tab}`}`, 'routes/segment');
const entry = async (presetId: string) => {
  const { entries } = await visitor.data<Catalogue>('/app/segments/catalogue', 'routes/segmentCatalogue');
  return entries.find((each) => each.presetId === presetId)!;
};
const html = async (path: string, locale = 'en'): Promise<string> => {
  const response = await visitor.get(`${path}?${await visitor.framed({ locale })}`);
  expect(response.status).toBe(200);
  return response.text();
};

/** Winback, as the order of the standard segments has it. */
const WINBACK = 8;

beforeAll(async () => {
  stage = await adminStage();
  visitor = visitorOf(stage);
  await visitor.get(`/app?${await visitor.framed()}`);
  shopId = await visitor.shopId();
  await runInstall(stage.services, shopId);
});

beforeEach(async () => {
  await resegment(stage.services, shopId);
  await visitor.forgetJobs();
});

describe('the switch of a segment', () => {
  it('is wanted at once, asks the worker to bring it about, and is in the history with who did it', async () => {
    expect(await change({ intent: 'switch', segmentId: String(WINBACK), active: 'false' })).toEqual({
      ok: true,
      segmentId: WINBACK,
    });
    expect(await visitor.jobs()).toEqual(['resegment']);
    const { detail, definition } = await segmentPage(WINBACK);
    expect(detail).toMatchObject({ active: false, isPending: true });
    expect(definition.versions[0]).toMatchObject({ action: 'off', actor: expect.stringMatching(/^staff:\d+$/) });

    await resegment(stage.services, shopId);
    expect((await segmentPage(WINBACK)).detail).toMatchObject({ active: false, isPending: false });
    await change({ intent: 'switch', segmentId: String(WINBACK), active: 'true' });
    expect((await segmentPage(WINBACK)).detail.active).toBe(true);
  });

  it('of a segment there is not is refused', async () => {
    expect(await change({ intent: 'switch', segmentId: '4711', active: 'true' })).toEqual({
      ok: false,
      problem: { kind: 'no-such-segment' },
    });
  });
});

describe('the catalogue', () => {
  it('makes a segment of a preset that the shop never had', async () => {
    expect(await entry('welcome')).toMatchObject({ segmentId: null, active: false });
    const { segmentId } = await change({ intent: 'preset', presetId: 'welcome', active: 'true' });
    expect(await entry('welcome')).toMatchObject({ segmentId, active: true });
    await resegment(stage.services, shopId);
    expect((await segmentPage(segmentId!)).detail).toMatchObject({ active: true, isPending: false });
  });

  it('keeps a preset off until what only the merchant knows is filled in', async () => {
    expect(await change({ intent: 'preset', presetId: 'by-place', active: 'true' })).toEqual({
      ok: false,
      problem: { kind: 'bad-values', fields: ['places'] },
    });
    const values = JSON.stringify({ by: 'city', places: 'İzmir, Ankara' });
    expect(await change({ intent: 'preset', presetId: 'by-place', active: 'true', values })).toMatchObject({
      ok: true,
    });
    expect(await entry('by-place')).toMatchObject({ active: true });
  });

  it('makes no segment of a special category of personal data', async () => {
    const values = JSON.stringify({ key: 'custom.religion', values: 'any' });
    expect(await change({ intent: 'preset', presetId: 'by-interest', active: 'true', values })).toEqual({
      ok: false,
      problem: { kind: 'sensitive-values', fields: ['key'] },
    });
  });

  it('says whose forecasts are looked at, with a link, where a segment looks at them', async () => {
    const { segmentId } = await change({ intent: 'preset', presetId: 'weather', active: 'true' });
    for (const path of ['/app/segments/catalogue', `/app/segments/${segmentId}/definition`]) {
      const page = await html(path);
      expect(page).toContain('Weather data by Open-Meteo.com');
      expect(page).toContain('href="https://open-meteo.com/"');
      expect(page).toContain('href="https://creativecommons.org/licenses/by/4.0/"');
      expect(await html(path, 'tr')).toContain('Hava durumu verileri: Open-Meteo.com');
    }
    expect(await html(`/app/segments/${WINBACK}/definition`)).not.toContain('Open-Meteo');
  });

  it('refuses a preset there is not', async () => {
    expect(await change({ intent: 'preset', presetId: 'by-horoscope', active: 'true' })).toEqual({
      ok: false,
      problem: { kind: 'no-such-preset' },
    });
  });

  it('says what a shop would have to connect, in the language of the admin', async () => {
    expect((await entry('engaged-30')).missingNeeds).toEqual(['email-events']);
    expect(await html('/app/segments/catalogue', 'tr')).toContain('Hazır segmentler');
    expect(await html('/app/segments/catalogue')).toContain('Ready-made segments');
  });
});

describe('the settings of a preset', () => {
  const edit = (quietDays: unknown): Promise<Answer> =>
    change({ intent: 'edit', segmentId: String(WINBACK), values: JSON.stringify({ quietDays }) });

  it('are changed, and stand in the description at once', async () => {
    expect(await edit(120)).toEqual({ ok: true, segmentId: WINBACK });
    expect((await segmentPage(WINBACK, 'definition')).definition.values).toMatchObject({ quietDays: 120 });
    expect(await html(`/app/segments/${WINBACK}/definition`)).toContain('120 days');
  });

  it.each([0, 1.5, 1_000_000, 'many', null])('are refused with their field when a number is %s', async (quietDays) => {
    expect(await edit(quietDays)).toEqual({ ok: false, problem: { kind: 'bad-values', fields: ['quietDays'] } });
  });

  it('are taken back, as another version', async () => {
    await edit(90);
    const before = (await segmentPage(WINBACK, 'history')).definition.versions;
    expect(before[0]?.params).toMatchObject({ quietDays: 90 });
    const version = String(before[1]?.version);
    expect(await change({ intent: 'undo', segmentId: String(WINBACK), version })).toMatchObject({ ok: true });
    const [latest] = (await segmentPage(WINBACK, 'history')).definition.versions;
    expect(latest).toMatchObject({ action: 'undone', version: before.length + 1, params: { quietDays: 120 } });
    expect(await change({ intent: 'undo', segmentId: String(WINBACK), version: '99' })).toEqual({
      ok: false,
      problem: { kind: 'no-such-version' },
    });
  });
});

describe('labels', () => {
  const label = (labels: unknown): Promise<Answer> =>
    change({ intent: 'labels', segmentId: String(WINBACK), labels: JSON.stringify(labels) });

  it('are kept as typed, each once', async () => {
    expect(await label([' Bahar  kampanyası', 'VIP', 'VIP', ' '])).toEqual({ ok: true });
    expect((await segmentPage(WINBACK)).detail.labels).toEqual(['Bahar kampanyası', 'VIP']);
    expect(await html('/app/segments')).toContain('Bahar kampanyası');
  });

  it('are refused when there are too many or one is too long', async () => {
    const refused = { ok: false, problem: { kind: 'bad-labels' } };
    expect(await label(Array.from({ length: 21 }, (_, index) => `label ${index}`))).toEqual(refused);
    expect(await label(['x'.repeat(41)])).toEqual(refused);
    expect((await segmentPage(WINBACK)).detail.labels).toHaveLength(2);
  });
});

describe('an experiment', () => {
  const experiment = (holdoutPercent: string, split = 'false'): Promise<Answer> =>
    change({ intent: 'experiment', segmentId: String(WINBACK), holdoutPercent, split });

  it('holds a share of the members out, asks for new lists, and ends again', async () => {
    expect(await experiment('10', 'true')).toEqual({ ok: true });
    expect(await visitor.jobs()).toEqual(['place']);
    const { numbers } = await segmentPage(WINBACK, 'experiment');
    expect(numbers?.experiment).toMatchObject({ holdoutPercent: 10, split: expect.any(Object) });
    expect(await experiment('0')).toEqual({ ok: true });
    expect((await segmentPage(WINBACK, 'experiment')).numbers?.experiment).toBeNull();
  });

  it.each(['51', '-1', '2.5', 'ten', ''])('of a share of "%s" is refused', async (share) => {
    expect(await experiment(share)).toEqual({ ok: false, problem: { kind: 'bad-experiment' } });
  });
});

describe('archiving', () => {
  it('is refused while another segment refers to it, which is named', async () => {
    const rule = { segment: WINBACK, is: 'member-of' };
    const own = await changeSegment(
      stage.services,
      shopId,
      { what: 'create', name: 'Lost but dear', rule, active: true },
      'app',
    );
    if (!own.ok) throw new Error(own.problem.kind);
    expect(await change({ intent: 'archive', segmentId: String(WINBACK) })).toEqual({
      ok: false,
      problem: { kind: 'referred-to', segmentIds: [own.segmentId] },
    });

    expect(await change({ intent: 'archive', segmentId: String(own.segmentId) })).toMatchObject({ ok: true });
    await resegment(stage.services, shopId);
    await expect(segmentPage(own.segmentId)).rejects.toThrow('404');
    expect(await html('/app/segments')).not.toContain('Lost but dear');
  });
});

describe('the pages', () => {
  it('see members, and note that they were seen, only on the tab that shows them', async () => {
    const seen = async (): Promise<number> => {
      const { rows } = await stage.database.owner.query(`SELECT FROM access_log WHERE action = 'members'`);
      return rows.length;
    };
    const before = await seen();
    for (const tab of ['', 'definition', 'lists', 'experiment', 'history'])
      expect((await segmentPage(WINBACK, tab)).detail.page).toBeNull();
    expect(await seen()).toBe(before);
    expect((await segmentPage(WINBACK, 'members')).detail.page).toMatchObject({ members: [] });
    expect(await seen()).toBe(before + 1);
  });

  it('answer 404 for a tab, a segment or a customer there is not', async () => {
    for (const path of [
      '/app/segments/8/nothing',
      '/app/segments/4711/members',
      '/app/customers/5',
      '/app/customers/x',
    ])
      expect((await visitor.get(`${path}?${await visitor.framed()}`)).status, path).toBe(404);
  });

  it('show a customer, and note it', async () => {
    await stage.database.owner.query(
      `INSERT INTO customer (shop_id, customer_id, first_name, last_name) VALUES ($1, 5, 'Işıl', 'Öztürk')`,
      [shopId],
    );
    expect(await html('/app/customers/5')).toContain('Işıl Öztürk');
    const { rows } = await stage.database.owner.query(`SELECT FROM access_log WHERE action = 'customer'`);
    expect(rows).toHaveLength(1);
  });
});

describe('a form that is no form', () => {
  it.each([
    { intent: 'dance' },
    { intent: 'switch', segmentId: 'x', active: 'true' },
    { intent: 'switch', segmentId: '8', active: 'perhaps' },
    { intent: 'switch', segmentId: '99999999999', active: 'true' },
    { intent: 'edit', segmentId: '8', values: 'no JSON' },
    { intent: 'edit', segmentId: '8', values: '[1]' },
    { intent: 'labels', segmentId: '8', labels: '"x"' },
    { intent: 'undo', segmentId: '8', version: '0' },
  ])('is answered with 400: %o', async (form) => {
    await expect(change(form as unknown as Record<string, string>)).rejects.toThrow('400');
  });
});
