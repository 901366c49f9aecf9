/** Conditions of every operator, with and without what they may leave out, and how each reads; sums are Turkish lira. */
import type { Condition } from '#app/core/rules/conditions/registry.ts';

const days = (count: number) => ({ window: { days: count } });

export const saidConditions: readonly (readonly [Condition, english: string, turkish: string])[] = [
  [{ fact: 'orderCount', is: 'equal-to', value: 0 }, 'Orders: exactly 0', 'Sipariş sayısı: tam 0'],
  [{ fact: 'orderCount', is: 'not-equal-to', value: 4 }, 'Orders: other than 4', 'Sipariş sayısı: 4’ten farklı'],
  [{ fact: 'orderCount', is: 'more-than', value: 1_250 }, 'Orders: more than 1,250', 'Sipariş sayısı: 1.250’den fazla'],
  [{ fact: 'orderCount', is: 'at-least', value: 2 }, 'Orders: at least 2', 'Sipariş sayısı: en az 2'],
  [{ fact: 'orderCount', is: 'less-than', value: 10 }, 'Orders: less than 10', 'Sipariş sayısı: 10’dan az'],
  [{ fact: 'orderCount', is: 'at-most', value: 3 }, 'Orders: at most 3', 'Sipariş sayısı: en çok 3'],
  [
    { fact: 'spentMinor', is: 'at-least', value: 50_000 },
    'Total spent: at least TRY 500.00',
    'Toplam harcama: en az ₺500,00',
  ],
  [
    { fact: 'spentMinor', is: 'more-than', value: 1_234_567 },
    'Total spent: more than TRY 12,345.67',
    'Toplam harcama: ₺12.345,67 tutarından fazla',
  ],
  [
    { fact: 'refundedShare', is: 'more-than', value: 0.5 },
    'Share refunded: more than 50 %',
    'İade oranı: %50’den fazla',
  ],
  [
    { fact: 'refundedShare', is: 'at-most', value: 0.0725 },
    'Share refunded: at most 7.25 %',
    'İade oranı: en çok %7,25',
  ],
  [
    { fact: 'expectedOrders30d', is: 'less-than', value: 0.5 },
    'Orders expected in 30 days: less than 0.5',
    '30 günde beklenen sipariş: 0,5’ten az',
  ],
  [{ fact: 'emailReachable', is: 'yes' }, 'Can be reached by e-mail: yes', 'E-posta ile ulaşılabilir: evet'],
  [{ fact: 'smsReachable', is: 'no' }, 'Can be reached by SMS: no', 'SMS ile ulaşılabilir: hayır'],
  [
    { fact: 'lastOrderAt', is: 'within', ...days(1) },
    'Last order: within the last 1 day',
    'Son sipariş: son 1 gün içinde',
  ],
  [
    { fact: 'lastOrderAt', is: 'not-for', ...days(180) },
    'Last order: at least 180 days ago',
    'Son sipariş: en az 180 gün önce',
  ],
  [
    { fact: 'lastCartAt', is: 'not-for', window: { hours: 1 } },
    'Last added to the cart: at least 1 hour ago',
    'Sepete son ekleme: en az 1 saat önce',
  ],
  [
    { fact: 'lastSiteActivityAt', is: 'within', window: { hours: 72 } },
    'Last visit to the shop: within the last 72 hours',
    'Mağazaya son ziyaret: son 72 saat içinde',
  ],
  [{ fact: 'smsSubscribedAt', is: 'ever' }, 'SMS subscription: there is one', 'SMS aboneliği: var'],
  [{ fact: 'lastOrderAt', is: 'never' }, 'Last order: none', 'Son sipariş: yok'],
  [{ fact: 'city', is: 'ever' }, 'City: known', 'Şehir: biliniyor'],
  [{ fact: 'birthDate', is: 'never' }, 'Date of birth: not known', 'Doğum tarihi: bilinmiyor'],
  [
    { fact: 'lastOrderAt', is: 'since', other: 'lastCartAt' },
    'Last order: has happened since “Last added to the cart”',
    'Son sipariş: “Sepete son ekleme” anından beri gerçekleşmiş',
  ],
  [
    { fact: 'lastOrderAt', is: 'not-since', other: 'lastCartAt' },
    'Last order: has not happened since “Last added to the cart”',
    'Son sipariş: “Sepete son ekleme” anından beri gerçekleşmemiş',
  ],
  [
    { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'usualGapMs', percent: 150 },
    'Last order: longer ago than 1.5 times “Usual time between orders”',
    'Son sipariş: “Siparişler arasındaki olağan süre” değerinin 1,5 katından uzun süre önce',
  ],
  [
    { fact: 'lastOrderAt', is: 'longer-ago-than', span: 'usualGapMs', percent: 100 },
    'Last order: longer ago than “Usual time between orders”',
    'Son sipariş: “Siparişler arasındaki olağan süre” değerinden uzun süre önce',
  ],
  [
    { fact: 'lastOrderAt', is: 'not-longer-ago-than', span: 'usualGapMs', percent: 300 },
    'Last order: no longer ago than 3 times “Usual time between orders”',
    'Son sipariş: en çok “Siparişler arasındaki olağan süre” değerinin 3 katı kadar süre önce',
  ],
  [
    { fact: 'lastOrderAt', is: 'not-longer-ago-than', span: 'usualGapMs', percent: 100 },
    'Last order: no longer ago than “Usual time between orders”',
    'Son sipariş: en çok “Siparişler arasındaki olağan süre” kadar süre önce',
  ],
  [
    { fact: 'firstOrderAt', is: 'anniversary', days: 7 },
    'First order: had its anniversary within the last 7 days',
    'İlk sipariş: yıl dönümü son 7 gün içinde',
  ],
  [{ fact: 'city', is: 'one-of', values: ['İzmir'] }, 'City: is “İzmir”', 'Şehir: “İzmir”'],
  [
    { fact: 'city', is: 'one-of', values: ['İzmir', 'Van'] },
    'City: is one of “İzmir”, “Van”',
    'Şehir: şunlardan biri: “İzmir”, “Van”',
  ],
  [{ fact: 'city', is: 'none-of', values: ['İzmir'] }, 'City: is not “İzmir”', 'Şehir: “İzmir” değil'],
  [
    { fact: 'city', is: 'none-of', values: ['İzmir', 'Van'] },
    'City: is none of “İzmir”, “Van”',
    'Şehir: şunların hiçbiri değil: “İzmir”, “Van”',
  ],
  [{ fact: 'tags', is: 'has-any', values: ['vip'] }, 'Customer tags: include “vip”', 'Müşteri etiketleri: “vip” var'],
  [
    { fact: 'tags', is: 'has-any', values: ['vip', 'b2b'] },
    'Customer tags: include at least one of “vip”, “b2b”',
    'Müşteri etiketleri: şunlardan en az biri var: “vip”, “b2b”',
  ],
  [
    { fact: 'tags', is: 'has-none', values: ['vip'] },
    'Customer tags: do not include “vip”',
    'Müşteri etiketleri: “vip” yok',
  ],
  [
    { fact: 'tags', is: 'has-none', values: ['vip', 'b2b'] },
    'Customer tags: include none of “vip”, “b2b”',
    'Müşteri etiketleri: şunların hiçbiri yok: “vip”, “b2b”',
  ],
  [
    { fact: 'metafields', key: 'custom.size', is: 'value-one-of', values: ['M'] },
    'Metafield custom.size: is “M”',
    'Meta alan custom.size: “M”',
  ],
  [
    { fact: 'metafields', key: 'custom.size', is: 'value-none-of', values: ['M', 'L'] },
    'Metafield custom.size: is none of “M”, “L”',
    'Meta alan custom.size: şunların hiçbiri değil: “M”, “L”',
  ],
  [
    { fact: 'birthDate', is: 'birthday-within', days: 7 },
    'Date of birth: birthday within 7 calendar days, today included',
    'Doğum tarihi: doğum günü, bugün dahil 7 takvim günü içinde',
  ],
  [
    { fact: 'birthDate', is: 'birthday-within', days: 1 },
    'Date of birth: birthday today',
    'Doğum tarihi: doğum günü bugün',
  ],
  [
    { fact: 'birthDate', is: 'age-between', from: 18, to: 34 },
    'Date of birth: 18 to 34 years old',
    'Doğum tarihi: 18–34 yaşında',
  ],
  [{ fact: 'birthDate', is: 'age-between', from: 1, to: 1 }, 'Date of birth: 1 year old', 'Doğum tarihi: 1 yaşında'],
  [
    { fact: 'spentMinor', is: 'in-top', percent: 10 },
    'Total spent: in the top 10 % of buyers',
    'Toplam harcama: alıcılar arasında ilk %10 içinde',
  ],
  [
    { fact: 'spentMinor', is: 'below-top', percent: 30 },
    'Total spent: below the top 30 % of buyers',
    'Toplam harcama: alıcılar arasında ilk %30 dışında',
  ],
  [{ is: 'did', event: 'ordered' }, 'Ordered: at least once', 'Sipariş verme: en az bir kez'],
  [
    {
      is: 'did',
      event: 'ordered',
      of: { by: 'vendor', values: ['Çelik', 'Demir'] },
      worthMinor: 50_000,
      times: 3,
      ...days(90),
    },
    'Ordered (vendor: “Çelik” or “Demir”; worth at least TRY 500.00): at least 3 times within the last 90 days',
    'Sipariş verme (satıcı: “Çelik” veya “Demir”; tutarı en az ₺500,00): son 90 gün içinde en az 3 kez',
  ],
  [
    { is: 'did', event: 'ordered', afterGapDays: 180, ...days(30) },
    'Ordered (at least 180 days after the one before): at least once within the last 30 days',
    'Sipariş verme (bir öncekinden en az 180 gün sonra): son 30 gün içinde en az bir kez',
  ],
  [{ is: 'did-not', event: 'searched' }, 'Searched the shop: never', 'Mağazada arama: hiç yok'],
  [
    { is: 'did-not', event: 'searched', ...days(30) },
    'Searched the shop: not within the last 30 days',
    'Mağazada arama: son 30 gün içinde hiç yok',
  ],
  [
    { is: 'did-not', event: 'clicked-email', times: 3, ...days(30) },
    'Clicked in an e-mail: fewer than 3 times within the last 30 days',
    'E-postada tıklama: son 30 gün içinde 3 kezden az',
  ],
  [
    { is: 'did-before', event: 'ordered', ...days(365) },
    'Ordered: for the first time at least 365 days ago',
    'Sipariş verme: ilk kez en az 365 gün önce',
  ],
  [
    { is: 'did-unordered', event: 'viewed-product', times: 3, ...days(7) },
    'Viewed one and the same product without ordering it since: at least 3 times within the last 7 days',
    'Aynı ürüne bakıp sonrasında sipariş etmeme: son 7 gün içinde en az 3 kez',
  ],
  [
    { is: 'did-unordered', event: 'wishlisted', times: 1, ...days(30) },
    'Added a product to the wish list without ordering it since: at least once within the last 30 days',
    'Bir ürünü favorilere ekleyip sonrasında sipariş etmeme: son 30 gün içinde en az bir kez',
  ],
  [
    { is: 'active-on', days: 5, windowDays: 30 },
    'Days with a visit: at least 5 of the last 30 calendar days',
    'Ziyaret edilen gün: son 30 takvim günü içinde en az 5 gün',
  ],
  [
    { is: 'active-on', days: 1, windowDays: 1 },
    'Days with a visit: at least 1 of the last 1 calendar day',
    'Ziyaret edilen gün: son 1 takvim günü içinde en az 1 gün',
  ],
  [
    { is: 'interested', times: 3, windowDays: 14, orderDays: 30 },
    'Interest in one collection: viewed at least 3 times within the last 14 days, nothing of it ordered within the last 30 days',
    'Bir koleksiyona ilgi: son 14 gün içinde en az 3 kez bakılmış, son 30 gün içinde ondan hiçbir şey sipariş edilmemiş',
  ],
  [
    { is: 'mostly-on', device: 'mobile', windowDays: 90 },
    'Device: mostly mobile over the last 90 calendar days',
    'Cihaz: son 90 takvim günü içinde çoğunlukla mobil',
  ],
  [
    { is: 'mostly-on', device: 'desktop', windowDays: 90 },
    'Device: mostly desktop over the last 90 calendar days',
    'Cihaz: son 90 takvim günü içinde çoğunlukla masaüstü',
  ],
  [
    { is: 'mostly-clicks', channel: 'email', percent: 70, windowDays: 180 },
    'Share of clicks by e-mail: more than 70 % within the last 180 days',
    'Tıklamalarda e-posta payı: son 180 gün içinde %70 üzerinde',
  ],
  [
    { is: 'mostly-clicks', channel: 'sms', percent: 70, windowDays: 180 },
    'Share of clicks by SMS: more than 70 % within the last 180 days',
    'Tıklamalarda SMS payı: son 180 gün içinde %70 üzerinde',
  ],
  [
    { is: 'likely-lost', percent: 30 },
    'Chance of ordering again: below 30 %',
    'Yeniden sipariş verme olasılığı: %30 altında',
  ],
  [{ is: 'forecast', weather: 'rain' }, 'Weather of the next 3 days: rain', 'Önümüzdeki 3 günün havası: yağmur'],
  [{ is: 'forecast', weather: 'snow' }, 'Weather of the next 3 days: snow', 'Önümüzdeki 3 günün havası: kar'],
  [
    { is: 'forecast', weather: 'above', degrees: 25 },
    'Weather of the next 3 days: above 25 °C',
    'Önümüzdeki 3 günün havası: 25 °C üzerinde',
  ],
  [
    { is: 'forecast', weather: 'below', degrees: 0 },
    'Weather of the next 3 days: below 0 °C',
    'Önümüzdeki 3 günün havası: 0 °C altında',
  ],
  [{ is: 'member-of', segment: 7 }, 'In the segment “№ 7”', '“№ 7” segmentinde'],
  [{ is: 'not-member-of', segment: 7 }, 'Not in the segment “№ 7”', '“№ 7” segmentinde değil'],
];
