/** The files of the stand-in: a few folders in memory. */

export interface Files {
  readonly folders: Set<string>;
  readonly contents: Map<string, Buffer>;
  /** Finished names and temporary ones alike, in the order in which they came to be. */
  readonly history: string[];
  /** An absolute path without `.` and `..`. */
  resolve(path: string): string;
  isFolder(path: string): boolean;
}

export function makeFiles(folders: readonly string[]): Files {
  const known = new Set(['/', ...folders]);
  return {
    folders: known,
    contents: new Map(),
    history: [],
    resolve(path) {
      const parts: string[] = [];
      for (const part of path.split('/')) {
        if (part === '..') parts.pop();
        else if (part !== '' && part !== '.') parts.push(part);
      }
      return `/${parts.join('/')}`;
    },
    isFolder: (path) => known.has(path),
  };
}

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';
