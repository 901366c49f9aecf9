/** Files on an SFTP server: every list whole, once a day. See docs/decisions/0031-lists-as-files.md. */
import type { Connector } from '../kit/connector.ts';
import { fields } from './fields.ts';
import { makeSession } from './session.ts';
import { settingsShape, type SftpSettings } from './settings.ts';

export const sftp: Connector<SftpSettings> = {
  id: 'sftp',
  name: 'SFTP',
  address: 'entered',
  takes: 'files',
  limits: { addRows: 1, removeRows: 1 },
  listNames: 'by-segment',
  erasure: {
    kind: 'impossible',
    byHand: {
      tr: 'Yeni dosyalarda bu kişi yer almaz. Sunucudaki eski dosyaları silin ve dosyaları okuyanlardan kişiyi silmelerini isteyin.',
      en: 'New files do not name the person any more. Delete the older files on the server, and ask whoever reads them to delete the person.',
    },
  },
  patienceMs: 3 * 86_400_000,
  fields,
  settings: settingsShape,
  open: (given, context) => Promise.resolve(makeSession(given, context)),
};
