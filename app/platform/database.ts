/**
 * The door to PostgreSQL. Rows of tenants are reached only inside `inShop`, which sets the shop that row-level security
 * compares with; without it the database shows nothing.
 */
import pg from 'pg';

/** Our own number of an installed shop. */
export type ShopId = number;

/** Something that runs SQL. Instants come back as epoch milliseconds, 64-bit integers as decimal strings. */
export interface Sql {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string | pg.QueryConfig,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

/** A transaction in the context of one shop. `shopId` is the first parameter of every tenant query. */
export interface ShopSql extends Sql {
  readonly shopId: ShopId;
  /** The connection itself, for COPY streams. */
  readonly client: pg.PoolClient;
}

export interface Database extends Sql {
  /** One transaction in the context of a shop: committed when `work` resolves, rolled back when it throws. */
  inShop<T>(shopId: ShopId, work: (sql: ShopSql) => Promise<T>): Promise<T>;
  /** One transaction that sees no rows of any shop, for what all of them share. */
  outsideShops<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  url: string;
  /** Role to take after log-in; the log-in itself when undefined. */
  role?: 'kesit_web' | 'kesit_worker';
  applicationName?: string;
  maxConnections?: number;
}

const types = new pg.TypeOverrides();
/** timestamptz → epoch milliseconds. Columns hold whole milliseconds. */
const epochMs = (text: string): number => Date.parse(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, epochMs);
/** timestamptz[] → epoch milliseconds, with null where there is none. */
const TIMESTAMPTZ_ARRAY = 1185;
types.setTypeParser(TIMESTAMPTZ_ARRAY, (text: string) =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((part) => (part === 'NULL' ? null : epochMs(part.replaceAll('"', '')))),
);
/** A day of the calendar has no zone: it stays the text that it is. */
types.setTypeParser(pg.types.builtins.DATE, (text: string) => text);

/**
 * A pool whose connections may break at any moment without ending the process: idle or just given back, a connection has
 * nobody else who listens for its errors. The next query opens another one, or fails with its own error.
 */
export function openPool(options: DatabaseOptions, more: pg.PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 10,
    application_name: options.applicationName ?? 'kesit',
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    ...(options.role ? { options: `-c role=${options.role}` } : {}),
    ...more,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

export function openDatabase(options: DatabaseOptions): Database {
  const pool = openPool(options, { types });

  return {
    pool,
    query: (text, values) => pool.query(text as string, values),
    inShop: async (shopId, work) =>
      inTransaction(pool, `BEGIN; SET LOCAL app.shop_id = '${validShopId(shopId)}'`, (client) =>
        work({ shopId, client, query: (text, values) => client.query(text as string, values) }),
      ),
    outsideShops: (work) => inTransaction(pool, 'BEGIN', work),
    close: () => pool.end(),
  };
}

async function inTransaction<T>(pool: pg.Pool, begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const onError = (error: Error): void => void (broken = error);
  client.on('error', onError);
  try {
    await client.query(begin);
    const answer = await work(client);
    // PostgreSQL answers COMMIT with ROLLBACK, and without an error, when a statement had failed and `work` went on.
    const end = await client.query('COMMIT');
    if (end.command !== 'COMMIT') throw new Error('The transaction was rolled back: one of its statements had failed.');
    return answer;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: unknown) => void (broken = lost as Error));
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

/** The id as it may stand in a SET statement, which takes no parameters. */
function validShopId(shopId: ShopId): string {
  if (!Number.isSafeInteger(shopId) || shopId <= 0) throw new Error(`Not a shop id: ${String(shopId)}`);
  return String(shopId);
}

const NOT_MIGRATED =
  'The database lacks the tables or the roles of Kesit. Run `npm run migrate` with the DATABASE_URL of their owner first.';

/**
 * Refuses a database without our tables, and a connection that row-level security does not bind: a superuser, a role with
 * BYPASSRLS, or the tables' owner.
 * @throws Error that says which, and what to do.
 */
export async function assertBoundByPolicies(database: Database): Promise<void> {
  const { rows } = await database
    .query<{ name: string; free: boolean; owner: boolean; migrated: boolean }>(
      `SELECT current_user AS name, (r.rolsuper OR r.rolbypassrls) AS free,
              to_regclass('public.customer') IS NOT NULL AS migrated,
              EXISTS (SELECT FROM pg_class c WHERE c.relname = 'customer' AND c.relnamespace = 'public'::regnamespace
                      AND c.relowner = r.oid) AS owner
       FROM pg_roles r WHERE r.rolname = current_user`,
    )
    .catch((cause: unknown) => {
      // The role that the connection asks for is made by the first migration.
      if (cause instanceof Error && /role "kesit_\w+" does not exist|parameter "role"/.test(cause.message))
        throw new Error(NOT_MIGRATED, { cause });
      throw cause;
    });
  const role = rows[0];
  if (!role) throw new Error('PostgreSQL does not tell the current role.');
  if (!role.migrated) throw new Error(NOT_MIGRATED);
  if (role.free || role.owner)
    throw new Error(
      `The role "${role.name}" is not bound by row-level security. Set DATABASE_WEB_URL and DATABASE_WORKER_URL to log-ins ` +
        'that are members of kesit_web and kesit_worker only (see docs/operating.md).',
    );
}

/** An instant for a query parameter. */
export const instant = (atMs: number | null): string | null => (atMs === null ? null : new Date(atMs).toISOString());
