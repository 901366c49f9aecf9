/** The API by which other tools read lists, in Turkish. */
import type { apiEn } from './apiEn.ts';
import type { Words } from './en.ts';

export const apiTr: Words<typeof apiEn> = {
  card: {
    title: 'Başka bir e-posta aracı',
    body: 'Kesit’in tanımadığı bir araç, onun için oluşturduğunuz bir anahtarla listelerinizi API üzerinden okuyabilir.',
    action: 'API anahtarlarını yönet',
  },
  title: 'API',
  subtitle: 'Başka araçlar listelerinizi bir anahtarla okur ve kendi listelerini bunlara eşit tutar.',
  how: {
    title: 'Nasıl çalışır',
    key: 'Bir anahtar oluşturup araca ya da aracı kuran kişiye verin.',
    lists: 'Segmentin Listeler sekmesinde API listesini açın. Yalnızca açık listeler okunabilir.',
    consent:
      'Listede kimin olduğu her yerdeki kurallara bağlıdır: izin, dışarıda bırakılan segmentler, deneyler. Listeden çıkan kişi hemen bildirilir.',
    address: 'Adres',
    document: 'Geliştiriciler için açıklama (OpenAPI)',
  },
  keys: {
    title: 'Anahtarlar',
    empty: 'Henüz anahtar yok.',
    name: 'Ad',
    scopes: 'Okuyabildikleri',
    created: 'Oluşturma',
    used: 'Son kullanım',
    ends: 'Bitiş',
    never: 'Süresiz',
    expired: 'Bitti',
    actions: 'İşlemler',
    change: 'Yenile',
    revoke: 'İptal et',
    changeOf: '“{{name}}” anahtarını yenile',
    revokeOf: '“{{name}}” anahtarını iptal et',
  },
  scope: { lists: 'Listeler', members: 'Üyeler ve değişiklikler' },
  make: {
    title: 'Yeni anahtar',
    name: 'Anahtar ne için',
    nameHelp: 'Örneğin aracın adı. Her araca ayrı anahtar verin ki birini tek başına iptal edebilesiniz.',
    scopes: 'Neleri okuyabilir',
    scopeHelp: {
      lists: 'Listelerin adları, kişiler olmadan',
      members: 'Listede kimler var; adresleri ve izinleriyle',
    },
    life: 'Kendiliğinden bitiş',
    days: '{{days}} gün sonra',
    never: 'Hiçbir zaman',
    action: 'Anahtar oluştur',
  },
  token: {
    title: '“{{name}}” anahtarını şimdi kopyalayın',
    body: 'Yalnızca bu kez gösterilir, sonradan bakılamaz. Anahtarı olan herkes listelerinizi okuyabilir.',
    label: 'Anahtar',
    copy: 'Kopyala',
    copied: 'Kopyalandı',
    done: 'Sakladım',
  },
  change: {
    title: '“{{name}}” anahtarı yenilensin mi?',
    body: 'Aynı adla yeni bir anahtar alırsınız. Eskisi bitmeden yenisini yerine verin.',
    overlap: 'Eski anahtarın geçerli kalacağı süre',
    hours: {
      none: 'Hiç: şimdi biter',
      hour: 'Bir saat',
      day: 'Bir gün',
      week: 'Bir hafta',
    },
  },
  revoke: {
    title: '“{{name}}” anahtarı iptal edilsin mi?',
    body: 'Bu anahtarı kullanan artık hiçbir şey okuyamaz. Daha önce okunanlar olduğu yerde kalır.',
    done: 'Anahtar iptal edildi',
  },
  problems: {
    'bad-name': 'En çok {{letters}} karakterlik bir ad girin.',
    'no-scope': 'Anahtarın okuyabileceği en az bir şey seçin.',
    'too-many': 'Zaten yirmi anahtar var. Artık kullanılmayan birini iptal edin.',
    'no-such-key': 'Bu anahtar artık yok. Sayfayı yeniden yükleyin.',
    'not-saved': 'Değişiklik kaydedilmedi. Yeniden deneyin.',
  },
};
