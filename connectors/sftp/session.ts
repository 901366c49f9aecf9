/** One opened SFTP server as the socket wants it: files are written, and nobody is added or removed one by one. */
import { createHash } from 'node:crypto';
import { readColumns, standardColumns } from '#app/core/files/columns.ts';
import { filePatternFrom, STANDARD_FILE_PATTERN } from '#app/core/files/fileName.ts';
import type { ConnectorContext, Halt, PartnerSession } from '../kit/connector.ts';
import type { SftpOptions } from './connect.ts';
import type { SftpSettings } from './settings.ts';
import { tryFolder, writeFile } from './write.ts';

const WHOLE_ONLY: Halt = { kind: 'our-bug', reason: 'Files are written whole: there is nothing to change in them.' };

export function makeSession(
  settings: SftpSettings,
  context: ConnectorContext,
  options: SftpOptions = {},
): PartnerSession {
  const { host, port, user, folder } = settings;
  const refuse = (): Promise<{ kind: 'halted'; halt: Halt; reached: 'no' }> =>
    Promise.resolve({ kind: 'halted', halt: WHOLE_ONLY, reached: 'no' });
  return {
    async testConnection() {
      const answer = await tryFolder(settings, context, options);
      if (answer.kind === 'halted') return answer;
      const account = `${user}@${host}:${port}/${folder}`;
      const accountId = createHash('sha256').update(account).digest('base64url');
      return { kind: 'connected', accountId, accountName: `${user}@${host}` };
    },
    files: {
      plan: {
        hour: Number(settings.hour),
        format: settings.format,
        columns: readColumns(settings.columns) ?? standardColumns,
        namePattern: filePatternFrom(settings.fileName) ?? STANDARD_FILE_PATTERN,
      },
      write: (fileName, contents) => writeFile(settings, context, fileName, contents, options),
    },
    ensureList: refuse,
    renameList: refuse,
    add: refuse,
    remove: refuse,
    poll: refuse,
    settle: () => Promise.resolve({ kind: 'quiet' }),
    erase: refuse,
    checkErasure: refuse,
  };
}
