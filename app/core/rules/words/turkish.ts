/** Rules in Turkish. Only numbers take endings, see ablative.ts; what else varies stands where it needs none. */
import { withAblative } from './ablative.ts';
import type { Frequency, Language } from './language.ts';
import { listed, quoted } from './terms.ts';

const times = (count: number): string => (count === 1 ? 'bir kez' : `${count} kez`);
const within = (window: string): string => `son ${window} içinde`;
const withWindow = (window: string | null, often: string): string =>
  window === null ? often : `${within(window)} ${often}`;
const atLeast = ({ times: count, window }: Frequency): string => withWindow(window, `en az ${times(count)}`);

export const turkish: Language = {
  yes: 'evet',
  no: 'hayır',
  notKnown: 'bilinmiyor',
  none: 'yok',
  and: 've',
  or: 'veya',
  not: (part) => `${part} değil`,
  everybody: 'herkes',
  nobody: 'hiç kimse',

  percent: (hundredths) => `%${hundredths}`,
  compared: (is, value, what) => {
    const than = what === 'money' ? `${value} tutarından` : withAblative(value);
    switch (is) {
      case 'equal-to':
        return `tam ${value}`;
      case 'not-equal-to':
        return `${than} farklı`;
      case 'more-than':
        return `${than} fazla`;
      case 'at-least':
        return `en az ${value}`;
      case 'less-than':
        return `${than} az`;
      case 'at-most':
        return `en çok ${value}`;
    }
  },
  within,
  longAgo: (window) => `en az ${window} önce`,
  exists: 'var',
  known: 'biliniyor',
  since: (other) => `${quoted(other)} anından beri gerçekleşmiş`,
  notSince: (other) => `${quoted(other)} anından beri gerçekleşmemiş`,
  longerAgoThan: (span, multiple) =>
    multiple === null
      ? `${quoted(span)} değerinden uzun süre önce`
      : `${quoted(span)} değerinin ${multiple} katından uzun süre önce`,
  notLongerAgoThan: (span, multiple) =>
    multiple === null
      ? `en çok ${quoted(span)} kadar süre önce`
      : `en çok ${quoted(span)} değerinin ${multiple} katı kadar süre önce`,
  anniversary: (days) => `yıl dönümü ${within(days)}`,
  anyOf: (values) => listed('tr', 'or', values),
  oneOf: (values) => `${values.length === 1 ? '' : 'şunlardan biri: '}${values.join(', ')}`,
  noneOf: ([first = '', ...others]) =>
    others.length === 0 ? `${first} değil` : `şunların hiçbiri değil: ${[first, ...others].join(', ')}`,
  hasAny: ([first = '', ...others]) =>
    others.length === 0 ? `${first} var` : `şunlardan en az biri var: ${[first, ...others].join(', ')}`,
  hasNone: ([first = '', ...others]) =>
    others.length === 0 ? `${first} yok` : `şunların hiçbiri yok: ${[first, ...others].join(', ')}`,
  birthdayWithin: (days) => (days === 1 ? 'doğum günü bugün' : `doğum günü, bugün dahil ${days} takvim günü içinde`),
  aged: (from, to) => `${from === to ? from : `${from}–${to}`} yaşında`,
  inTop: (percent) => `alıcılar arasında ilk %${percent} içinde`,
  belowTop: (percent) => `alıcılar arasında ilk %${percent} dışında`,

  events: {
    ordered: 'Sipariş verme',
    'viewed-product': 'Ürüne bakma',
    'viewed-collection': 'Koleksiyona bakma',
    'added-to-cart': 'Sepete ekleme',
    'started-checkout': 'Ödemeye başlama',
    searched: 'Mağazada arama',
    visited: 'Mağazayı ziyaret',
    wishlisted: 'Favorilere ekleme',
    reviewed: 'Yorum yazma',
    'answered-nps': 'Tavsiye puanı verme (NPS)',
    'shared-referral': 'Tavsiye bağlantısı paylaşma',
    referred: 'Alıcı kazandırma',
    'received-email': 'E-posta alma',
    'opened-email': 'E-posta açma',
    'clicked-email': 'E-postada tıklama',
  },
  subjects: { product: 'ürün', type: 'ürün türü', vendor: 'satıcı', collection: 'koleksiyon', tag: 'ürün etiketi' },
  worth: (money) => `tutarı en az ${money}`,
  afterGap: (days) => `bir öncekinden en az ${days} sonra`,
  did: atLeast,
  didNot: ({ times: count, window }) => withWindow(window, count > 1 ? `${count} kezden az` : 'hiç yok'),
  didBefore: (window) => `ilk kez en az ${window} önce`,
  unordered: (event, often) => {
    const did = event === 'wishlisted' ? 'ürünü favorilere ekleyip' : 'ürüne bakıp';
    return [`${often.times === 1 ? 'Bir' : 'Aynı'} ${did} sonrasında sipariş etmeme`, atLeast(often)];
  },
  activeOn: (days, windowDays) => ['Ziyaret edilen gün', `son ${windowDays} takvim günü içinde en az ${days} gün`],
  interested: (often, orderWindow) => [
    'Bir koleksiyona ilgi',
    `${atLeast(often)} bakılmış, ${within(orderWindow)} ondan hiçbir şey sipariş edilmemiş`,
  ],
  mostlyOn: (device, windowDays) => [
    'Cihaz',
    `son ${windowDays} takvim günü içinde çoğunlukla ${device === 'mobile' ? 'mobil' : 'masaüstü'}`,
  ],
  mostlyClicks: (channel, percent, window) => [
    `Tıklamalarda ${channel === 'email' ? 'e-posta' : 'SMS'} payı`,
    `${within(window)} %${percent} üzerinde`,
  ],
  likelyLost: (percent) => ['Yeniden sipariş verme olasılığı', `%${percent} altında`],
  forecast: (weather, degrees) => [
    'Önümüzdeki 3 günün havası',
    { rain: 'yağmur', snow: 'kar', above: `${degrees} üzerinde`, below: `${degrees} altında` }[weather],
  ],
  memberOf: (segment) => `${quoted(segment)} segmentinde`,
  notMemberOf: (segment) => `${quoted(segment)} segmentinde değil`,

  latestAt: (count, at) => (count === 1 ? `Son kez: ${at}` : `Sondan ${count}. kez: ${at}`),
  firstAt: (at) => `İlk kez: ${at}`,
  fewerThan: (count) => (count === 1 ? 'hiç' : `${count} kezden az`),
  holdsUntil: (at) => `Bitiş: ${at}`,
  stretch: (from, to) => `${from} – ${to}`,
  noStretch: 'hiçbir dönemde',
};
