/** What a merchant can choose of a list and of its account, in a real browser, with the worker at work. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { adminPage, countIn, eventually, type AdminPage } from '#test/support/adminPage.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let stage: AdminStage;
let browser: Browser;
let page: Page;
let app: AdminPage['app'];
let frame: AdminPage['frame'];
let open: AdminPage['open'];

/** Members of the lists that the stand-in Klaviyo holds, by name. */
async function lists(): Promise<Record<string, number>> {
  const answer = (await (await fetch(`${stage.klaviyo.url}/_control/lists`)).json()) as {
    lists: { name: string; count: number }[];
  };
  return Object.fromEntries(answer.lists.map(({ name, count }) => [name, count]));
}

const count = (sql: string): Promise<number> => countIn(stage, sql);

beforeAll(async () => {
  stage = await adminStage({ customers: 150, worker: true });
  browser = await openBrowser();
  ({ page, app, frame, open } = await adminPage(stage, browser));
  await open('/app/connections');
  await app().getByLabel('Private API key').fill(stage.klaviyoKey);
  await app().getByRole('button', { name: 'Connect Klaviyo' }).click();
  await app().getByText('Connected', { exact: true }).waitFor();
  await open('/app/segments');
  await app().getByRole('switch', { name: 'Keep “Winback” as a list in Klaviyo' }).click();
  await vi.waitFor(
    async () => {
      expect((await lists())['Kesit · Geri Kazanım'] ?? 0).toBeGreaterThan(5);
    },
    { timeout: 30_000, interval: 100 },
  );
});

afterAll(async () => {
  await browser.close();
});

describe('a list', () => {
  const atKlaviyo = (name: string) => eventually(async () => (await lists())[name]);

  it('tells what would be sent before it is, and why some are left out', async () => {
    await open('/app/segments/9/lists');
    const told = app().getByRole('dialog');
    await app().getByRole('button', { name: 'What would be sent?' }).click();
    await told.getByText('Would be added', { exact: true }).waitFor();
    const members = await count('SELECT count(*) FROM membership WHERE segment_id = 9');
    await told.getByText(members.toLocaleString('en'), { exact: true }).first().waitFor();
    await told.getByText(/^Not subscribed to e-mail marketing: \d+ customers?$/).waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await page.keyboard.press('Escape');
    await told.waitFor({ state: 'hidden' });
    expect(await count('SELECT count(*) FROM destination WHERE segment_id = 9')).toBe(0);
  });

  it('is renamed at Klaviyo, and leaves out who is in another segment', async () => {
    await open('/app/segments/8/lists');
    const before = (await lists())['Kesit · Geri Kazanım'] ?? 0;
    const field = app().getByLabel('Name of the list');
    await field.fill('Kesit · Churn');
    await field.press('Enter');
    await page.getByText('The list is renamed in Klaviyo').waitFor();
    await field.fill(' ');
    await field.press('Enter');
    await app().getByText('Enter a name of at most 120 characters.').waitFor();
    const buyers = await count(
      `SELECT count(*) FROM placement p JOIN membership x USING (shop_id, customer_id)
       WHERE p.destination_id = 1 AND p.acknowledged AND x.segment_id = 9`,
    );
    expect(buyers).toBeGreaterThan(0);
    await app().getByLabel('Leave out the members of').selectOption({ label: 'Repeat buyers' });
    await atKlaviyo('Kesit · Churn').toBe(before - buyers);
    await app().getByRole('button', { name: 'Remove Repeat buyers' }).click();
    await atKlaviyo('Kesit · Churn').toBe(before);
  });

  it('gets nobody while its account is paused', async () => {
    await open('/app/connections');
    await app().getByRole('button', { name: 'Pause additions' }).click();
    await app().getByText('Nobody is added at the moment').waitFor();
    await app().getByRole('button', { name: 'Go on' }).click();
    await app().getByText('Nobody is added at the moment').waitFor({ state: 'detached' });
    await page.getByText('Additions go on').waitFor();
    await app().getByRole('heading', { name: 'Latest synchronizations' }).waitFor();
  });

  it('sends figures of customers once they are ticked', async () => {
    await open('/app/segments/8/lists');
    await app().getByLabel('Number of orders').click();
    await page.getByText('Klaviyo is told with the next synchronization').waitFor();
    await app().getByLabel('Total spend, with the currency').click();
    await eventually(() =>
      count(
        `SELECT count(*) FROM placement p LEFT JOIN partner_profile i USING (shop_id, customer_id)
         WHERE p.acknowledged IS DISTINCT FROM false AND p.state <> 'rejected' AND p.desired
           AND NOT coalesce(p.acknowledged AND i.figures ?& '{orderCount,totalSpend}', false)`,
      ),
    ).toBe(0);
    expect(await inspectPage(await frame())).toEqual([]);
  });

  it('that is deleted at Klaviyo rests until the merchant has it made again, where they want to be told', async () => {
    await app().getByLabel('If the list is deleted in Klaviyo').selectOption({ label: 'Stop and tell me' });
    await eventually(() => count(`SELECT count(*) FROM destination WHERE when_gone = 'told'`)).toBe(1);
    const before = (await lists())['Kesit · Churn'];
    const { rows } = await stage.database.owner.query<{ partner_list_id: string }>(
      'SELECT partner_list_id FROM destination',
    );
    const response = await fetch(`${stage.klaviyo.url}/api/lists/${rows[0]?.partner_list_id ?? ''}`, {
      method: 'DELETE',
      headers: { Authorization: `Klaviyo-API-Key ${stage.klaviyoKey}`, revision: '2026-07-15' },
    });
    expect(response.status).toBe(204);
    // Something to send makes it show.
    await app().getByLabel('Date of the last order').click();
    await eventually(() => count(`SELECT count(*) FROM destination WHERE hold = 'gone'`)).toBe(1);
    await open('/app/segments/8/lists');
    await app().getByText('This list was deleted in Klaviyo').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    await app().getByRole('button', { name: 'Make it again' }).click();
    await atKlaviyo('Kesit · Churn').toBe(before);
  });
});
