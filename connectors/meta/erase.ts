/**
 * Takes a person out of every audience of the ad account that was made from customers' data; Meta keeps nothing else of them there.
 * Meta confirms no row and lets nobody look. So the removal is made a second time after all changes have settled, which also undoes
 * an addition that was still on its way, and is then taken for done.
 */
import type { ErasureAnswer, ErasureCheck, PersonToErase } from '../kit/connector.ts';
import { namesOf } from './columns.ts';
import { PLAIN_RETRY_MS } from './errors.ts';
import { SETTLING_MS } from './graph.ts';
import type { Account } from './members.ts';
import { readReceipt } from './uploads.ts';

export const NOT_ALL_NAMES = 'Meta did not receive all names of the person.';

export async function askForErasure(account: Account, person: PersonToErase): Promise<ErasureAnswer> {
  switch (await removeEverywhere(account, person)) {
    case 'no names':
      return { kind: 'nothing-there' };
    case 'all received':
      // How many people Meta found is not told; they are one here.
      return { kind: 'requested', profileCount: 1, status: 200, checkAfterMs: SETTLING_MS };
    case 'not all received': {
      const notBeforeMs = account.context.clock() + PLAIN_RETRY_MS;
      return { kind: 'halted', halt: { kind: 'retry', notBeforeMs, reason: NOT_ALL_NAMES } };
    }
  }
}

export async function lookForPerson(account: Account, person: PersonToErase): Promise<ErasureCheck> {
  const said = await removeEverywhere(account, person);
  return { kind: said === 'not all received' ? 'still-there' : 'gone' };
}

async function removeEverywhere(
  { client, accountId, context }: Account,
  { customerIds, partnerIds, emails, phones }: PersonToErase,
): Promise<'no names' | 'all received' | 'not all received'> {
  // The ids that Meta was given are ours.
  const names = namesOf([...new Set([...customerIds, ...partnerIds])], emails, phones);
  if (names.data.length === 0) return 'no names';
  const receipt = readReceipt(await client.call('removeEverywhere', accountId, { payload: names }));
  const counts = { sentCount: names.data.length, ...receipt };
  context.log.info({ operation: 'removeEverywhere', ...counts }, 'Meta was told to remove a person everywhere.');
  const { receivedCount, invalidCount } = receipt;
  return (receivedCount === null || receivedCount >= names.data.length) && invalidCount === 0
    ? 'all received'
    : 'not all received';
}
