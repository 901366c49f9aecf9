/** Where a customer is spoken of besides: messages as they came, requests, looks at their data. */
import { occurredAt, type Holding } from './holding.ts';

export const records = [
  {
    table: 'inbox',
    heading: { tr: 'Shopify’ın bildirimleri, geldikleri gibi', en: 'Messages from Shopify as they came' },
    purpose: {
      tr: 'Hatadan sonra yeniden okunabilsin diye kısa süre saklanır.',
      en: 'Kept for a short while, to be read again after an error.',
    },
    columns: {
      topic: ['Konu', 'Topic'],
      triggered_at: ['Gönderilme', 'Sent'],
      received_at: ['Alınma', 'Received'],
      body: ['İçerik', 'Content'],
    },
  },
  {
    table: 'refetch',
    heading: { tr: 'Shopify’dan yeniden okunacaklar', en: 'To be read at Shopify again' },
    purpose: { tr: 'Yarım bildirimleri tamamlamak için.', en: 'To complete partial messages.' },
    columns: {
      kind: ['Tür', 'Kind'],
      object_id: ['Kimlik', 'Id'],
      wanted_at: ['İstenme', 'Wanted since'],
    },
  },
  {
    table: 'compliance_request',
    heading: { tr: 'Veri istekleri', en: 'Requests about your data' },
    purpose: { tr: 'İsteklerin yerine getirildiğinin kanıtı.', en: 'Proof that requests were met.' },
    columns: {
      topic: ['Konu', 'Topic'],
      received_at: ['Alınma', 'Received'],
      due_at: ['Son gün', 'Due'],
      done_at: ['Yapılma', 'Done'],
      outcome: ['Sonuç', 'Outcome'],
    },
  },
  {
    table: 'access_log',
    heading: { tr: 'Verilerinize bakılması', en: 'When your data was looked at' },
    purpose: {
      tr: 'Verilerinize kimin ne zaman baktığı bilinsin diye.',
      en: 'So that it is known when your data was looked at.',
    },
    columns: {
      at: occurredAt,
      action: ['Ne yapıldı', 'What was done'],
      subject: ['Anahtarlı parmak izi', 'Keyed fingerprint'],
    },
  },
] as const satisfies readonly Holding[];
