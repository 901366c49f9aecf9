/** A shop whose lists are read over the API, and a reader who keeps a copy of one as the documentation says. */
import { expect } from 'vitest';
import type { ApiChange, ApiMember } from '#app/core/api/shapes.ts';
import { admit, type ApiVisit } from '#app/flows/api/admit.ts';
import { makeKey } from '#app/flows/api/keys.ts';
import { readChanges, readLists, readMembers } from '#app/flows/api/readLists.ts';
import { placeShop } from '#app/flows/decide/recomputeShop.ts';
import { switchDestination } from '#app/flows/destinations/changeDestination.ts';
import type { Services } from '#app/flows/services.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { NOW, segmentedShop, type SegmentedShop } from './segmentedShop.ts';
import { consentTold, customerTold, orderTold, type TestDelivery } from './webhooks.ts';

export const NEW_SUBSCRIBERS = 1;
export const REPEAT_BUYERS = 9;
const DAY_MS = 86_400_000;

export interface ReadersShop extends SegmentedShop {
  /** As the web process has them. */
  web: Services;
  /** Whoever reads, with a key for everything. */
  caller: ApiVisit;
  /** The list's id. */
  switchTo(segmentId: number, enabled: boolean): Promise<string>;
  /** Everybody in a list, page by page. */
  members(listId: string, limit?: number): Promise<ApiMember[]>;
}

export async function readersShop(database: TestDatabase): Promise<ReadersShop> {
  const shop = await segmentedShop(database, { destinations: false });
  const web = { ...shop.services, database: database.web };
  const made = await makeKey(
    web,
    shop.shopId,
    { name: 'Test', scopes: ['lists:read', 'members:read'], lifeDays: null },
    'staff:1',
  );
  if (!made.ok) throw new Error(made.problem);
  const admission = await admit(web, `Bearer ${made.value.token}`, 'members:read');
  if (!admission.ok) throw new Error(admission.problem.detail);
  const { visit: caller } = admission;
  return {
    ...shop,
    web,
    caller,
    async switchTo(segmentId, enabled) {
      expect(await switchDestination(web, shop.shopId, { segmentId, connectionId: 1, enabled })).toEqual({ ok: true });
      await placeShop(shop.services, shop.shopId);
      const tag = (
        await shop.rows('SELECT preset_id FROM segment WHERE shop_id = $1 AND segment_id = $2', segmentId)
      )[0]?.preset_id;
      const lists = await readLists(web, caller);
      const list = lists.ok ? lists.value.lists.find((one) => one.tag === tag) : undefined;
      if (!list) throw new Error('The list is not published.');
      return list.id;
    },
    async members(listId, limit = 100) {
      const reader = makeReader(web, caller, listId, limit);
      while (await reader.nextPage());
      return [...reader.pages];
    },
  };
}

/** Reads members page by page, and then changes, as a partner would. */
export function makeReader(services: Services, visit: ApiVisit, listId: string, limit: number) {
  const copy = new Map<string, ApiMember>();
  const pages: ApiMember[] = [];
  let cursor: string | undefined;
  let since = '';
  return {
    copy,
    /** Members as they came, also those that came twice. */
    pages,
    get since() {
      return since;
    },
    /** Whether there is more. */
    async nextPage(): Promise<boolean> {
      const answer = await readMembers(services, visit, listId, { cursor, limit });
      if (!answer.ok) throw new Error(answer.problem.code);
      const { members, next_cursor: next, changes_cursor: changes } = answer.value;
      expect(since === '' || since === changes).toBe(true);
      since = changes;
      for (const member of members) {
        pages.push(member);
        copy.set(member.customer_id, member);
      }
      cursor = next ?? undefined;
      return next !== null;
    },
    /** Applies a page of changes; whether there is more. */
    async follow(): Promise<{ changes: ApiChange[]; hasMore: boolean }> {
      const answer = await readChanges(services, visit, listId, { since, limit });
      if (!answer.ok) throw new Error(answer.problem.code);
      for (const change of answer.value.changes) {
        if (change.type === 'put') copy.set(change.customer_id, change.member);
        else copy.delete(change.customer_id);
      }
      since = answer.value.next_cursor;
      return { changes: answer.value.changes, hasMore: answer.value.has_more };
    },
    async followAll(): Promise<ApiChange[]> {
      const all: ApiChange[] = [];
      for (;;) {
        const { changes, hasMore } = await this.follow();
        all.push(...changes);
        if (!hasMore) return all;
      }
    },
  };
}

/** Somebody who bought twice and may be written to. */
export function buyer(id: number, at = NOW - 40 * DAY_MS): TestDelivery[] {
  return [
    customerTold(id, { updatedAt: at, phone: `+90532000${1000 + id}` }),
    consentTold(id, 'subscribed', at),
    orderTold(id * 10, { customerId: id, at }),
    orderTold(id * 10 + 1, { customerId: id, at }),
  ];
}
