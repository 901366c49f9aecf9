/** What is said of any connection, whoever the partner is, in Turkish. The sentences are stored in English. */
export const connectionReasons: Readonly<Record<string, string>> = {
  'The permission given to Kesit has ended. Connect again.': 'Kesit’e verilen izin sona erdi. Yeniden bağlanın.',
  'The connection was changed meanwhile.': 'Bağlantı bu arada değiştirildi.',
  'Another process is refreshing the token.': 'Erişim belirteci şu anda başka bir işlemde yenileniyor.',
  'The stored key can no longer be read. Enter it again.': 'Saklanan anahtar artık okunamıyor. Yeniden girin.',
};
