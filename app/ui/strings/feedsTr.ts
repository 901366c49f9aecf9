/** Words of lists that are pushed, or handed over as files, in Turkish. */
import type { Words } from './en.ts';
import type { feedsEn } from './feedsEn.ts';

export const feedsTr: Words<typeof feedsEn> = {
  copy: 'Kopyala',
  copied: 'Kopyalandı',
  notCopied: 'Tarayıcınız kopyalamaya izin vermiyor. Metni seçip elle kopyalayın.',
  sendWhole: 'Listenin tamamını yeniden gönder',
  sentWhole: 'Listenin tamamı yeniden gönderiliyor',
  file: {
    action: 'Dosya olarak indir',
    title: 'Dosya olarak liste',
    help: 'Dosyada, aynı izin kuralına ve aynı istisnalara göre şu anda listede olması gereken müşteriler bulunur. İndirdiğiniz, gizlilik sayfasına kaydedilir.',
    format: 'Biçim',
    formats: { csv: 'CSV', 'csv-excel': 'Excel için CSV', jsonl: 'JSON satırları' },
    columns: 'Sütunlar',
    columnsHelp: 'Virgülle ayırın; isterseniz başka bir ad verin: email=E-posta. Kullanılabilecek alanlar: {{fields}}',
    columnsProblem: 'Aşağıdaki alanları birer kez kullanın ve hiçbir ikisine aynı adı vermeyin.',
    download: 'İndir',
    saved: 'Dosya kaydedildi',
    failed: 'Dosya hazırlanamadı. Yeniden deneyin.',
    writeNow: 'Bütün dosyaları şimdi yaz',
    writing: 'Dosyalar yazılıyor',
    last: 'Son dosya',
    none: 'Henüz yok',
    next: 'Sıradaki dosya',
    size: 'Boyut',
    sum: 'SHA-256',
    notWritten: '{{name}} dosyası yazılamadı',
  },
};
