/**
 * The readers that nodes of customers, orders and products share: texts, instants, ids, money. Written by hand because
 * millions of lines pass through them. Each notes what it found wrong, by field and without the value, and goes on.
 */
import { type DecimalId, isDecimalId } from '../identifiers.ts';
import { currencyExponent, minorFromDecimal } from '../money.ts';

export type Node = Readonly<Record<string, unknown>>;

/** What is wrong with a node: `updatedAt: not an instant`. Empty for one that is fine. */
export type Problems = string[];

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function textOf(node: Node, field: string, problems: Problems): string {
  const value = node[field];
  if (typeof value === 'string') return storable(value);
  problems.push(`${field}: not a text`);
  return '';
}

/** As PostgreSQL can keep it: without NUL, and without halves of characters. */
function storable(text: string): string {
  if (!text.isWellFormed()) return storable(text.toWellFormed());
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

/** Null for a field that is null, empty or was not asked for. */
export function textOrNull(node: Node, field: string, problems: Problems): string | null {
  const value = node[field];
  if (typeof value === 'string') return storable(value) || null;
  if (value !== null && value !== undefined) problems.push(`${field}: not a text`);
  return null;
}

export function textsOf(node: Node, field: string, problems: Problems): string[] {
  const value = node[field];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.length === 0 ? value : value.map(storable).filter((text) => text !== '');
  problems.push(`${field}: not a list of texts`);
  return [];
}

export function booleanOf(node: Node, field: string, problems: Problems): boolean {
  const value = node[field];
  if (typeof value !== 'boolean') problems.push(`${field}: neither true nor false`);
  return value === true;
}

/** A count of an order's or a customer's: Shopify gives some as numbers and some as texts. At most what an `int` holds. */
export function countOf(node: Node, field: string, problems: Problems): number {
  const value = node[field];
  const count =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  if (Number.isInteger(count) && count >= 0 && count <= 2_147_483_647) return count;
  problems.push(`${field}: not a count`);
  return 0;
}

/** An ISO 8601 instant as epoch milliseconds. */
export function instantOf(node: Node, field: string, problems: Problems): number {
  const value = node[field];
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  problems.push(`${field}: not an instant`);
  return 0;
}

export function instantOrNull(node: Node, field: string, problems: Problems): number | null {
  const value = node[field];
  return value === null || value === undefined ? null : instantOf(node, field, problems);
}

/** The decimal id within a global id of the type. */
export function idOf(node: Node, type: string, problems: Problems, field = 'id'): DecimalId {
  const gid = node[field];
  const prefix = `gid://shopify/${type}/`;
  if (typeof gid === 'string' && gid.startsWith(prefix)) {
    const query = gid.indexOf('?', prefix.length);
    const id = query === -1 ? gid.slice(prefix.length) : gid.slice(prefix.length, query);
    if (isDecimalId(id)) return id;
  }
  problems.push(`${field}: not the id of a ${type}`);
  return '';
}

/** An object within a node; null when there is none. */
export function nodeOrNull(node: Node, field: string, problems: Problems): Node | null {
  const value = node[field];
  if (isNode(value)) return value;
  if (value !== null && value !== undefined) problems.push(`${field}: not an object`);
  return null;
}

export function nodeOf(node: Node, field: string, problems: Problems): Node {
  const value = nodeOrNull(node, field, problems);
  if (value === null) problems.push(`${field}: missing`);
  return value ?? {};
}

/** The nodes of a list, or of a connection within a node that was read alone; null when neither is there. */
export function nodesOrNull(node: Node, field: string, problems: Problems): Node[] | null {
  const value = node[field];
  const list = isNode(value) ? value.nodes : value;
  if (list === null || list === undefined) return null;
  if (Array.isArray(list) && list.every(isNode)) return list;
  problems.push(`${field}: not a list of objects`);
  return null;
}

/** The amount of `{ amount, currencyCode }` in minor units of the currency given. */
export function minorOf(money: Node, currencyCode: string, field: string, problems: Problems): number {
  const amount = money.amount;
  if (typeof amount !== 'string') {
    problems.push(`${field}: not money`);
    return 0;
  }
  const read = minorFromDecimal(amount, currencyCode);
  if (read.ok) return read.value;
  problems.push(`${field}: ${read.problem}`);
  return 0;
}

/** The amount of a bag in the shop's currency, in its minor units. */
export function shopMinorOf(node: Node, field: string, currencyCode: string, problems: Problems): number {
  const bag = node[field];
  const money = isNode(bag) ? bag.shopMoney : undefined;
  if (isNode(money)) return minorOf(money, currencyCode, `${field}.shopMoney`, problems);
  problems.push(`${field}: not money`);
  return 0;
}

/** The currency of a bag's amount in the shop's currency. */
export function shopCurrencyOf(node: Node, field: string, problems: Problems): string {
  const bag = node[field];
  const money = isNode(bag) ? bag.shopMoney : undefined;
  return currencyOf(isNode(money) ? money : {}, field, problems);
}

/** The currency of `{ amount, currencyCode }`. */
export function currencyOf(money: Node, field: string, problems: Problems): string {
  const code = money.currencyCode;
  if (typeof code === 'string' && currencyExponent(code) !== null) return code;
  problems.push(`${field}: not-a-currency`);
  return 'XXX';
}
