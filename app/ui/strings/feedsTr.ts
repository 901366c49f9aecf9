/** Words of lists that are pushed, or handed over as files, in Turkish. */
import type { Words } from './en.ts';
import type { feedsEn } from './feedsEn.ts';

export const feedsTr: Words<typeof feedsEn> = {
  copy: 'Kopyala',
  copied: 'Kopyalandı',
  notCopied: 'Tarayıcınız kopyalamaya izin vermiyor. Metni seçip elle kopyalayın.',
  sendWhole: 'Listenin tamamını yeniden gönder',
  sentWhole: 'Listenin tamamı yeniden gönderiliyor',
};
