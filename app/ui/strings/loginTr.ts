/** Words of connecting by a partner's login page, in Turkish. */
export const loginTr = {
  action: '{{partner}} ile bağlan',
  again: '{{partner}} ile yeniden bağlan',
  help: '{{partner}} hesabınızda oturum açıp Kesit’in listelerinizi güncel tutmasına izin verirsiniz. Kesit parolanızı görmez; izni istediğiniz zaman geri alabilirsiniz.',
  orKey: 'Ya da özel bir anahtar girin:',
  byKey: 'Bu anahtarla bağlan',
  finishing: '{{partner}} hesabına bağlanılıyor…',
  problems: {
    denied:
      '{{partner}} hesabınızda izin vermediniz; hiçbir şey bağlanmadı. İstediğiniz zaman yeniden başlayabilirsiniz.',
    stale: 'Bu oturum açma çok uzun sürdü ya da daha önce kullanıldı. Yeniden başlayın.',
    refused: '{{partner}} oturum açmayı tamamlamadı. Yeniden başlayın; sorun sürerse bize yazın.',
    'out-of-reach': '{{partner}} hizmetine ulaşılamadı; hiçbir şey bağlanmadı. Birazdan yeniden başlayın.',
    'not-started': 'Oturum açma başlatılamadı. İnternet bağlantınızı kontrol edip yeniden deneyin.',
  },
  staleTitle: 'Bu oturum açma artık geçerli değil',
  staleBody:
    'Çok uzun sürdü, daha önce kullanıldı ya da adres eksik. Mağazanızın yönetim panelinde Kesit’i açıp Bağlantılar sayfasından yeniden başlayın.',
};
