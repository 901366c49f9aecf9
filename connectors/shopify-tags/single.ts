/** Changes customers by single calls: tags one customer at a time, the lists of many in one call. */
import type { Outcome } from '../kit/connector.ts';
import type { Action, Change } from './changes.ts';
import type { Client } from './client.ts';
import {
  addTags,
  deleteMetafields,
  removeTags,
  setMetafields,
  type CodedErrors,
  type Tagged,
  type UserErrors,
} from './documents.ts';
import { REJECTIONS, rowRuleOf, type RowRule } from './errors.ts';
import { MOST_METAFIELDS } from './limits.ts';
import { customerGid, deleteInput, inParts, setInput } from './metafields.ts';

/** How soon a row goes again that changed between our reading and our writing. */
const AGAIN_MS = 1_000;

/** @returns The outcomes of those that did not come about; whoever is left out has become what they should be. */
export async function changeSingly(
  client: Client,
  action: Action,
  changes: readonly Change[],
  nowMs: number,
): Promise<Map<string, Outcome>> {
  const failed = new Map<string, Outcome>();
  const refuse = (customerId: string, call: RowRule['call'], error: string): void =>
    void failed.set(customerId, outcomeOf(rowRuleOf(call, error).becomes, action, nowMs));

  for (const { customerId, add, remove } of changes) {
    const id = customerGid(customerId);
    const answers: Tagged[] = [];
    if (remove.length > 0) answers.push(await client.ask(removeTags, { id, tags: remove }));
    if (add.length > 0) answers.push(await client.ask(addTags, { id, tags: add }));
    const [error] = answers.flatMap(({ userErrors }) => userErrors);
    if (error !== undefined) refuse(customerId, 'tags', error.field?.[0] ?? '*');
  }
  const rest = changes.filter(({ customerId }) => !failed.has(customerId));
  const setting = rest.filter(({ list }) => typeof list === 'string');
  for (const part of inParts(setting, MOST_METAFIELDS)) await setLists(client, part, refuse);
  const deleting = rest.filter(({ list }) => list === null);
  for (const part of inParts(deleting, MOST_METAFIELDS)) {
    const { userErrors } = await client.ask(deleteMetafields, { metafields: part.map(deleteInput) }, part.length);
    refuseNamed(part, userErrors, (customerId) => refuse(customerId, 'metafieldsDelete', '*'));
  }
  return failed;
}

/** One refused list keeps all others of its call from being set: those go once more without it. */
async function setLists(
  client: Client,
  changes: readonly Change[],
  refuse: (customerId: string, call: 'metafieldsSet', error: string) => void,
): Promise<void> {
  for (let left = changes; left.length > 0;) {
    const { userErrors } = await client.ask(setMetafields, { metafields: left.map(setInput) }, left.length);
    if (userErrors.length === 0) return;
    const refused = refuseNamed(left, userErrors, (customerId, error) => refuse(customerId, 'metafieldsSet', error));
    left = left.filter(({ customerId }) => !refused.has(customerId));
  }
}

/** Errors name their input by its place; one that names none is about all of them. */
function refuseNamed(
  changes: readonly Change[],
  errors: UserErrors | CodedErrors,
  refuse: (customerId: string, error: string) => void,
): Set<string> {
  const refused = new Set<string>();
  for (const error of errors) {
    const place = Number(error.field?.[1] ?? Number.NaN);
    const named = changes[place] === undefined ? changes : [changes[place]];
    for (const { customerId } of named) {
      refuse(customerId, 'code' in error ? (error.code ?? '*') : '*');
      refused.add(customerId);
    }
  }
  return refused;
}

export const CHANGED_AT_ONCE = 'The customer was being changed at the same time.';

/** What a refusal is to a row; whoever is gone needs no tag taken away. */
export function outcomeOf(becomes: RowRule['becomes'], action: Action, nowMs: number): Outcome {
  if (becomes === 'retry') {
    return { kind: 'retry', notBeforeMs: nowMs + AGAIN_MS, reason: CHANGED_AT_ONCE };
  }
  if (becomes === 'gone' && action === 'remove') return { kind: 'done' };
  return { kind: 'rejected', code: becomes, reason: REJECTIONS[becomes] };
}
