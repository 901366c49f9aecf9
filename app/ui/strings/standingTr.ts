/** Words for how a list stands at a partner that has to find its people first, in Turkish. */
import type { Words } from './en.ts';
import type { standingEn } from './standingEn.ts';

export const standingTr: Words<typeof standingEn> = {
  title: '{{partner}} hesabındaki liste',
  verdicts: {
    usable: 'Kullanılabilir',
    small: 'Henüz çok küçük',
    unusable: 'Kullanılamıyor',
    working: 'Üzerinde çalışılıyor',
    notice: 'Göz atmaya değer',
    blocked: 'Sizi bekliyor',
    gone: 'Artık yerinde yok',
    unknown: 'Bildirilmedi',
  },
  turns: {
    merchant: '{{partner}} hesabında gerekeni yapana kadar bu listede hiçbir şey değişmez.',
    look: 'Liste güncellenmeye devam ediyor. {{partner}} hesabında listeye göz atın.',
    partner: 'Yapmanız gereken bir şey yok: {{partner}} kendiliğinden devam eder.',
    gone: 'Gönderilecek bir şey olur olmaz yeniden oluşturulur.',
  },
  about: '{{partner}} yaklaşık {{size}} kişi buldu.',
  atMost: '{{partner}} en çok {{size}} kişi buldu.',
  between: '{{partner}} {{from}} ile {{to}} arasında kişi buldu.',
  noSize: '{{partner}} kaç kişi bulduğunu söylemiyor.',
  readAt: '{{partner}} tarafından bildirildiği zaman',
};
