/** Finds the audience that a segment is kept in, or makes it; never a second one of the same name. */
import type { Halt } from '../kit/connector.ts';
import { fieldsOf, numberOf, textOf, type Fields } from './answer.ts';
import { CallFailed, type Client } from './client.ts';
import { ruleOf } from './errors.ts';
import { MOST_AUDIENCES } from './graph.ts';
import type { Account } from './members.ts';
import { entriesOf } from './pages.ts';
import { refusalOf } from './statuses.ts';

type Ready = { kind: 'ready'; listId: string; wasFound: boolean } | { kind: 'halted'; halt: Halt };

/** Says nothing of the people in it: Meta flags audiences whose texts hint at health or money. */
const DESCRIPTION = 'Customers of the shop, kept up to date by Kesit.';
export const NO_ID = 'Meta made an audience and did not tell its id.';
export const NO_ROOM = `The ad account has ${MOST_AUDIENCES} audiences of this kind, and Meta allows no more. Delete some in Ads Manager.`;
/** Meta advises small pages; of ids and states alone it gives more. */
const PAGE_ROWS = 20;
const LARGE_PAGE_ROWS = 100;

/** `knownId` is tried first: the merchant may have renamed the audience. `isValueBased` makes one that takes values. */
export async function ensureAudience(
  account: Account,
  name: string,
  knownId: string | null,
  mayReplace: boolean,
  isValueBased: boolean,
): Promise<Ready> {
  const { client, accountId } = account;
  const known = knownId === null ? null : await readKnown(client, knownId);
  if (knownId !== null && known === null && !mayReplace)
    return { kind: 'halted', halt: { kind: 'list-gone', reason: 'The audience does not exist in Meta any more.' } };
  const found = known ?? (await findByName(account, name, isValueBased));
  if (found !== null) {
    const halt = refusalOf(numberOf(fieldsOf(found.operation_status)?.code));
    if (halt !== null) return { kind: 'halted', halt };
    return { kind: 'ready', listId: textOf(found.id) ?? '', wasFound: known === null };
  }
  try {
    const made = await client.call('createAudience', accountId, {
      name,
      description: DESCRIPTION,
      subtype: 'CUSTOM',
      customer_file_source: 'USER_PROVIDED_ONLY',
      // Should the answer be lost, the next try is given the same one.
      enable_fetch_or_create: true,
      ...(isValueBased ? { is_value_based: 1 } : {}),
    });
    const listId = textOf(made.id);
    if (listId !== null) return { kind: 'ready', listId, wasFound: false };
    return { kind: 'halted', halt: { kind: 'our-bug', reason: NO_ID } };
  } catch (error) {
    if (!(error instanceof CallFailed) || ruleOf(error.failure).next !== 'our-bug') throw error;
    if ((await countAudiences(account)) < MOST_AUDIENCES) throw error;
    return { kind: 'halted', halt: { kind: 'merchant-must-act', action: 'fix-setting', reason: NO_ROOM } };
  }
}

/** Whether Meta replaces the content of any audience at present. */
export async function isReplacing(account: Account): Promise<boolean> {
  for await (const audience of audiences(account, { fields: 'id,operation_status' }, LARGE_PAGE_ROWS)) {
    if (numberOf(fieldsOf(audience.operation_status)?.code) === 414) return true;
  }
  return false;
}

/** Null when it is gone. */
async function readKnown(client: Client, id: string): Promise<Fields | null> {
  try {
    return await client.call('readAudience', id, { fields: 'id,name,operation_status' });
  } catch (error) {
    if (error instanceof CallFailed && ruleOf(error.failure).next === 'list-gone') return null;
    throw error;
  }
}

/** Meta lets names repeat: of several the oldest, the same at every run. */
async function findByName(account: Account, name: string, isValueBased: boolean): Promise<Fields | null> {
  const named = { fields: 'id,name,subtype,is_value_based,time_created,operation_status', filtering: withName(name) };
  let oldest: Fields | null = null;
  for await (const audience of audiences(account, named, PAGE_ROWS)) {
    const fits = audience.name === name && audience.subtype === 'CUSTOM';
    // What Meta does not say of an audience does not keep it from being the one.
    const sameKind = audience.is_value_based === undefined || Boolean(audience.is_value_based) === isValueBased;
    if (fits && sameKind && (oldest === null || ageOf(audience) < ageOf(oldest))) oldest = audience;
  }
  return oldest;
}

function withName(name: string): object[] {
  return [{ field: 'name', operator: 'EQUAL', value: name }];
}

function ageOf({ time_created: createdAt }: Fields): number {
  return numberOf(createdAt) ?? Infinity;
}

async function countAudiences(account: Account): Promise<number> {
  let count = 0;
  for await (const { subtype } of audiences(account, { fields: 'id,subtype' }, LARGE_PAGE_ROWS)) {
    if (subtype === 'CUSTOM') count += 1;
  }
  return count;
}

const audiences = ({ client, accountId }: Account, what: Fields, pageRows: number): AsyncGenerator<Fields> =>
  entriesOf(client, 'findAudiences', accountId, what, pageRows);
