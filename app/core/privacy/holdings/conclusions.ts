/** What was concluded of a customer: figures, segments, places in lists. */
import { factColumn, storedFact, storedFactNames } from '../../facts/stored.ts';
import { customerId, occurredAt, segment, updatedAt, type Holding } from './holding.ts';

/** Every fact under its label. */
const figures = Object.fromEntries(
  storedFactNames.map((name) => {
    const { tr, en } = storedFact(name).label;
    return [factColumn(name), [tr, en]] as const;
  }),
);

export const conclusions = [
  {
    table: 'customer_fact',
    heading: { tr: 'Hesaplanan bilgiler', en: 'Figures computed' },
    purpose: { tr: 'Segment kuralları bunlara sorulur.', en: 'The rules of segments ask these.' },
    columns: {
      customer_id: customerId,
      ...figures,
      asked: ['Geçmişe sorulanlar', 'Asked of the history'],
      segment_ids: ['Bulunulan segmentler', 'Segments'],
      due_at: ['Sonraki hesap', 'Next computed'],
    },
  },
  {
    table: 'membership',
    heading: { tr: 'Bulunduğunuz segmentler', en: 'Segments you are in' },
    purpose: { tr: 'Size uygun iletişim için.', en: 'To be written to fittingly.' },
    columns: { segment_id: segment, customer_id: customerId, entered_at: ['Giriş', 'Since'] },
  },
  {
    table: 'transition',
    heading: { tr: 'Segmentlere giriş ve çıkışlar', en: 'Segments entered and left' },
    purpose: { tr: 'Segmentlerin geçmişi.', en: 'The history of segments.' },
    columns: {
      transition_id: ['Kayıt', 'Record'],
      segment_id: segment,
      customer_id: customerId,
      entered: ['Girildi', 'Entered'],
      at: occurredAt,
    },
  },
  {
    table: 'placement',
    heading: { tr: 'Dış listelerdeki yeriniz', en: 'Your place in lists elsewhere' },
    purpose: { tr: 'Mağazanın e-posta aracındaki listeler için.', en: 'For the lists in the shop’s e-mail tool.' },
    columns: {
      destination_id: ['Liste numarası', 'List number'],
      customer_id: customerId,
      desired: ['Listede olmalı', 'Should be in it'],
      acknowledged: ['Listede', 'Is in it'],
      state: ['Durum', 'State'],
      reason: ['Neden', 'Reason'],
      changed_at: updatedAt,
      acknowledged_at: ['Onay', 'Confirmed'],
      told_value: ['İletilen değer', 'Value told'],
    },
  },
  {
    table: 'partner_profile',
    heading: { tr: 'Dış araçlardaki kimliğiniz', en: 'Your id in other tools' },
    purpose: { tr: 'Sizi orada yeniden bulmak için.', en: 'To find you there again.' },
    columns: {
      connection_id: ['Bağlantı', 'Connection'],
      customer_id: customerId,
      partner_profile_id: ['Oradaki kimlik', 'Id there'],
      figures: ['Orada tutulan rakamlar', 'Figures held there'],
    },
  },
] as const satisfies readonly Holding[];
