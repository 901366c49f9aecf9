/** Reads an edge of the Graph API to its end, entry by entry. */
import { fieldsOf, textOf, type Fields } from './answer.ts';
import { CallFailed, type Client } from './client.ts';
import { asksForLess } from './errors.ts';

const SMALLEST_PAGE_ROWS = 5;

/** Page by page; in smaller pages when Meta finds them too large. */
export async function* entriesOf(
  client: Client,
  operation: 'findAudiences' | 'findAccounts',
  id: string,
  what: Fields,
  pageRows: number,
): AsyncGenerator<Fields> {
  let limit = pageRows;
  let after: string | null = null;
  for (;;) {
    let page: Fields;
    try {
      page = await client.call(operation, id, { ...what, limit, ...(after === null ? {} : { after }) });
    } catch (error) {
      if (!(error instanceof CallFailed) || !asksForLess(error.failure) || limit <= SMALLEST_PAGE_ROWS) throw error;
      limit = Math.max(SMALLEST_PAGE_ROWS, Math.floor(limit / 2));
      continue;
    }
    for (const entry of Array.isArray(page.data) ? page.data : []) {
      const fields = fieldsOf(entry);
      if (fields !== null) yield fields;
    }
    const paging = fieldsOf(page.paging);
    const next = paging?.next === undefined ? null : textOf(fieldsOf(paging.cursors)?.after);
    if (next === null || next === after) return;
    after = next;
  }
}
