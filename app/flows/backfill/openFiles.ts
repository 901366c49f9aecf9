/**
 * Files that a run left open for the next one, so that a large export need not be fetched again from its start at every
 * turn. Only a shortcut: a process that does not have the file open opens it anew and passes over what is done.
 */
import type { Services } from '#app/flows/services.ts';
import type { BulkFile } from '#app/flows/shopify/bulkFile.ts';

/** A file nobody came back for is closed after this. */
const IDLE_MS = 60_000;

interface Kept {
  file: BulkFile;
  timer: NodeJS.Timeout;
}

const keptFiles = new WeakMap<Services, Map<string, Kept>>();

export function keepOpen(services: Services, operationId: string, file: BulkFile): void {
  const kept = keptFiles.get(services) ?? new Map<string, Kept>();
  keptFiles.set(services, kept);
  const timer = setTimeout(() => {
    kept.delete(operationId);
    void file.close();
  }, IDLE_MS);
  timer.unref();
  kept.set(operationId, { file, timer });
}

/** The operation's open file if it stands at that line; one that stands elsewhere is closed. */
export function takeOpen(services: Services, operationId: string, position: number): BulkFile | null {
  const kept = keptFiles.get(services);
  const found = kept?.get(operationId);
  if (!kept || !found) return null;
  clearTimeout(found.timer);
  kept.delete(operationId);
  if (found.file.position === position) return found.file;
  void found.file.close();
  return null;
}
