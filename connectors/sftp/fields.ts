/** The form of a connection to an SFTP server. */
import { fileFields } from '#app/core/files/columns.ts';
import type { SettingField } from '../kit/connector.ts';

const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'));

export const fields: readonly SettingField[] = [
  {
    name: 'host',
    secret: false,
    label: { tr: 'Sunucu', en: 'Server' },
    help: {
      tr: 'Her liste günde bir kez bu SFTP sunucusuna dosya olarak yazılır. Sunucu internetten erişilebilir olmalıdır.',
      en: 'Every list is written to this SFTP server as a file once a day. The server can be reached from the Internet.',
    },
    placeholder: 'sftp.example.com',
  },
  {
    name: 'port',
    secret: false,
    optional: true,
    label: { tr: 'Bağlantı noktası', en: 'Port' },
    help: { tr: 'Boş bırakılırsa 22.', en: '22 when left empty.' },
    placeholder: '22',
  },
  {
    name: 'user',
    secret: false,
    label: { tr: 'Kullanıcı', en: 'User' },
    help: { tr: 'Dosyaların yazılacağı klasöre yazabilen bir kullanıcı.', en: 'A user who may write into the folder.' },
  },
  {
    name: 'password',
    secret: true,
    optional: true,
    label: { tr: 'Parola', en: 'Password' },
    help: { tr: 'Parola ya da özel anahtar gerekir.', en: 'Either a password or a private key is needed.' },
  },
  {
    name: 'privateKey',
    secret: true,
    optional: true,
    multiline: true,
    label: { tr: 'Özel anahtar', en: 'Private key' },
    help: {
      tr: 'OpenSSH ya da PEM biçiminde, parolasız. BEGIN ve END satırlarıyla birlikte yapıştırın.',
      en: 'In the form of OpenSSH or PEM, without a passphrase. Paste it with its lines BEGIN and END.',
    },
  },
  {
    name: 'fingerprint',
    secret: false,
    optional: true,
    label: { tr: 'Sunucu anahtarının parmak izi', en: 'Fingerprint of the server’s key' },
    help: {
      tr: 'Bilmiyorsanız boş bırakıp bağlanmayı deneyin: sunucunun gösterdiği parmak izi söylenir. Sunucuyu işletenlerin verdiğiyle karşılaştırıp girin. Sunucu sonra başka bir anahtar gösterirse hiçbir şey gönderilmez.',
      en: 'If you do not know it, leave it empty and try to connect: you are told the one that the server shows. Compare it with what the operator of the server says, and enter it. If the server shows another key later, nothing is sent.',
    },
    placeholder: 'SHA256:…',
  },
  {
    name: 'folder',
    secret: false,
    optional: true,
    label: { tr: 'Klasör', en: 'Folder' },
    help: { tr: 'Sunucuda bulunan bir klasör.', en: 'A folder that is there on the server.' },
    placeholder: '/in',
  },
  {
    name: 'fileName',
    secret: false,
    optional: true,
    label: { tr: 'Dosya adı', en: 'File name' },
    help: {
      tr: '{list} listenin adı, {date} gündür. {date} olmadan her gün aynı dosya yenilenir.',
      en: '{list} stands for the list, {date} for the day. Without {date} the same file is replaced every day.',
    },
    placeholder: '{list}-{date}',
  },
  {
    name: 'hour',
    secret: false,
    label: { tr: 'Saat', en: 'Hour' },
    help: { tr: 'Mağazanın saat dilimine göre.', en: 'In the time zone of the shop.' },
    choices: hours.map((hour) => ({ value: hour, label: { tr: `${hour}.00`, en: `${hour}:00` } })),
  },
  {
    name: 'format',
    secret: false,
    label: { tr: 'Biçim', en: 'Form' },
    help: { tr: 'Dosyayı okuyacak programın istediği biçim.', en: 'What the program wants that reads the file.' },
    choices: [
      { value: 'csv', label: { tr: 'CSV', en: 'CSV' } },
      { value: 'csv-excel', label: { tr: 'Excel için CSV', en: 'CSV for Excel' } },
      { value: 'jsonl', label: { tr: 'JSON satırları', en: 'JSON lines' } },
    ],
  },
  {
    name: 'columns',
    secret: false,
    optional: true,
    label: { tr: 'Sütunlar', en: 'Columns' },
    help: {
      tr: `Virgülle ayırın; isterseniz başka bir ad verin: email=E-posta. Kullanılabilecek alanlar: ${fileFields.join(', ')}`,
      en: `Separated by commas, each with another name if you like: email=E-mail. There are: ${fileFields.join(', ')}`,
    },
    placeholder: 'customer_id, email, phone',
  },
];
