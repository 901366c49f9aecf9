/** What Klaviyo is said to answer of a call, a login or a customer, in Turkish. The sentences are stored in English. */
export const klaviyoReasons: Readonly<Record<string, string>> = {
  'Klaviyo could not be reached, or did not answer in time.': 'Klaviyo’ya ulaşılamadı ya da zamanında yanıt gelmedi.',
  'Klaviyo does not accept the private API key any more. Create a new one and connect again.':
    'Klaviyo özel API anahtarını artık kabul etmiyor. Yeni bir anahtar oluşturup yeniden bağlanın.',
  'The private API key lacks a permission that is needed. Create one with full access and connect again.':
    'Özel API anahtarında gereken bir yetki yok. Tam erişimli bir anahtar oluşturup yeniden bağlanın.',
  'The permission given to Kesit in Klaviyo has ended. Connect again.':
    'Klaviyo’da Kesit’e verilen izin sona erdi. Yeniden bağlanın.',
  'Klaviyo does not accept the permission given to Kesit any more. Connect again.':
    'Klaviyo, Kesit’e verilen izni artık kabul etmiyor. Yeniden bağlanın.',
  'The permission given to Kesit in Klaviyo lacks a scope that is needed. Connect again and allow it.':
    'Klaviyo’da Kesit’e verilen iznin kapsamında gereken bir yetki yok. Yeniden bağlanıp bu yetkiyi de verin.',
  'Klaviyo names no account for this key or permission.': 'Klaviyo bu anahtar ya da izin için bir hesap bildirmiyor.',
  'Klaviyo answered without a token.': 'Klaviyo’nun yanıtında erişim belirteci yok.',
  'The list does not exist in Klaviyo any more.': 'Liste artık Klaviyo’da yok.',
  'Klaviyo took too long.': 'Klaviyo’nun yanıtı çok gecikti.',
  'Klaviyo asked to come back later.': 'Klaviyo daha sonra yeniden denenmesini istedi.',
  'Klaviyo is limiting the number of calls.': 'Klaviyo çağrı sayısını sınırlıyor.',
  'Klaviyo is failing at the moment.': 'Klaviyo şu anda hata veriyor.',
  'Klaviyo refused the call as malformed.': 'Klaviyo çağrıyı hatalı bularak reddetti.',
  'The address of Klaviyo points somewhere else.': 'Klaviyo’nun adresi başka bir yere yönlendiriyor.',
  'The profile we knew does not exist in Klaviyo any more.': 'Bildiğimiz profil artık Klaviyo’da yok.',
  'In Klaviyo this e-mail address belongs to another profile than this customer. Merge the two profiles there, or change the address of one.':
    'Klaviyo’da bu e-posta adresi bu müşterininkinden başka bir profile ait. İki profili orada birleştirin ya da birinin adresini değiştirin.',
  'Klaviyo does not accept the e-mail address.': 'Klaviyo e-posta adresini kabul etmiyor.',
  'Klaviyo failed while it worked on this row.': 'Klaviyo bu satırı işlerken hata verdi.',
  'Klaviyo refuses the data of this customer.': 'Klaviyo bu müşterinin verilerini reddediyor.',
  'The customer has no e-mail address.': 'Müşterinin e-posta adresi yok.',
  'This is not an e-mail address that Klaviyo accepts.': 'Bu, Klaviyo’nun kabul ettiği bir e-posta adresi değil.',
  'Another customer of this segment has the same e-mail address. Klaviyo keeps one profile per address; merge the two customers in Shopify.':
    'Bu segmentteki başka bir müşterinin e-posta adresi aynı. Klaviyo her adres için tek profil tutar; iki müşteriyi Shopify’da birleştirin.',
  'The customer id is longer than Klaviyo accepts.': 'Müşteri numarası Klaviyo’nun kabul ettiğinden uzun.',
  'The data of this customer is larger than the 100 KB that Klaviyo accepts.':
    'Bu müşterinin verileri, Klaviyo’nun kabul ettiği 100 KB’tan büyük.',
  'Klaviyo could not be reached ({error}).': 'Klaviyo’ya ulaşılamadı ({error}).',
  'Klaviyo refuses the app itself ({code}).': 'Klaviyo uygulamanın kendisini reddediyor ({code}).',
  'Klaviyo refused many rows of this batch; the rest goes with the next run.':
    'Klaviyo bu gönderimdeki birçok satırı reddetti; kalanlar bir sonraki gönderimde gider.',
};
