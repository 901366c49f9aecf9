/** What the connection to Meta says of a call, an audience or a customer, in Turkish. The sentences are stored in English. */
export const metaReasons: Readonly<Record<string, string>> = {
  'The audience is in order.': 'Hedef kitlede bir sorun yok.',
  'Nobody was added to the audience yet.': 'Hedef kitleye henüz kimse eklenmedi.',
  'Meta uses an audience once it has found at least 100 of its people.':
    'Meta bir hedef kitleyi, içinden en az 100 kişiyi bulduktan sonra kullanır.',
  'Meta is replacing the people of the audience.': 'Meta hedef kitledeki kişileri değiştiriyor.',
  'Meta is filling the audience.': 'Meta hedef kitleyi dolduruyor.',
  'The audience was not used for two years, and Meta will delete it.':
    'Hedef kitle iki yıldır kullanılmadı; Meta onu silecek.',
  'Meta warns that the audience may be out of date.': 'Meta, hedef kitlenin güncel olmayabileceği konusunda uyarıyor.',
  'Meta matched few of the people.': 'Meta kişilerin azını eşleştirebildi.',
  'Meta could not read much of the last upload.': 'Meta son gönderilenlerin büyük bölümünü okuyamadı.',
  'Meta did not replace the people of the audience.': 'Meta hedef kitledeki kişileri değiştirmedi.',
  'Meta has an error with the audience.': 'Meta hedef kitlede bir hata bildiriyor.',
  'The owner of the audience is not active in Meta any more. Give the ad account an active owner.':
    'Hedef kitlenin sahibi artık Meta’da etkin değil. Reklam hesabına etkin bir sahip atayın.',
  'Meta has flagged the audience for its name or description, and takes no changes of it. Give it a neutral name in Ads Manager.':
    'Meta hedef kitleyi adı veya açıklaması nedeniyle işaretledi ve onda değişiklik kabul etmiyor. Reklam Yöneticisi’nde ona nötr bir ad verin.',
  'The audience does not exist in Meta any more.': 'Hedef kitle artık Meta’da yok.',
  'The audience is not shared with this ad account any more.': 'Hedef kitle artık bu reklam hesabıyla paylaşılmıyor.',
  'The audience is too large to be replaced.': 'Hedef kitle, içindekiler topluca değiştirilemeyecek kadar büyük.',
  'The audience was filled in another way before, and Meta does not mix the two. Delete it in Ads Manager; it is made again.':
    'Hedef kitle daha önce başka bir yolla doldurulmuş; Meta ikisini karıştırmıyor. Reklam Yöneticisi’nde onu silin; yeniden oluşturulur.',
  'There is no such ad account, or the access token has no access to it.':
    'Böyle bir reklam hesabı yok ya da erişim belirtecinin ona erişimi yok.',
  'The access token lacks the permission ads_management. Create one that has it and connect again.':
    'Erişim belirtecinin ads_management izni yok. Bu izni olan bir belirteç oluşturup yeniden bağlanın.',
  'The ad account has 500 audiences of this kind, and Meta allows no more. Delete some in Ads Manager.':
    'Reklam hesabında bu türden 500 hedef kitle var; Meta daha fazlasına izin vermiyor. Reklam Yöneticisi’nde birkaçını silin.',
  'Meta made an audience and did not tell its id.': 'Meta bir hedef kitle oluşturdu ama kimliğini bildirmedi.',
  'Meta gives the audience the state {code}.': 'Meta’nın hedef kitle için bildirdiği durum: {code}.',
  'Meta did not receive all names of the person.': 'Kişiye ait bilgilerin tümü Meta’ya ulaşmadı.',
  'Meta has blocked this account for a while for breaking its rules. Look at it in Meta’s Account Quality, then connect again.':
    'Meta, kurallarını ihlal ettiği için bu hesabı bir süreliğine engelledi. Meta’nın Hesap Kalitesi sayfasına bakın, ardından yeniden bağlanın.',
  'Meta’s limit of calls is used up for now.': 'Meta’nın çağrı sınırı şimdilik doldu.',
  'Meta could not be reached, or did not answer in time.': 'Meta’ya ulaşılamadı ya da zamanında yanıt gelmedi.',
  'Meta’s answer could not be read.': 'Meta’nın yanıtı okunamadı.',
  'Meta is limiting the number of calls.': 'Meta çağrıların sayısını sınırlıyor.',
  'Meta does not accept the access token any more. Create a new one and connect again.':
    'Meta erişim belirtecini artık kabul etmiyor. Yenisini oluşturup yeniden bağlanın.',
  'This login took too long or was used already. Log in again.':
    'Bu oturum açma çok uzun sürdü ya da daha önce kullanıldı. Yeniden oturum açın.',
  'Meta refuses the app itself.': 'Meta uygulamanın kendisini reddediyor.',
  'The permission was taken back at Meta. Log in again.': 'İzin Meta’da geri alındı. Yeniden oturum açın.',
  'Meta has ended the login, because the password was changed or for safety. Log in again.':
    'Meta, parola değiştirildiği için ya da güvenlik nedeniyle oturumu sonlandırdı. Yeniden oturum açın.',
  'The login at Meta has run out. Log in again.': 'Meta’daki oturumun süresi doldu. Yeniden oturum açın.',
  'Meta wants whoever logged in to confirm their account on facebook.com first. Log in again after that.':
    'Meta, oturum açan kişinin önce facebook.com’da hesabını doğrulamasını istiyor. Bundan sonra yeniden oturum açın.',
  'Meta does not accept the login any more. Log in again.': 'Meta oturumu artık kabul etmiyor. Yeniden oturum açın.',
  'Whoever logged in may not advertise in this ad account any more, or has taken a permission back. Log in again, or let somebody do who may.':
    'Oturum açan kişi artık bu reklam hesabında reklam veremiyor ya da bir izni geri aldı. Yeniden oturum açın ya da yetkisi olan biri açsın.',
  'There is no such ad account any more, or whoever logged in has no access to it. Log in again and choose another.':
    'Böyle bir reklam hesabı artık yok ya da oturum açan kişinin ona erişimi yok. Yeniden oturum açıp başka bir hesap seçin.',
  'Meta was not allowed to give Kesit the permission ads_management. Log in again and allow it.':
    'Meta’nın Kesit’e ads_management iznini vermesine onay verilmedi. Yeniden oturum açıp izin verin.',
  'The login has run out. Log in again.': 'Oturumun süresi doldu. Yeniden oturum açın.',
  'The permission given to Kesit has ended. Connect again.': 'Kesit’e verilen izin sona erdi. Yeniden bağlanın.',
  'Meta’s terms for custom audiences are not accepted for this ad account. A person of the business has to accept them: {terms}':
    'Meta’nın özel hedef kitle koşulları bu reklam hesabı için kabul edilmemiş. İşletmeden bir kişinin kabul etmesi gerekir: {terms}',
  'Meta’s terms for its business tools are not accepted. A person of the business has to accept them in Meta Business Suite.':
    'Meta’nın işletme araçları koşulları kabul edilmemiş. İşletmeden bir kişinin bunları Meta Business Suite’te kabul etmesi gerekir.',
  'Meta does not let the audience become so small; these customers are taken off as soon as it does.':
    'Meta hedef kitlenin bu kadar küçülmesine izin vermiyor; bu müşteriler izin verildiği anda çıkarılır.',
  'The access token lacks a permission that is needed, or has no access to the ad account. Create one with ads_management and connect again.':
    'Erişim belirtecinin gerekli bir izni yok ya da reklam hesabına erişemiyor. ads_management izinli bir belirteç oluşturup yeniden bağlanın.',
  'The app secret is missing, or is not that of the app the access token was made for. Enter it and connect again.':
    'Uygulama gizli anahtarı girilmemiş ya da erişim belirtecinin ait olduğu uygulamanınki değil. Doğrusunu girip yeniden bağlanın.',
  'Meta is still working on the audience.': 'Meta hâlâ hedef kitle üzerinde çalışıyor.',
  'The replacement of the audience is over; the rest is added.':
    'Hedef kitledekilerin topluca değiştirilmesi sona erdi; kalanlar eklenecek.',
  'Meta has not replaced the whole audience; it is replaced again.':
    'Meta hedef kitledekilerin tümünü değiştirmedi; işlem yinelenecek.',
  'Meta misses the first batch of a replacement.': 'Meta bir değiştirme işleminin ilk bölümünü almamış.',
  'Meta does not speak this version of its interface any more.': 'Meta arayüzünün bu sürümünü artık desteklemiyor.',
  'Meta refused the call as malformed.': 'Meta çağrıyı hatalı bularak reddetti.',
  'Meta is failing at the moment.': 'Meta şu anda hata veriyor.',
  'The address of Meta points somewhere else.': 'Meta’nın adresi başka bir yere yönlendiriyor.',
  'Meta refused the call for a reason that is not known here.': 'Meta çağrıyı burada bilinmeyen bir nedenle reddetti.',
  'The customer has neither an e-mail address nor a phone number. By a name alone Meta would match other people too.':
    'Müşterinin ne e-posta adresi ne telefon numarası var. Yalnızca adla Meta başkalarını da eşleştirir.',
  'This is not an e-mail address, and there is no phone number to match the customer by.':
    'Bu bir e-posta adresi değil; müşterinin eşleştirilebileceği bir telefon numarası da yok.',
  'Another customer of this segment has the same e-mail address, or the same phone number and no address. To Meta they are one person; merge the two customers in Shopify.':
    'Bu segmentteki başka bir müşterinin e-posta adresi aynı ya da telefonu aynı ve adresi yok. Meta için ikisi tek kişidir; Shopify’da iki müşteriyi birleştirin.',
};
