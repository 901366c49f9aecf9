/** Lists pushed to a receiver and handed over as files, in a real browser, with the worker at work. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEsp, type RunningEsp } from '#sandbox/esp/server.ts';
import { startSftp, type RunningSftp } from '#sandbox/sftp/server.ts';
import { adminPage, eventually, type AdminPage } from '#test/support/adminPage.ts';
import { adminStage, type AdminStage } from '#test/support/adminStage.ts';
import { openBrowser } from '#test/support/browser.ts';
import { inspectPage } from '#test/support/pageInspection.ts';

let stage: AdminStage;
let esp: RunningEsp;
let sftp: RunningSftp;
let browser: Browser;
let page: Page;
let app: AdminPage['app'];
let frame: AdminPage['frame'];
let open: AdminPage['open'];

beforeAll(async () => {
  esp = await startEsp({ secret: `whsec_${Buffer.alloc(32).toString('base64')}` });
  sftp = await startSftp({ user: 'kesit', password: 'correct horse' });
  const environment = { ESP_FEED_BASE_URL: esp.url, ALLOW_PRIVATE_ADDRESSES: '1' };
  stage = await adminStage({ customers: 120, worker: true, environment });
  browser = await openBrowser();
  ({ page, app, frame, open } = await adminPage(stage, browser));
});

afterAll(async () => {
  await browser.close();
  await Promise.all([esp.close(), sftp.close()]);
});

describe('a receiver of pushes', () => {
  it('is connected with the secret that the form proposes, and gets the list', async () => {
    await open('/app/connections');
    await app().getByLabel('Address of the receiver').fill('https://esp.example/hooks/kesit');
    const field = app().getByLabel('Signing secret');
    await eventually(() => field.inputValue()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    await app().getByRole('button', { name: 'Connect Webhook' }).click();
    await app().getByText('does not accept the signature').waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
    esp.state.secrets = [await field.inputValue()];
    await app().getByRole('button', { name: 'Connect Webhook' }).click();
    await app().getByText('esp.example', { exact: true }).waitFor();
    await open('/app/segments/9/lists');
    await app()
      .getByRole('switch', { name: /in Webhook$/ })
      .click();
    await eventually(() => esp.state.lists.all()[0]?.members.size ?? 0).toBeGreaterThan(3);
  });

  it('gets the whole list once more, and the merchant has it as a file', async () => {
    await open('/app/segments/9/lists');
    const pushed = (): number => esp.state.calls.filter(({ type }) => type === 'list.members.added').length;
    const before = pushed();
    await app().getByRole('button', { name: 'Send the whole list again' }).click();
    await eventually(pushed).toBeGreaterThan(before);
    await app().getByRole('button', { name: 'Download as a file' }).click();
    const dialog = app().getByRole('dialog');
    await dialog.getByLabel('Columns').fill('customer_id=Number, password');
    await dialog.getByText('each once', { exact: false }).waitFor();
    await dialog.getByLabel('Columns').fill('customer_id=Number, email');
    expect(await inspectPage(await frame())).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^kesit-.*-1-\d{4}-\d\d-\d\d\.csv$/);
    const text = readFileSync((await download.path()) ?? '', 'utf8');
    expect(text.startsWith('\uFEFFNumber,email\r\n')).toBe(true);
    expect(text.trimEnd().split('\r\n')).toHaveLength(1 + (esp.state.lists.all()[0]?.members.size ?? 0));
  });
});

describe('an SFTP server', () => {
  it('shows its key before it is trusted, and then gets the files', async () => {
    await open('/app/connections');
    const fill = (label: string, text: string): Promise<void> => app().getByLabel(label, { exact: true }).fill(text);
    await fill('Server', '127.0.0.1');
    await fill('Port (optional)', String(sftp.port));
    await fill('User', 'kesit');
    await fill('Password (optional)', 'correct horse');
    await fill('Folder (optional)', '/in');
    await app().getByLabel('Hour', { exact: true }).selectOption('03');
    await app().getByLabel('Form', { exact: true }).selectOption('csv');
    await app().getByRole('button', { name: 'Connect SFTP' }).click();
    await app().getByText(sftp.fingerprint, { exact: false }).waitFor();
    await fill('Fingerprint of the server’s key (optional)', sftp.fingerprint);
    await app().getByRole('button', { name: 'Connect SFTP' }).click();
    await app().getByText('kesit@127.0.0.1', { exact: true }).waitFor();
    await open('/app/segments/9/lists');
    await app()
      .getByRole('switch', { name: /in SFTP$/ })
      .click();
    await app().getByRole('button', { name: 'Write all files now' }).click();
    await eventually(() => [...sftp.files.contents.keys()].some((name) => name.endsWith('.csv'))).toBe(true);
    await open('/app/segments/9/lists');
    await app()
      .getByText(/^[0-9a-f]{64}$/)
      .waitFor();
    expect(await inspectPage(await frame())).toEqual([]);
  });
});
