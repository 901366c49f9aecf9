/** What receivers of pushes and SFTP servers are said to answer, in Turkish. The sentences are stored in English. */
export const feedReasons: Readonly<Record<string, string>> = {
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
  'The server is in a private network. Enter one that can be reached from the Internet.':
    'Sunucu özel bir ağda. İnternetten ulaşılabilen bir sunucu girin.',
  'The private key cannot be read. Enter one without a passphrase, whole.':
    'Özel anahtar okunamıyor. Parolasız bir anahtarı eksiksiz girin.',
  'The server does not accept user and password, or the private key.':
    'Sunucu kullanıcı adı ile parolayı ya da özel anahtarı kabul etmiyor.',
  'There is no such folder on the server.': 'Sunucuda böyle bir klasör yok.',
  'The user may not write into the folder, or not rename files in it.':
    'Kullanıcının klasöre yazma ya da klasördeki dosyaların adını değiştirme yetkisi yok.',
  'The server did not store the file whole. Its disk may be full.':
    'Sunucu dosyayı eksiksiz saklamadı. Diski dolmuş olabilir.',
  'The server took the connection, and then let nothing happen. If this goes on, ask the operator of the server.':
    'Sunucu bağlantıyı kabul etti, ama sonra hiç ilerleme olmadı. Bu sürerse sunucuyu işletenlere başvurun.',
  'The server could not be reached, or the connection broke.': 'Sunucuya ulaşılamadı ya da bağlantı koptu.',
  'The server shows the key {fingerprint}. Compare it with what the operator of the server says, and enter it as the fingerprint.':
    'Sunucunun gösterdiği anahtar: {fingerprint}. Sunucuyu işletenin söylediğiyle karşılaştırın ve parmak izi olarak girin.',
  'The server shows another key than the one you confirmed: {fingerprint}. Nothing was sent. Ask the operator of the server before you enter it.':
    'Sunucu onayladığınızdan başka bir anahtar gösteriyor: {fingerprint}. Hiçbir şey gönderilmedi. Girmeden önce sunucuyu işletene sorun.',
};
