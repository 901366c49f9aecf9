/** Erasure of a person at their request: taken at once, done a while later, as at Klaviyo. */
import { invalid } from '../protocol/errors.ts';
import { normaliseEmail } from '../protocol/identifiers.ts';
import { objectAt, resourceOf } from '../payloads.ts';
import { recordDeletion } from '../store/deletions.ts';
import { profileByEmail, profileById, profileByPhone } from '../store/profiles.ts';
import type { Route } from './exchange.ts';

/** Exactly one of id, e-mail and phone; a person nobody knows is no error. */
export const requestProfileDeletion: Route = (call) => {
  const data = resourceOf(call.body, 'data-privacy-deletion-job', ['attributes']);
  const holder = objectAt(data.attributes, '/data/attributes', ['profile']).profile;
  const pointer = '/data/attributes/profile/data';
  const resource = objectAt(objectAt(holder, '/data/attributes/profile', ['data']).data, pointer, [
    'type',
    'id',
    'attributes',
  ]);
  if (resource.type !== 'profile') throw invalid("The type must be 'profile'.", `${pointer}/type`);
  if (resource.attributes === undefined) throw invalid('attributes is a required field.', `${pointer}/attributes`);
  const attributes = objectAt(resource.attributes, `${pointer}/attributes`, ['email', 'phone_number']);
  const given = [resource.id, attributes.email, attributes.phone_number].filter((value) => value != null);
  const [value] = given;
  if (given.length !== 1 || typeof value !== 'string') {
    throw invalid('Exactly one of id, email and phone_number is required.', pointer);
  }
  const profile =
    resource.id != null
      ? profileById(call.db, call.account.pk, value)
      : attributes.email != null
        ? profileByEmail(call.db, call.account.pk, normaliseEmail(value))
        : profileByPhone(call.db, call.account.pk, value);
  recordDeletion(call.db, {
    accountPk: call.account.pk,
    profilePk: profile?.pk ?? null,
    requestedMs: call.nowMs,
    dueMs: call.nowMs + call.deletionDurationMs,
  });
  return { status: 202 };
};
