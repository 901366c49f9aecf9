/** Words for lists whose people carry what they are worth, and for lists that are replaced whole, in Turkish. */
import type { Words } from './en.ts';
import type { worthEn } from './worthEn.ts';

export const worthTr: Words<typeof worthEn> = {
  title: 'Her müşteriyle {{partner}} hesabına gönderilen değer',
  choices: {
    none: 'Yok',
    spent: 'Yaşam boyu değer: müşterinin iadeler düşülmüş harcaması',
    expected: 'Öngörülen değer: müşteriden bir yılda beklenen harcama',
  },
  help: '{{partner}} en değerli müşterilerinize benzeyen kişileri arar. Tutar, mağazanızın para birimiyle ve okunur biçimde gönderilir, en çok günde bir güncellenir. Yalnızca aydınlatma metniniz kapsıyorsa gönderin. Değersizden değerliye ya da tersine geçince {{partner}} hesabındaki liste boşaltılır ve yenisi oluşturulur: kampanyalarınızda yeni listeyi seçin.',
  remade:
    '{{partner}} hesabındaki liste boşaltılıyor. Ardından aynı adla yenisi oluşturulup doldurulur; burada bir şey yapmanız gerekmez.',
  replacingTitle: '{{partner}} listenin tamamını değiştiriyor',
  replacingBody:
    'Bu genellikle birkaç dakika, en çok 90 dakika sürer. O zamana kadar bu liste için başka bir şey gönderilmez; eklenmesi ya da çıkarılması gerekenler hemen ardından gönderilir.',
  saved: 'Kaydedildi. Liste buna göre güncellenir',
};
