/** A list's members as the bytes of a file, read page by page as whoever takes them asks for more: memory does not grow with the list. */
import type { FileColumn, FileRow } from '#app/core/files/columns.ts';
import { fileHead, fileLine, type FileFormat } from '#app/core/files/listFile.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { readListPage, type FiledList } from '#app/store/listFile.ts';

const PAGE_ROWS = 2_000;

export interface FileShape {
  format: FileFormat;
  columns: readonly FileColumn[];
}

/** Each page is read in a transaction of its own: however slowly it is taken, the database holds nothing for it. */
export async function* listContents(
  { database }: Services,
  shopId: ShopId,
  list: FiledList,
  { format, columns }: FileShape,
  onRows: (count: number) => void = () => undefined,
): AsyncGenerator<Uint8Array> {
  const head = fileHead(format, columns);
  if (head !== '') yield Buffer.from(head);
  for (let after: string | null = null; ;) {
    const from: string | null = after;
    const rows: readonly FileRow[] = await database.inShop(shopId, (sql) => readListPage(sql, list, from, PAGE_ROWS));
    const last = rows.at(-1);
    if (last === undefined) return;
    yield Buffer.from(rows.map((row) => fileLine(format, columns, row)).join(''));
    onRows(rows.length);
    after = last.customer_id;
    if (rows.length < PAGE_ROWS) return;
  }
}
