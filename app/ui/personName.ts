/** What a customer is called on the page. */
import type { TFunction } from 'i18next';

export interface NamedPerson {
  customerId: string;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
}

export function personName(t: TFunction, person: NamedPerson): string {
  const name = [person.firstName, person.lastName].filter(Boolean).join(' ').trim();
  return name || t('segment.members.unnamed', { id: person.customerId });
}
