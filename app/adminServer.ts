/** The admin as an HTTP handler: static files and pages, from the build in production, through Vite in development. */
import { existsSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequestHandler } from '@remix-run/express';
import type { ServerBuild } from '@remix-run/node';
import express, { type Express } from 'express';
import type { ViteDevServer } from 'vite';
import type { Services } from '#app/flows/services.ts';
import { makeRequestContext } from '#app/loadContext.ts';
import type { DatabaseOptions } from '#app/platform/database.ts';
import { makeShopify } from '#app/shopify.server.ts';
import { openSessionStorage } from '#app/store/sessions.ts';
import { findShop } from '#app/store/shops.ts';

export interface Admin {
  handle: RequestListener;
  close(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '..');
const clientFolder = path.join(root, 'build/client');
const serverBuild = path.join(root, 'build/server/index.js');

/** @param server Carries Vite's own connection to the browser in development. */
export async function makeAdmin(
  services: Services,
  sessionDatabase: Pick<DatabaseOptions, 'url' | 'role'>,
  server: Server,
): Promise<Admin> {
  const { environment, log, database, secrets } = services;
  const isInstalled = async (domain: string): Promise<boolean> =>
    (await findShop(database, domain))?.status !== 'uninstalled';
  const sessions = openSessionStorage(sessionDatabase, secrets, isInstalled);
  const shopify = makeShopify({ environment, log, sessions });
  const getLoadContext = () => makeRequestContext(services, shopify);

  const app = express();
  app.disable('x-powered-by');
  if (environment.TRUST_PROXY === '1') app.set('trust proxy', 1);
  const vite = environment.NODE_ENV === 'development' ? await useVite(app, server) : undefined;
  if (!vite) useBuiltFiles(app);
  const build = vite
    ? () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>
    : await loadBuild();
  const mode = environment.NODE_ENV === 'development' ? 'development' : 'production';
  const pages = createRequestHandler({ build, getLoadContext, mode });
  app.all('*', (request, response, next) => void pages(request, response, next));

  return {
    handle: app,
    async close() {
      await vite?.close();
      await sessions.close();
    },
  };
}

function useBuiltFiles(app: Express): void {
  // Names under assets carry a hash of their content, so they never change.
  app.use(
    '/assets',
    express.static(path.join(clientFolder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  app.use(express.static(clientFolder, { maxAge: '1h', index: false }));
}

async function useVite(app: Express, server: Server): Promise<ViteDevServer> {
  const { createServer } = await import('vite');
  const before = new Set<unknown>(process.listeners('SIGTERM'));
  const vite = await createServer({ root, server: { middlewareMode: true, hmr: { server } }, appType: 'custom' });
  // It would end the process at once; the process ends in its own order, and closes this on the way.
  for (const listener of process.listeners('SIGTERM')) if (!before.has(listener)) process.off('SIGTERM', listener);
  app.use(vite.middlewares);
  return vite;
}

async function loadBuild(): Promise<ServerBuild> {
  if (!existsSync(serverBuild)) throw new Error('The admin has not been built: run `npm run build`.');
  return (await import(pathToFileURL(serverBuild).href)) as ServerBuild;
}
