/** Words of lists at partners, and of the connections that keep them, in Turkish. */
import type { Words } from './en.ts';
import type { listsEn } from './listsEn.ts';

export const listsTr: Words<typeof listsEn> = {
  name: 'Listenin adı',
  nameHelp: '{{partner}} hesabındaki listeye bu ad verilir.',
  renamed: 'Listenin adı bir sonraki eşitlemede {{partner}} hesabında değişir',
  exclusions: 'Şu segmentlerde olanları dışarıda bırak',
  exclusionsHelp: 'Bu segmentlerden birinde olan kimse listeye alınmaz.',
  exclude: 'Segment seçin',
  exclusionsSaved: 'Kaydedildi. Liste buna göre güncellenir',
  figures: {
    title: '{{partner}} hesabına ayrıca gönder',
    help: 'Bu listedeki müşteriler için gönderilir, en çok günde bir güncellenir; müşteri listeden çıkınca ya da işareti kaldırınca silinir. Yalnızca aydınlatma metninizin kapsadığı bilgileri gönderin.',
    saved: 'Kaydedildi. Bir sonraki eşitlemede {{partner}} hesabına gönderilir',
    names: {
      orderCount: 'Sipariş sayısı',
      totalSpend: 'Toplam harcama (para birimiyle)',
      lastOrderDay: 'Son sipariş tarihi',
      rfmGroup: 'RFM grubu',
      expectedOrders30d: '30 günde beklenen sipariş',
      expectedSpend365d: '365 günde beklenen harcama',
    },
  },
  held: {
    status: 'Durdu',
    goneTitle: 'Bu liste {{partner}} hesabında silinmiş',
    goneBody:
      'Bu liste için hiçbir şey gönderilmiyor. Yeniden oluşturursanız listeye alınması gereken herkesle doldurulur; {{partner}} hesabındaki kampanya ve akışlarda yeni listeyi seçmeniz gerekir.',
    makeAgain: 'Yeniden oluştur',
    madeAgain: 'Liste bir sonraki eşitlemede {{partner}} hesabında yeniden oluşturulur',
    limitTitle: '{{partner}} bugün yeni liste oluşturmuyor',
    limitBody:
      'Günlük yeni liste hakkı doldu. Liste kendiliğinden oluşturulacak: {{when}}. Öteki listeler devam ediyor.',
    whenGone: 'Liste {{partner}} hesabında silinirse',
    choices: { 'made-again': 'Yeniden oluştur', told: 'Dur ve bana bildir' },
    saved: 'Kaydedildi',
  },
  askAgain: 'Reddedilenleri yeniden dene',
  askedAgain: 'Reddedilen müşteriler yeniden deneniyor',
  problems: {
    'no-such-destination': 'Bu liste artık yok. Sayfayı yeniden yükleyin.',
    'bad-name': 'En çok 120 karakterlik bir ad girin.',
    'name-taken': 'Bu hesabın başka bir listesinde bu ad var. Başka bir ad seçin.',
    'bad-exclusion': 'Açık olan başka segmentler seçin; en çok on tane.',
    'not-saved': 'Değişiklik kaydedilmedi. Yeniden deneyin.',
  },
  barriers: {
    gone: 'Artık müşteri değil',
    'no-address': 'E-posta adresi yok',
    'no-consent': 'E-posta pazarlamasına abone değil',
    'held-out': 'Deney için dışarıda tutuluyor',
    'other-half': 'Öteki yarıda',
    excluded: 'Dışarıda bırakılan bir segmentte',
  },
  dryRun: {
    action: 'Ne gönderilirdi?',
    title: '{{partner}} hesabına şimdi ne gönderilirdi',
    help: 'Az önce sayıldı. Hiçbir şey gönderilmedi, hiçbir şey değişmedi.',
    members: 'Segmentin üyeleri',
    wanted: 'Listede olması gerekenler',
    added: 'Eklenecekler',
    removed: 'Çıkarılacaklar',
    keptOut: 'Dışarıda kalanlar',
    examples: 'Eklenecek olanlardan bazıları',
    failed: 'Bu sayılamadı',
    close: 'Kapat',
  },
  steering: {
    labels: {
      permission:
        'Listeler güncel tutuluyor, ancak {{partner}} hesabında “Kesit” etiketi taşımıyor: anahtarın etiket izni yok. Etiketi istiyorsanız bu izni olan bir anahtar girin.',
      limit:
        'Listeler güncel tutuluyor, ancak {{partner}} hesabında “Kesit” etiketi taşımıyor: hesapta yeni etikete yer yok. Etiketi istiyorsanız oradan bir etiket silip anahtarı yeniden girin.',
      other: 'Listeler güncel tutuluyor, ancak “Kesit” etiketi taşımıyor: {{partner}} bunu kabul etmedi.',
    },
    pause: 'Eklemeleri duraklat',
    resume: 'Sürdür',
    runNow: 'Şimdi dene',
    pausedTitle: 'Şu anda kimse eklenmiyor',
    pausedBody: 'Duraklatma: {{when}}. Listeden çıkması gereken müşteriler yine de çıkarılır.',
    pausedDone: 'Eklemeler duraklatıldı',
    resumedDone: 'Eklemeler sürüyor',
    runNowDone: 'Eşitleme başlıyor',
    throttled: '{{partner}} beklenmesini istedi. Kendiliğinden sürer: {{when}}',
    names: 'Yeni listelerin adı',
    namesHelp: 'Segment adının geleceği yere {{place}} yazın. Var olan listelerin adı değişmez.',
    namesSaved: 'Yeni listeler böyle adlandırılacak',
    namesProblem: 'Ad, {{place}} içermeli ve en çok 120 karakter olmalı.',
    history: 'Son eşitlemeler',
    historyNone: 'Henüz bir şey gönderilmedi.',
  },
};
