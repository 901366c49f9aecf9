/** Words of connecting by a partner's login page, in Turkish. */
export const loginTr = {
  action: '{{partner}} ile bağlan',
  again: '{{partner}} ile yeniden bağlan',
  help: '{{partner}} hesabınızda oturum açıp Kesit’in listelerinizi güncel tutmasına izin verirsiniz. Kesit parolanızı görmez; izni istediğiniz zaman geri alabilirsiniz.',
  change: 'Yeniden oturum aç veya hesabı değiştir',
  orKey: 'Ya da oturum açmadan bağlan',
  byKey: 'Bu anahtarla bağlan',
  finishing: '{{partner}} hesabına bağlanılıyor…',
  problems: {
    denied:
      '{{partner}} hesabınızda izin vermediniz; hiçbir şey bağlanmadı. İstediğiniz zaman yeniden başlayabilirsiniz.',
    declined:
      '{{partner}} hesabınızda oturum açtınız ama Kesit’in ihtiyaç duyduğu bir izni vermediniz: {{permissions}}. Hiçbir şey bağlanmadı. Yeniden oturum açıp izin verin.',
    stale: 'Bu oturum açma çok uzun sürdü ya da daha önce kullanıldı. Yeniden başlayın.',
    refused: '{{partner}} oturum açmayı tamamlamadı. Yeniden başlayın; sorun sürerse bize yazın.',
    'not-ready':
      '{{partner}} bu hesabın kullanılmasına henüz izin vermiyor. Bunu giderdikten sonra aşağıdan yeniden bağlayın.',
    none: '{{partner}} içinde reklam verebildiğiniz bir hesap yok. Orada erişim isteyin ya da erişimi olan biri oturum açsın.',
    'out-of-reach': '{{partner}} hizmetine ulaşılamadı; hiçbir şey bağlanmadı. Birazdan yeniden başlayın.',
    'not-started': 'Oturum açma başlatılamadı. İnternet bağlantınızı kontrol edip yeniden deneyin.',
  },
  opensPartner: '{{address}} (yeni pencerede açılır)',
  choice: {
    title: 'Hesap',
    help: '{{partner}} hesabınızda oturum açtınız. Segmentlerinizin tutulacağı hesabı seçin.',
    search: 'Ada veya numaraya göre ara',
    action: 'Bu hesabı bağla',
    missing: 'Bir hesap seçin.',
    unusable: 'Şu hesaplar bağlanamaz:',
    noneUsable:
      'Bu hesapların hiçbiri şu anda kullanılamıyor. Bunu {{partner}} üzerinden giderin, ardından yeniden oturum açın.',
    nothingFound: 'Bu adda veya numarada bir hesap yok.',
    cutOff: 'Yalnızca ilk {{count}} hesap gösteriliyor.',
  },
  ends: {
    title: '{{partner}} oturumunuzun süresi yakında doluyor',
    body: '{{partner}} oturumu şu tarihte sonlandırıyor: {{when}}. Öncesinde yeniden oturum açarsanız her şey kesintisiz sürer.',
    over: '{{partner}} yeniden oturum açmanızı istiyor. O zamana kadar hiçbir şey gönderilmez.',
  },
  staleTitle: 'Bu oturum açma artık geçerli değil',
  staleBody:
    'Çok uzun sürdü, daha önce kullanıldı ya da adres eksik. Mağazanızın yönetim panelinde Kesit’i açıp Bağlantılar sayfasından yeniden başlayın.',
};
