/** What has to change about a customer so that our tags, and the list in the metafield, are those of their segments. Pure. */
import { foldedTag, isOwnTag, MOST_TAGS, nameInTag } from '#app/core/placements/ownTags.ts';
import type { Row } from '../kit/connector.ts';
import { MOST_ELEMENTS } from './limits.ts';

export type Action = 'add' | 'remove';

/** A customer as the shop has them. */
export interface CustomerState {
  tags: readonly string[];
  /** Null when there is none. */
  list: { value: string; digest: string } | null;
}

export interface Change {
  customerId: string;
  add: readonly string[];
  remove: readonly string[];
  /** The metafield's new value, null to delete it; undefined when it is right. */
  list: string | null | undefined;
  /** Of the metafield that was read; null when there was none, undefined when nothing was read. */
  digest: string | null | undefined;
}

/** The tags that the customer is to have: those of all their lists, with or without the one that is spoken of. */
export function wantedTags({ listIds }: Pick<Row, 'listIds'>, listId: string, action: Action): string[] {
  const others = listIds.filter((id) => foldedTag(id) !== foldedTag(listId));
  const byFold = new Map((action === 'add' ? [...others, listId] : others).map((tag) => [foldedTag(tag), tag]));
  return [...byFold.keys()].sort().map((fold) => byFold.get(fold) ?? fold);
}

/** The metafield's value for these tags; null when there are none. */
export function listOf(tags: readonly string[]): string | null {
  return tags.length === 0 ? null : JSON.stringify(tags.slice(0, MOST_ELEMENTS).map(nameInTag));
}

/** `isFull`: the tags that are missing do not fit beside those of others, and are left out. */
export function changeOf(
  customerId: string,
  { tags, list }: CustomerState,
  wanted: readonly string[],
): { change: Change | null; isFull: boolean } {
  const own = tags.filter(isOwnTag);
  const [present, asked] = [new Set(own.map(foldedTag)), new Set(wanted.map(foldedTag))];
  const remove = own.filter((tag) => !asked.has(foldedTag(tag)));
  const missing = wanted.filter((tag) => !present.has(foldedTag(tag)));
  const isFull = missing.length > 0 && tags.length - remove.length + missing.length > MOST_TAGS;
  const add = isFull ? [] : missing;
  const value = listOf(isFull ? wanted.filter((tag) => present.has(foldedTag(tag))) : wanted);
  const isRight = sameList(list?.value ?? null, value);
  if (add.length === 0 && remove.length === 0 && isRight) return { change: null, isFull };
  return {
    change: { customerId, add, remove, list: isRight ? undefined : value, digest: list?.digest ?? null },
    isFull,
  };
}

/** Shopify may write the same list with other blanks. */
function sameList(one: string | null, other: string | null): boolean {
  if (one === null || other === null || one === other) return one === other;
  try {
    return JSON.stringify(JSON.parse(one)) === other;
  } catch {
    return false;
  }
}

/**
 * What a large batch is told without looking: more than is needed, and never anything that is wrong. The metafield is set over whatever is
 * there, which can only be our own: nobody but the app may write into its namespace.
 */
export function blindChange(row: Row, listId: string, action: Action): Change {
  const wanted = wantedTags(row, listId, action);
  const isWanted = wanted.some((tag) => foldedTag(tag) === foldedTag(listId));
  return {
    customerId: row.customerId,
    add: wanted,
    remove: isWanted ? [] : [listId],
    list: listOf(wanted),
    digest: undefined,
  };
}
