/** What a shop lacks when a preset's data is missing, and what can be done about it. */
import type { LocalText } from '../text.ts';
import type { DataNeed } from './needs.ts';

export interface NeedWords {
  /** What it is. */
  readonly name: LocalText;
  /** What the merchant does to have it. */
  readonly missing: LocalText;
}

const theme = (tr: string, en: string): NeedWords => ({
  name: { tr, en },
  missing: {
    tr: `Temanız henüz bildirmiyor: ${tr}. Nasıl bildireceği, mağaza olayları kılavuzunda yazar.`,
    en: `Your theme does not tell of them yet: ${en}. The guide to storefront events says how it can.`,
  },
});

export const needWords: Readonly<Record<DataNeed, NeedWords>> = {
  orders: {
    name: { tr: 'siparişler', en: 'orders' },
    missing: { tr: 'Mağazanın ilk siparişiyle dolar.', en: 'It fills with the first order of the shop.' },
  },
  'all-orders': {
    name: { tr: 'bütün siparişler', en: 'all orders' },
    missing: {
      tr: 'Yalnızca son 60 günün siparişleri okunabiliyor. Bütün siparişlere izin verilmesi gerekir.',
      en: 'Only the orders of the last 60 days can be read. Access to all orders has to be granted.',
    },
  },
  products: {
    name: { tr: 'ürünler', en: 'products' },
    missing: { tr: 'Mağazanın ürünleri henüz okunmadı.', en: 'The products of the shop have not been read in yet.' },
  },
  'marketing-consent': {
    name: { tr: 'pazarlama izinleri', en: 'marketing consents' },
    missing: {
      tr: 'Henüz hiçbir müşteri e-posta veya SMS pazarlamasına abone olmadı.',
      en: 'No customer has subscribed to e-mail or SMS marketing yet.',
    },
  },
  'email-events': {
    name: { tr: 'e-posta olayları', en: 'e-mail events' },
    missing: {
      tr: 'E-postaların açıldığını bildiren bir hesap bağlayın, örneğin Klaviyo.',
      en: 'Connect an account that tells what became of e-mails, such as Klaviyo.',
    },
  },
  'sms-events': {
    name: { tr: 'SMS olayları', en: 'SMS events' },
    missing: {
      tr: 'SMS’lerin tıklandığını bildiren bir hesap bağlayın, örneğin Klaviyo.',
      en: 'Connect an account that tells what became of text messages, such as Klaviyo.',
    },
  },
  'storefront-events': {
    name: { tr: 'mağaza ziyaretleri', en: 'visits to the online store' },
    missing: {
      tr: 'Henüz ziyaret bildirilmedi. Pikselin çalışıp çalışmadığı Veri sayfasında görünür.',
      en: 'No visit has been told of yet. The Data page shows whether the pixel works.',
    },
  },
  'wishlist-events': theme('favoriye eklemeler', 'wish lists'),
  'review-events': theme('yorumlar', 'reviews'),
  'nps-events': theme('tavsiye puanları (NPS)', 'NPS answers'),
  'referral-events': theme('tavsiyeler', 'referrals'),
  'birth-dates': {
    name: { tr: 'doğum tarihleri', en: 'dates of birth' },
    missing: {
      tr: 'Doğum tarihini tutan müşteri meta alanını Veri sayfasının ayarlarına yazın.',
      en: 'Name the customer metafield that holds the date of birth in the settings of the Data page.',
    },
  },
  attributes: {
    name: { tr: 'müşteri meta alanları veya etiketleri', en: 'customer metafields or tags' },
    missing: {
      tr: 'Hiçbir müşteride yok. Okunacak meta alanlarını Veri sayfasının ayarlarına yazın.',
      en: 'No customer has any. Name the metafields to read in the settings of the Data page.',
    },
  },
  addresses: {
    name: { tr: 'adresler', en: 'addresses' },
    missing: { tr: 'Henüz hiçbir müşteri adres vermedi.', en: 'No customer has given an address yet.' },
  },
  languages: {
    name: { tr: 'müşteri dilleri', en: 'languages of customers' },
    missing: { tr: 'Henüz hiçbir müşterinin dili bilinmiyor.', en: 'No customer’s language is known yet.' },
  },
  forecast: {
    name: { tr: 'hava tahmini', en: 'the weather forecast' },
    missing: {
      tr: 'Hava, müşterilerin şehirleri bilinince sorulur.',
      en: 'The weather is asked for once the cities of customers are known.',
    },
  },
  model: {
    name: { tr: 'satın alma tahminleri', en: 'purchase predictions' },
    missing: {
      tr: 'Tahminler ilk kez önümüzdeki gece hesaplanır.',
      en: 'Predictions are computed for the first time in the coming night.',
    },
  },
  buyers: {
    name: { tr: 'sipariş vermiş müşteriler', en: 'customers who have ordered' },
    missing: { tr: 'Mağazanın ilk siparişiyle dolar.', en: 'It fills with the first order of the shop.' },
  },
};
