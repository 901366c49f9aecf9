/** A customer of a list as partners are shown them: never an address that may not be written to, where the list asks for consent. */
import type { ApiConsent, ApiMember } from '#app/core/api/shapes.ts';
import type { KnownConsent, ListedPerson } from '#app/store/publishedLists.ts';

export const iso = (at: number): string => new Date(at).toISOString();

export function memberOf(person: ListedPerson, consentRequired: boolean): ApiMember {
  const { emailConsent, smsConsent, whatsappConsent } = person;
  const mayUse = (...channels: KnownConsent[]): boolean =>
    !consentRequired || channels.some(({ state }) => state === 'subscribed');
  return {
    customer_id: person.customerId,
    email: mayUse(emailConsent) ? person.email : null,
    phone: mayUse(smsConsent, whatsappConsent) ? person.phone : null,
    first_name: person.firstName,
    last_name: person.lastName,
    locale: person.locale,
    country: person.countryCode,
    tags: person.tags,
    since: iso(person.sinceAt),
    consent: { email: consentOf(emailConsent), sms: consentOf(smsConsent), whatsapp: consentOf(whatsappConsent) },
  };
}

const consentOf = ({ state, since }: KnownConsent): ApiConsent => ({
  state: state ?? 'unknown',
  since: state === null || since === null ? null : iso(since),
  source: state === null ? null : 'shopify',
  registry: null,
});
