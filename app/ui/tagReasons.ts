/** What the connection to the shop itself says of a call or of a customer, in Turkish. The sentences are stored in English. */
export const tagReasons: Readonly<Record<string, string>> = {
  'Shopify could not be reached, failed, or asked to wait.':
    'Shopify’a ulaşılamadı, hata verdi veya beklenmesini istedi.',
  'Shopify does not accept the app’s access any more. Opening the app here has renewed it: switch the tags on again.':
    'Shopify uygulamanın erişimini artık kabul etmiyordu. Uygulamayı burada açmanız erişimi yeniledi: etiketleri yeniden açın.',
  'Shopify has not given the app the permission to change customers. Approve the app’s new permissions, then switch the tags on again.':
    'Shopify uygulamaya müşterileri değiştirme izni vermedi. Uygulamanın yeni izinlerini onaylayın, ardından etiketleri yeniden açın.',
  'The shop is closed or frozen at Shopify. Settle its plan there, then switch the tags on again.':
    'Mağaza Shopify’da kapalı veya dondurulmuş. Planını orada düzenleyin, ardından etiketleri yeniden açın.',
  'Shopify refused the call as malformed.': 'Shopify çağrıyı hatalı bularak reddetti.',
  'Shopify is still working on other bulk operations.': 'Shopify hâlâ başka toplu işlemler üzerinde çalışıyor.',
  'Shopify could not read the uploaded file; it is uploaded again.':
    'Shopify yüklenen dosyayı okuyamadı; dosya yeniden yüklenecek.',
  'Shopify refused the bulk operation as malformed.': 'Shopify toplu işlemi hatalı bularak reddetti.',
  'Shopify does not have this customer any more.': 'Bu müşteri artık Shopify’da yok.',
  'The customer has 250 tags already; Shopify takes no more. Remove some there.':
    'Müşterinin 250 etiketi var; Shopify daha fazlasını kabul etmiyor. Orada birkaçını kaldırın.',
  'Shopify does not accept the tag.': 'Shopify etiketi kabul etmiyor.',
  'Shopify does not accept the list of segments in the customer’s metafield.':
    'Shopify müşterinin meta alanındaki segment listesini kabul etmiyor.',
  'The customer was being changed at the same time.': 'Müşteri aynı anda başka bir yerden de değiştiriliyordu.',
};
