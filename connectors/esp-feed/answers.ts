/** Reads what a receiver answers: nothing needs to be said but the status; what is said may name a list's id, and rows that are refused. */
import { z } from 'zod';
import { shownText } from '../kit/partnerText.ts';
import type { Transmission } from './post.ts';

const text = z.string().max(1_000);
const id = z.union([z.string().min(1).max(200), z.number().int().transform(String)]);

const body = z.looseObject({
  /** The receiver's own id of the list. */
  list_id: id.nullish().catch(null),
  /** Customers that were not taken, and will not be as they are. */
  rejected: z
    .array(z.looseObject({ customer_id: id, code: text.nullish().catch(null), reason: text.nullish().catch(null) }))
    .max(10_000)
    .nullish(),
  error: z.unknown().optional(),
});

export interface Refusal {
  customerId: string;
  code: string;
  reason: string;
}

export type Reading =
  | { kind: 'taken'; listId: string | null; refused: Refusal[] }
  /** A status that is no success; `code` as the receiver's JSON names it. */
  | { kind: 'refused'; code: string | null }
  /** A success that says in its body that it is none. */
  | { kind: 'error inside' }
  | { kind: 'web page' }
  | { kind: 'unreadable' };

export function readAnswer(answer: Extract<Transmission, { kind: 'answered' }>): Reading {
  const isSuccess = answer.status >= 200 && answer.status < 300;
  const json = jsonOf(answer.text);
  if (!isSuccess) return { kind: 'refused', code: json.kind === 'json' ? codeOf(json.value) : null };
  if (/html/i.test(answer.contentType)) return { kind: 'web page' };
  const claimsJson = /json/i.test(answer.contentType) && answer.text.trim() !== '';
  if (!answer.isWhole || (claimsJson && json.kind === 'none')) return { kind: 'unreadable' };
  // A short word, or nothing, is enough.
  if (json.kind === 'none' || typeof json.value !== 'object' || json.value === null || Array.isArray(json.value))
    return { kind: 'taken', listId: null, refused: [] };
  const read = body.safeParse(json.value);
  if (!read.success) return { kind: 'unreadable' };
  if (isError(read.data.error)) return { kind: 'error inside' };
  const refused = (read.data.rejected ?? []).map(({ customer_id: customerId, code, reason }) => ({
    customerId,
    code: /^[\w-]{1,60}$/.test(code ?? '') ? (code ?? '') : 'refused',
    reason: shownText(reason ?? '') || 'The receiver refuses the data of this customer.',
  }));
  return { kind: 'taken', listId: read.data.list_id ?? null, refused };
}

const isError = (error: unknown): boolean =>
  error !== undefined && error !== null && error !== false && error !== '' && !isEmptyList(error);

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

function jsonOf(given: string): { kind: 'json'; value: unknown } | { kind: 'none' } {
  try {
    return { kind: 'json', value: JSON.parse(given) };
  } catch {
    return { kind: 'none' };
  }
}

const coded = z.looseObject({ error: z.looseObject({ code: z.string().max(60) }) });

function codeOf(value: unknown): string | null {
  const read = coded.safeParse(value);
  return read.success ? read.data.error.code : null;
}
