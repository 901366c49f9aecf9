/** Looks on at the app's tables from outside, as their owner. Survives a crash of the database. */
import pg from 'pg';

export interface Onlooker {
  all<Row>(text: string): Promise<Row[]>;
  one<Row>(text: string): Promise<Row>;
  close(): Promise<void>;
}

export function onlooker(url: string): Onlooker {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  const all = async <Row>(text: string): Promise<Row[]> => (await pool.query(text)).rows as Row[];
  return {
    all,
    async one<Row>(text: string) {
      const [row] = await all<Row>(text);
      if (row === undefined) throw new Error(`No row: ${text}`);
      return row;
    },
    close: () => pool.end(),
  };
}
