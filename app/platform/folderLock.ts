/**
 * A lock between the processes of one machine. It is the lock of a small SQLite file, which the operating system frees the
 * moment its holder ends, however it ends: nothing has to be guessed from process ids, and nothing is left to clean up.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

export interface FolderLock {
  /** Lets others have it; the file stays. */
  release(): void;
}

const SQLITE_BUSY = 5;
/** How often a lock that somebody holds is tried again, in milliseconds. */
const TRY_EVERY_MS = 50;

/** Takes the lock of a file, made when missing; undefined while somebody holds it, be it this process itself. */
export async function tryFolderLock(file: string): Promise<FolderLock | undefined> {
  await mkdir(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

/**
 * Runs `work` while nobody else holds the lock of `file`, and waits for it up to `limitMs`.
 * @throws Error with `whenHeld` when the wait was in vain.
 */
export async function withFolderLock<T>(
  file: string,
  limits: { limitMs: number; whenHeld: string },
  work: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + limits.limitMs;
  let lock = await tryFolderLock(file);
  while (!lock) {
    if (Date.now() > deadline) throw new Error(limits.whenHeld);
    await delay(TRY_EVERY_MS);
    lock = await tryFolderLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}
