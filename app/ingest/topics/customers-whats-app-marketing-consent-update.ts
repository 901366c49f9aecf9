/** Consent to marketing by WhatsApp; since API 2026-07. Its instant is called `updated_at`. */
import { readConsent } from '../payloads/consent.ts';
import type { Topic } from './topic.ts';

export const customersWhatsAppMarketingConsentUpdate: Topic = {
  topic: 'customers_whats_app_marketing_consent/update',
  scope: 'read_customers',
  listedUnder: 'topics',
  read: (body) => [
    {
      kind: 'whatsapp-consent',
      customerId: body.id('customer_id'),
      ...readConsent(body.object('whats_app_marketing_consent'), 'updated_at'),
    },
  ],
};
