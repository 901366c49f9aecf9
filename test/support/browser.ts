/** A browser for tests: the one named by CHROMIUM_PATH, one installed on the machine, or the one that comes with npm. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import chromiumPackage from '@sparticuz/chromium';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** @throws Error when there is none: a browser test is never left out silently. */
export async function findBrowser(): Promise<string> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names no file: ${named}`);
    return named;
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = [...names.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...applications];
  const installed = candidates.find((candidate) => existsSync(candidate));
  if (installed) return installed;
  const packaged = await chromiumPackage.executablePath();
  if (existsSync(packaged)) return packaged;
  throw new Error('There is no Chromium: install one, or name one by CHROMIUM_PATH.');
}

/** The package's own arguments are left out: they switch off the very checks (framing, origins) a test is to see. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await findBrowser(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      '--no-default-browser-check',
    ],
  });
}

/** A window of its own. It does not call itself headless: Shopify's library turns such visitors away as robots. */
export async function openWindow(browser: Browser, width: number, height: number): Promise<BrowserContext> {
  return browser.newContext({
    viewport: { width, height },
    userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`,
    locale: 'en-US',
    timezoneId: 'Europe/Istanbul',
  });
}
