/** What the connection to Meta says of an audience, in Turkish. The sentences are stored in English. */
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
  'Meta has blocked this account for a while for breaking its rules. Look at it in Meta’s Account Quality, then connect again.':
    'Meta, kurallarını ihlal ettiği için bu hesabı bir süreliğine engelledi. Meta’nın Hesap Kalitesi sayfasına bakın, ardından yeniden bağlanın.',
};
