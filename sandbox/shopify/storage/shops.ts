// The shops the sandbox knows, whether the app is installed there, and the web pixel it created.
import type { ShopSettings } from '../model.ts';
import type { Database } from './database.ts';

export type Shop = ShopSettings & {
  /** The sandbox's own small number for the shop; its Shopify id is derived from it. */
  no: number;
  id: bigint;
  installed: boolean;
  createdMs: number;
};

export interface Pixel {
  id: string;
  settings: unknown;
}

export interface Shops {
  create(settings: ShopSettings, nowMs: number): Shop;
  find(domain: string): Shop | undefined;
  byNo(no: number): Shop | undefined;
  all(): Shop[];
  /** Changes the given settings, leaves the others. */
  change(no: number, settings: Partial<ShopSettings>): Shop;
  setInstalled(no: number, installed: boolean): void;
  pixel(no: number): Pixel | undefined;
  setPixel(no: number, pixel: Pixel | null): void;
}

interface Row {
  no: number;
  settings: string;
  installed: number;
  created_ms: number;
}

/** Shopify's shop ids have about eleven digits; the sandbox's begin here. */
const FIRST_SHOP_ID = 64_000_000_000n;

function toShop(row: Row): Shop {
  return {
    ...(JSON.parse(row.settings) as ShopSettings),
    no: row.no,
    id: FIRST_SHOP_ID + BigInt(row.no),
    installed: row.installed === 1,
    createdMs: row.created_ms,
  };
}

function need(shop: Shop | undefined): Shop {
  if (shop === undefined) throw new Error('the shop just written is not there');
  return shop;
}

export function makeShops(db: Database): Shops {
  const columns = 'SELECT no, settings, installed, created_ms FROM shops';
  const insert = db.prepare(
    `INSERT INTO shops (domain, settings, installed, created_ms) VALUES (?, ?, 1, ?)
     ON CONFLICT (domain) DO UPDATE SET settings = excluded.settings, installed = 1`,
  );
  const byDomain = db.prepare(`${columns} WHERE domain = ?`);
  const byNo = db.prepare(`${columns} WHERE no = ?`);
  const every = db.prepare(`${columns} ORDER BY no`);
  const install = db.prepare('UPDATE shops SET installed = ? WHERE no = ?');
  const readPixel = db.prepare('SELECT pixel FROM shops WHERE no = ?');
  const writePixel = db.prepare('UPDATE shops SET pixel = ? WHERE no = ?');

  const patchSettings = db.prepare('UPDATE shops SET settings = json_patch(settings, ?) WHERE no = ?');

  const find = (domain: string): Shop | undefined => {
    const row = byDomain.get(domain) as unknown as Row | undefined;
    return row && toShop(row);
  };
  return {
    find,
    create(settings, nowMs) {
      insert.run(settings.domain, JSON.stringify(settings), nowMs);
      return need(find(settings.domain));
    },
    byNo(no) {
      const row = byNo.get(no) as unknown as Row | undefined;
      return row && toShop(row);
    },
    change(no, settings) {
      patchSettings.run(JSON.stringify(settings), no);
      return need(toShop(byNo.get(no) as unknown as Row));
    },
    all: () => (every.all() as unknown as Row[]).map(toShop),
    setInstalled: (no, installed) => void install.run(installed ? 1 : 0, no),
    pixel(no) {
      const row = readPixel.get(no) as { pixel: string | null } | undefined;
      return row?.pixel ? (JSON.parse(row.pixel) as Pixel) : undefined;
    },
    setPixel: (no, pixel) => void writePixel.run(pixel && JSON.stringify(pixel), no),
  };
}
