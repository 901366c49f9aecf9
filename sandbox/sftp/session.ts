/** One SFTP session: the requests that a program makes which writes files, renames and removes them. */
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2';
import { folderOf, type Files } from './files.ts';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/** What goes wrong, as ordered. */
export interface SftpFaults {
  /** The disk holds no more than so many bytes of a file. */
  fullAfterBytes?: number;
  /** The connection is cut after so many bytes of a file. */
  cutAfterBytes?: number;
  /** Each write takes so long. */
  writeDelayMs?: number;
  /** The connection stays, and nothing more is answered: after the login, or as soon as something is to be written. */
  stall?: 'login' | 'write';
  /** No file may be made. */
  readOnly?: boolean;
  /** The rename that replaces a file is not known, as with old servers. */
  plainRename?: boolean;
  /** Files of such paths may not be given another name. */
  renameDenied?: RegExp;
  /** The connection is cut when a file of such a path is to be given another name, before it is. */
  cutAtRename?: RegExp;
}

const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100644;

/** @param cut Ends the connection. */
export function serveSftp(sftp: SFTPWrapper, files: Files, faults: () => SftpFaults, cut: () => void): void {
  const open = new Map<number, string>();
  let handleCount = 0;
  const pathOf = (handle: Buffer): string | undefined => open.get(handle.readUInt32BE(0));

  sftp.on('REALPATH', (id, path) => {
    const filename = files.resolve(path);
    sftp.name(id, [{ filename, longname: filename, attrs: attributes(FOLDER_MODE, 0) }]);
  });
  const stat = (id: number, given: string): void => {
    const path = files.resolve(given);
    const content = files.contents.get(path);
    if (files.isFolder(path)) sftp.attrs(id, attributes(FOLDER_MODE, 0));
    else if (content) sftp.attrs(id, attributes(FILE_MODE, content.length));
    else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
  };
  sftp.on('STAT', stat);
  sftp.on('LSTAT', stat);
  sftp.on('OPEN', (id, given, flags) => {
    const path = files.resolve(given);
    if (!files.isFolder(folderOf(path))) return void sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    if (faults().readOnly && flags & OPEN_MODE.WRITE) return void sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    files.contents.set(path, Buffer.alloc(0));
    files.history.push(path);
    handleCount += 1;
    open.set(handleCount, path);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(handleCount);
    sftp.handle(id, handle);
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    const path = pathOf(handle);
    if (path === undefined) return void sftp.status(id, STATUS_CODE.FAILURE);
    const { fullAfterBytes = Infinity, cutAfterBytes = Infinity, writeDelayMs = 0, stall } = faults();
    if (stall === 'write') return;
    const end = offset + data.length;
    if (end > cutAfterBytes) return cut();
    if (end > fullAfterBytes) return void sftp.status(id, STATUS_CODE.FAILURE, 'No space left on device');
    const former = files.contents.get(path) ?? Buffer.alloc(0);
    const next = Buffer.alloc(Math.max(former.length, end));
    former.copy(next);
    data.copy(next, offset);
    files.contents.set(path, next);
    setTimeout(() => sftp.status(id, STATUS_CODE.OK), writeDelayMs);
  });
  sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('SETSTAT', (id) => sftp.status(id, STATUS_CODE.OK));
  sftp.on('CLOSE', (id, handle) => {
    open.delete(handle.readUInt32BE(0));
    sftp.status(id, STATUS_CODE.OK);
  });
  const rename = (id: number, from: string, to: string, mayReplace: boolean): void => {
    const { renameDenied, cutAtRename } = faults();
    if (cutAtRename?.test(from)) return cut();
    if (renameDenied?.test(from)) return void sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    const content = files.contents.get(files.resolve(from));
    const target = files.resolve(to);
    if (!content) return void sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    if (files.contents.has(target) && !mayReplace) return void sftp.status(id, STATUS_CODE.FAILURE);
    files.contents.delete(files.resolve(from));
    files.contents.set(target, content);
    files.history.push(target);
    sftp.status(id, STATUS_CODE.OK);
  };
  sftp.on('RENAME', (id, from, to) => rename(id, from, to, false));
  sftp.on('EXTENDED', (id, name, data) => {
    if (name !== 'posix-rename@openssh.com' || faults().plainRename)
      return void sftp.status(id, STATUS_CODE.OP_UNSUPPORTED);
    const length = data.readUInt32BE(0);
    const from = data.toString('utf8', 4, 4 + length);
    rename(id, from, data.toString('utf8', 8 + length), true);
  });
  sftp.on('REMOVE', (id, given) => {
    sftp.status(id, files.contents.delete(files.resolve(given)) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE);
  });
}

const attributes = (mode: number, size: number): Attributes => ({ mode, size, uid: 0, gid: 0, atime: 0, mtime: 0 });
