/**
 * Whose a request is: a shop's number by its domain or by its pixel's account. Found shops are remembered for a short
 * time; unknown ones are asked for anew each time, since an installation may be under way.
 */
import type { Clock } from '#app/platform/clock.ts';
import type { Database, ShopId } from '#app/platform/database.ts';

export interface ShopDirectory {
  /** Null: no such shop. Rejects when the database is away. A remembered shop is answered without a promise. */
  find(key: string): ShopId | null | Promise<ShopId | null>;
  /** Whether the key is one that was found before, lately or not so lately. */
  hasSeen(key: string): boolean;
}

/** How long an answer holds, in milliseconds. A shop keeps its number for good, so only its removal shows late. */
const KEPT_MS = 60_000;
/** How many shops are remembered; when there are more, all are forgotten and asked for again. */
const KEPT_COUNT = 20_000;

/** A shop that removed the app still has deliveries to send, until it is erased; its pixel has nothing more to say. */
const look = {
  domain: `SELECT shop_id FROM find_shop($1) WHERE status <> 'redacted'`,
  pixelAccount: `SELECT shop_id FROM find_shop_by_pixel($1) WHERE status = 'installed'`,
} as const;

export function makeShopDirectory(database: Database, by: keyof typeof look, clock: Clock): ShopDirectory {
  const known = new Map<string, { shopId: ShopId; until: number }>();
  const asking = new Map<string, Promise<ShopId | null>>();

  async function ask(key: string): Promise<ShopId | null> {
    try {
      const { rows } = await database.query<{ shop_id: string }>(look[by], [key]);
      const shopId = rows[0] ? Number(rows[0].shop_id) : null;
      if (known.size >= KEPT_COUNT) known.clear();
      if (shopId === null) known.delete(key);
      else known.set(key, { shopId, until: clock() + KEPT_MS });
      return shopId;
    } finally {
      asking.delete(key);
    }
  }

  return {
    hasSeen: (key) => known.has(key),
    find(key) {
      const found = known.get(key);
      if (found && found.until > clock()) return found.shopId;
      const underWay = asking.get(key);
      if (underWay) return underWay;
      const asked = ask(key);
      asking.set(key, asked);
      return asked;
    },
  };
}
