/** A list as a file for a member of staff to save; who took it out, and how many customers it named, is written down. */
import { readColumns } from '#app/core/files/columns.ts';
import { fileNameOf, STANDARD_FILE_PATTERN } from '#app/core/files/fileName.ts';
import { fileContentType, fileExtension, type FileFormat } from '#app/core/files/listFile.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { logAccess } from '#app/store/accessLog.ts';
import { countFiled, readFiledList } from '#app/store/listFile.ts';
import { listContents } from './listContents.ts';

export interface Download {
  fileName: string;
  contentType: string;
  contents: AsyncIterable<Uint8Array>;
}

export type DownloadAnswer =
  { ok: true; file: Download } | { ok: false; problem: 'no-such-destination' | 'bad-columns' };

/** @param wanted `columns` as they were typed. @param actor Who asks. */
export async function downloadList(
  services: Services,
  shopId: ShopId,
  wanted: { destinationId: number; format: FileFormat; columns: string },
  actor: string,
): Promise<DownloadAnswer> {
  const { format } = wanted;
  const columns = readColumns(wanted.columns);
  if (columns === null) return { ok: false, problem: 'bad-columns' };
  const now = services.clock();
  const list = await services.database.inShop(shopId, async (sql) => {
    const found = await readFiledList(sql, wanted.destinationId);
    if (!found) return undefined;
    await logAccess(sql, {
      actor,
      action: 'list-downloaded',
      subjectFingerprint: null,
      rowCount: await countFiled(sql, found.destinationId),
      at: now,
    });
    return found;
  });
  if (!list) return { ok: false, problem: 'no-such-destination' };
  const named = { name: list.listName, number: list.destinationId };
  const fileName = `${fileNameOf(STANDARD_FILE_PATTERN, named, now, list.timezone)}.${fileExtension(format)}`;
  const contents = listContents(services, shopId, list, { format, columns });
  return { ok: true, file: { fileName, contentType: fileContentType(format), contents } };
}
