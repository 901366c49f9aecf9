/** The words of the ready-made segments and of their settings, in Turkish. */
import type { catalogueEn } from './catalogueEn.ts';
import type { Words } from './en.ts';

export const catalogueTr: Words<typeof catalogueEn> = {
  title: 'Hazır segmentler',
  subtitle: 'İhtiyacınız olanı açın, ayarlarını dilediğiniz gibi değiştirin.',
  search: 'Hazır segmentlerde ara',
  all: 'Hepsi',
  count: '{{all}} segmentten {{on}} tanesi açık',
  nothingFoundTitle: 'Hazır segment bulunamadı',
  nothingFoundBody: 'Türkçe veya İngilizce adı böyle olan yok.',
  clear: 'Aramayı temizle',
  missing: 'Eksik: {{need}}.',
  settings: 'Ayarlar',
  settingsLabel: '“{{segment}}” ayarları',
  fillIn: 'Açmak için ayarlarını doldurun',
  saved: 'Ayarlar kaydedildi: {{segment}}',
  switchOn: 'Aç',
  range: '{{min}} ile {{max}} arasında.',
  units: {
    days: 'gün',
    hours: 'saat',
    orders: 'sipariş',
    percent: '%',
    times: 'kez',
    emails: 'e-posta',
    years: 'yıl',
    degrees: '°C',
    visits: 'ziyaret',
    points: 'puan',
  },
  wrong: {
    number: '{{min}} ile {{max}} arasında bir tam sayı girin.',
    choice: 'Birini seçin.',
    missing: 'Burayı doldurun.',
    sensitive: 'Bu, sağlık veya din gibi özel nitelikli kişisel verilerle ilgili. Bunlardan segment oluşturulmaz.',
    text: 'En çok 50 metin girilebilir; her biri en çok 255 harf.',
  },
  model: {
    'too-few':
      'Tahminler için iki veya daha çok siparişi olan 200 müşteri gerekir; mağazanızda {{count}} var. Bu sayıya ulaşınca sunulur.',
    'not-converged': 'Tahminlerin son hesabı sonuç vermedi; son iyi hesap kullanılmaya devam ediyor.',
    'not-converged-none': 'Tahminlerin son hesabı sonuç vermedi. Bir sonraki hesap bir hafta içinde yapılır.',
    degenerate:
      'Siparişleriniz müşterilerin nasıl kaybedildiği konusunda çok az şey söylüyor; yerine her müşterinin kendi sipariş aralığı kullanılıyor.',
  },
};
