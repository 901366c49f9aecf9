/** Shopify's sessions in table `session`, their tokens sealed: the storage that Shopify's library is handed. */
import { PrismaPg } from '@prisma/adapter-pg';
import { Session } from '@shopify/shopify-api';
import { PrismaSessionStorage } from '@shopify/shopify-app-session-storage-prisma';
import { openPool } from '#app/platform/database.ts';
import type { Secrets } from '#app/platform/secrets.ts';
import { PrismaClient } from './generated/client.ts';
import { openToken, sealToken } from './sessionTokens.ts';

export interface SessionDatabase {
  url: string;
  /** Role to take after log-in; the log-in itself when undefined. */
  role?: 'kesit_web' | 'kesit_worker';
}

/** Says whether a shop's stored tokens may still be good: after an uninstallation Shopify has revoked them. */
export type IsInstalled = (shopDomain: string) => Promise<boolean>;

export class SealedSessionStorage extends PrismaSessionStorage<PrismaClient> {
  readonly #client: PrismaClient;
  readonly #secrets: Secrets;
  readonly #isInstalled: IsInstalled;

  constructor(client: PrismaClient, secrets: Secrets, isInstalled: IsInstalled) {
    super(client, { connectionRetries: 3, connectionRetryIntervalMs: 1_000 });
    this.#client = client;
    this.#secrets = secrets;
    this.#isInstalled = isInstalled;
  }

  override storeSession(session: Session): Promise<boolean> {
    const sealed = new Session(session.toObject());
    if (session.accessToken) sealed.accessToken = sealToken(this.#secrets, session.id, session.accessToken);
    if (session.refreshToken) sealed.refreshToken = sealToken(this.#secrets, session.id, session.refreshToken);
    return super.storeSession(sealed);
  }

  /**
   * Undefined also when the shop has uninstalled the app since, and when its tokens were sealed with another key: a new token
   * has to be exchanged then, and takes the place of the old one.
   */
  override async loadSession(id: string): Promise<Session | undefined> {
    const sealed = await super.loadSession(id);
    return sealed && (await this.#isInstalled(sealed.shop)) ? this.#opened(sealed) : undefined;
  }

  override async findSessionsByShop(shop: string): Promise<Session[]> {
    return (await super.findSessionsByShop(shop)).flatMap((sealed) => this.#opened(sealed) ?? []);
  }

  close(): Promise<void> {
    return this.#client.$disconnect();
  }

  /** Undefined when the tokens cannot be read. */
  #opened(sealed: Session): Session | undefined {
    const session = new Session(sealed.toObject());
    try {
      if (sealed.accessToken) session.accessToken = openToken(this.#secrets, sealed.id, sealed.accessToken);
      if (sealed.refreshToken) session.refreshToken = openToken(this.#secrets, sealed.id, sealed.refreshToken);
    } catch {
      return undefined;
    }
    return session;
  }
}

export function openSessionStorage(
  database: SessionDatabase,
  secrets: Secrets,
  isInstalled: IsInstalled,
): SealedSessionStorage {
  const pool = openPool({ ...database, maxConnections: 3, applicationName: 'kesit-sessions' });
  const adapter = new PrismaPg(pool, { disposeExternalPool: true });
  return new SealedSessionStorage(new PrismaClient({ adapter }), secrets, isInstalled);
}
