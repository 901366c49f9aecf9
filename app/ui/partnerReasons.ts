/** What Klaviyo, receivers of pushes and SFTP servers are said to answer, in Turkish. The sentences are stored in English. */
const sentences: Readonly<Record<string, string>> = {
  // Klaviyo
  'Klaviyo could not be reached, or did not answer in time.': 'Klaviyo’ya ulaşılamadı ya da zamanında yanıt gelmedi.',
  'Klaviyo does not accept the private API key any more. Create a new one and connect again.':
    'Klaviyo özel API anahtarını artık kabul etmiyor. Yeni bir anahtar oluşturup yeniden bağlanın.',
  'The private API key lacks a permission that is needed. Create one with full access and connect again.':
    'Özel API anahtarında gereken bir yetki yok. Tam erişimli bir anahtar oluşturup yeniden bağlanın.',
  'The permission given to Kesit in Klaviyo has ended. Connect again.':
    'Klaviyo’da Kesit’e verilen izin sona erdi. Yeniden bağlanın.',
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
  // Receivers of pushes
  'The address leads into a private network. Enter one that can be reached from the Internet.':
    'Adres özel bir ağa çıkıyor. İnternetten ulaşılabilen bir adres girin.',
  'The certificate of the receiver is not valid, so nothing was sent.':
    'Alıcının sertifikası geçerli değil; bu yüzden hiçbir şey gönderilmedi.',
  'The receiver could not be reached, or did not answer in time.': 'Alıcıya ulaşılamadı ya da zamanında yanıt gelmedi.',
  'A web page came instead of an answer. Look whether the address is that of a receiver of pushes.':
    'Yanıt yerine bir web sayfası geldi. Adresin, gönderimleri alan bir alıcıya ait olup olmadığına bakın.',
  'The answer of the receiver could not be read.': 'Alıcının yanıtı okunamadı.',
  'The receiver answered with success, and with an error in it.':
    'Alıcı başarılı yanıt verdi ama içinde bir hata vardı.',
  'The receiver does not know the list any more.': 'Alıcı listeyi artık tanımıyor.',
  'The receiver does not accept the signature. Enter the same signing secret there and here.':
    'Alıcı imzayı kabul etmiyor. Orada ve burada aynı imza anahtarını girin.',
  'The receiver has said that nothing is to be sent to this address any more. Enter another one.':
    'Alıcı bu adrese artık bir şey gönderilmemesini istedi. Başka bir adres girin.',
  'The receiver takes only smaller pushes.': 'Alıcı yalnızca daha küçük gönderimleri kabul ediyor.',
  'The receiver is limiting the number of pushes.': 'Alıcı gönderim sayısını sınırlıyor.',
  'The address leads on to another one, and redirects are not followed. Enter the final address.':
    'Adres başka bir adrese yönlendiriyor; yönlendirmeler izlenmez. Son adresi girin.',
  'There is no receiver of pushes at this address.': 'Bu adreste gönderimleri alan bir alıcı yok.',
  'The receiver asked to come back later.': 'Alıcı daha sonra yeniden denenmesini istedi.',
  'The receiver is failing at the moment.': 'Alıcı şu anda hata veriyor.',
  'The receiver refuses the push.': 'Alıcı gönderimi reddediyor.',
  'The receiver refuses the data of this customer.': 'Alıcı bu müşterinin verilerini reddediyor.',
  'The customer has neither an e-mail address nor a phone number.':
    'Müşterinin ne e-posta adresi ne de telefon numarası var.',
  'This is not an e-mail address, and there is no phone number.':
    'Bu bir e-posta adresi değil, telefon numarası da yok.',
  'Another customer of this segment has the same e-mail address. Most receivers keep one entry per address; merge the two customers in Shopify.':
    'Bu segmentteki başka bir müşterinin e-posta adresi aynı. Çoğu alıcı her adres için tek kayıt tutar; iki müşteriyi Shopify’da birleştirin.',
  'The receiver refuses even this one customer as too large.':
    'Alıcı tek başına bu müşteriyi bile çok büyük bularak reddediyor.',
  // SFTP servers
  'The server is in a private network. Enter one that can be reached from the Internet.':
    'Sunucu özel bir ağda. İnternetten ulaşılabilen bir sunucu girin.',
  'The private key cannot be read. Enter one without a passphrase, whole.':
    'Özel anahtar okunamıyor. Parolasız bir anahtarı eksiksiz girin.',
  'The server does not accept user and password, or the private key.':
    'Sunucu kullanıcı adı ile parolayı ya da özel anahtarı kabul etmiyor.',
  'There is no such folder on the server.': 'Sunucuda böyle bir klasör yok.',
  'The user may not write into the folder.': 'Kullanıcının klasöre yazma yetkisi yok.',
  'The server did not store the file whole. Its disk may be full.':
    'Sunucu dosyayı eksiksiz saklamadı. Diski dolmuş olabilir.',
  'The server could not be reached, or the connection broke.': 'Sunucuya ulaşılamadı ya da bağlantı koptu.',
};

/** Sentences with a place that is filled in. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /^The server shows the key (\S+)\. Compare it with what the operator of the server says, and enter it as the fingerprint\.$/,
    'Sunucunun gösterdiği anahtar: {1}. Sunucuyu işletenin söylediğiyle karşılaştırın ve parmak izi olarak girin.',
  ],
  [
    /^The server shows another key than the one you confirmed: (\S+)\. Nothing was sent\. Ask the operator of the server before you enter it\.$/,
    'Sunucu onayladığınızdan başka bir anahtar gösteriyor: {1}. Hiçbir şey gönderilmedi. Girmeden önce sunucuyu işletene sorun.',
  ],
  [/^Klaviyo could not be reached \((.+)\)\.$/, 'Klaviyo’ya ulaşılamadı ({1}).'],
  [/^Klaviyo refuses the app itself \((.+)\)\.$/, 'Klaviyo uygulamanın kendisini reddediyor ({1}).'],
];

/** A sentence alone, after the code of a refused row, or before a status. Undefined when it is not known. */
export function partnerReason(reason: string): string | undefined {
  for (const [pattern, words] of patterns) {
    const [found, place] = pattern.exec(reason) ?? [];
    if (found !== undefined) return words.replace('{1}', () => place ?? '');
  }
  const [, code = '', sentence = '', status = ''] = /^(\w+: )?(.+?)( \(\d{3}\))?$/.exec(reason) ?? [];
  const words = sentences[sentence];
  return words === undefined ? undefined : code + words + status;
}
