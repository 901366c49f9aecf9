/** Consent to marketing by e-mail. */
import { readConsent } from '../payloads/consent.ts';
import type { Topic } from './topic.ts';

export const customersEmailMarketingConsentUpdate: Topic = {
  topic: 'customers_email_marketing_consent/update',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: (body) => [
    {
      kind: 'email-consent',
      customerId: body.id('customer_id'),
      ...readConsent(body.object('email_marketing_consent')),
    },
  ],
};
