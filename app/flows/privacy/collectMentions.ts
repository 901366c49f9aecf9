/** Raw deliveries that speak of one person, for the file: read part by part, in short transactions and bounded memory. */
import type { HeldRow } from '#app/core/privacy/dataFile.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { readMentions } from '#app/store/heldRows.ts';
import type { PersonKeys } from '#app/store/person.ts';
import { arrivedUntilNow, nextPart, type WalkPoint } from '#app/store/rawWalk.ts';

export interface Mentions {
  rows: HeldRow[];
  /** How many more there are than the file can take. */
  leftOut: number;
}

export interface MentionLimits {
  /** Of one transaction. */
  partRows: number;
  partBytes: number;
  /** Of the file, as JSON. */
  fileRows: number;
  fileChars: number;
}

/** A part is in memory as a whole only if every delivery of it speaks of the person. */
const LIMITS: MentionLimits = {
  partRows: 20_000,
  partBytes: 16 * 1024 * 1024,
  fileRows: 5_000,
  fileChars: 32 * 1024 * 1024,
};

/** The oldest come first; what is left out are the latest. */
export async function collectMentions(
  { database }: Services,
  shopId: ShopId,
  person: PersonKeys,
  limits = LIMITS,
): Promise<Mentions> {
  const mentions: Mentions = { rows: [], leftOut: 0 };
  let charCount = 0;
  const until = await database.inShop(shopId, arrivedUntilNow);
  for (let after: WalkPoint | null = null; ;) {
    const from: WalkPoint | null = after;
    const { part, rows } = await database.inShop(shopId, async (sql) => {
      const next = await nextPart(sql, from, until, { rows: limits.partRows, bytes: limits.partBytes });
      return { part: next, rows: next ? await readMentions(sql, next, person) : [] };
    });
    for (const row of rows) {
      charCount += JSON.stringify(row.columns).length;
      if (mentions.leftOut === 0 && mentions.rows.length < limits.fileRows && charCount <= limits.fileChars)
        mentions.rows.push(row);
      else mentions.leftOut += 1;
    }
    if (!part || part.isLast) return mentions;
    after = part.to;
  }
}
