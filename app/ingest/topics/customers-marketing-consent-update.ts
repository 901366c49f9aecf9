/** Consent to marketing by text message. Here the customer's id is called `id`. */
import { readConsent } from '../payloads/consent.ts';
import type { Topic } from './topic.ts';

export const customersMarketingConsentUpdate: Topic = {
  topic: 'customers_marketing_consent/update',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: (body) => [
    { kind: 'sms-consent', customerId: body.id('id'), ...readConsent(body.object('sms_marketing_consent')) },
  ],
};
