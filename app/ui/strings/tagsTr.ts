/** Words of the connection to the shop itself, which is switched on without a form, in Turkish. */
export const tagsTr = {
  switchOn: 'Etiketleri aç',
  switchOnAgain: 'Yeniden aç',
  switchOff: 'Etiketleri kapat',
  confirmTitle: 'Shopify’daki etiketler kapatılsın mı?',
  confirmBody:
    'Bütün listeler kapatılır; Kesit’in yazdığı etiketler ve segment listeleri müşterilerinizden kaldırılır. Bunlara bakan Flow akışları ve indirimler artık eşleşmez. Diğer etiketler olduğu gibi kalır.',
  switchingOff: 'Etiketler kaldırılıyor',
  endingTitle: 'Etiketler müşterilerinizden kaldırılıyor',
  endingBody: '{{when}} tarihinden beri. Son etiket de kalkınca kendiliğinden biter.',
  endNow: 'Kaldırmayı durdur',
};
