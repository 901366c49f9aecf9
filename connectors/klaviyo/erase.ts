/**
 * Erases a person at Klaviyo: finds every profile that is theirs and asks for the deletion of each by its id. Klaviyo takes the
 * request with 202 and an empty body and deletes later, so what counts is whether the profiles are still found.
 */
import type { ErasureAnswer, ErasureCheck, PersonToErase } from '../kit/connector.ts';
import { CallFailed } from './client.ts';
import { readProfiles, type Found } from './lookup.ts';
import type { Sdk } from './sdk.ts';

/** Klaviyo does not say how long a deletion takes. */
const CHECK_AFTER_MS = 60_000;

export async function askForErasure(sdk: Sdk, person: PersonToErase): Promise<ErasureAnswer> {
  const profileIds = await profilesOf(sdk, person);
  let status = 0;
  let profileCount = 0;
  for (const id of profileIds) {
    const answer = await requestDeletion(sdk, id);
    if (answer === null) continue;
    status = answer;
    profileCount += 1;
  }
  if (profileCount === 0) return { kind: 'nothing-there' };
  return { kind: 'requested', profileCount, status, checkAfterMs: CHECK_AFTER_MS };
}

export async function lookForPerson(sdk: Sdk, person: PersonToErase): Promise<ErasureCheck> {
  return { kind: (await profilesOf(sdk, person)).size === 0 ? 'gone' : 'still-there' };
}

/** The status of the answer; null when the profile went away in the meantime. */
async function requestDeletion(sdk: Sdk, id: string): Promise<number | null> {
  try {
    const { response } = await sdk.dataPrivacy.requestProfileDeletion({
      data: {
        type: 'data-privacy-deletion-job',
        attributes: { profile: { data: { type: 'profile', id, attributes: {} } } },
      },
    });
    return response.status;
  } catch (error) {
    if (error instanceof CallFailed && (error.failure.status === 404 || error.failure.status === 410)) return null;
    throw error;
  }
}

/**
 * Every profile of the person: by our id, by Klaviyo's, by address. A number may be shared in a family; a profile found by it
 * alone is the person's only if it names nobody else.
 */
async function profilesOf(sdk: Sdk, person: PersonToErase): Promise<Set<string>> {
  const found: Found[] = [];
  found.push(...(await readProfiles(sdk, 'external_id', person.customerIds)));
  found.push(...(await readProfiles(sdk, 'id', person.partnerIds)));
  found.push(...(await readProfiles(sdk, 'email', person.emails)));
  const byPhone = await readProfiles(sdk, 'phone_number', person.phones);
  found.push(...byPhone.filter(({ email, externalId }) => email === null && externalId === null));
  return new Set(found.map(({ id }) => id));
}
