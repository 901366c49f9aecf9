// Configuration of Prisma's command line: the engine is its JavaScript one with the pg adapter, so nothing is downloaded.
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { defineConfig } from 'prisma/config';

/** Types of the catalogue that the adapter cannot read, and what it reads them as: name → text, "char" → bpchar. */
const readableAs: Record<number, number> = { 19: 25, 18: 1042 };

/**
 * The engine's JavaScript edition stumbles over CHECK constraints, and over NOT NULL, which PostgreSQL 18 lists as constraints
 * too. A Prisma schema can describe neither, so it is not shown them.
 */
const withoutChecks = (text: string): string =>
  text.replace("contype NOT IN ('p', 'u', 'f')", "contype NOT IN ('p', 'u', 'f', 'n', 'c')");

/** A pool whose results the adapter can read. */
class ReadablePool extends pg.Pool {
  constructor(url: string, database?: string) {
    const parsed = new URL(url);
    super({
      host: parsed.hostname,
      port: Number(parsed.port || 5432),
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password),
      database: database ?? parsed.pathname.slice(1),
      // The command line ends when its connections do.
      idleTimeoutMillis: 200,
      allowExitOnIdle: true,
    });
    const query = this.query.bind(this) as (...given: unknown[]) => Promise<pg.QueryResult | pg.QueryResult[]>;
    Object.assign(this, {
      query: async (given: string | pg.QueryConfig, ...rest: unknown[]) => {
        const result = await query(
          typeof given === 'string' ? withoutChecks(given) : { ...given, text: withoutChecks(given.text) },
          ...rest,
        );
        for (const one of Array.isArray(result) ? result : [result])
          for (const field of one.fields) field.dataTypeID = readableAs[field.dataTypeID] ?? field.dataTypeID;
        return result;
      },
    });
  }
}

type Connection = Awaited<ReturnType<PrismaPg['connect']>>;

/**
 * Counts the migration as applied in the transaction that applies it. Prisma notes it a moment later, in another: were it
 * killed between the two, nobody could tell a migration that was applied from one that was not.
 */
const AND_COUNT_IT = `
;DO $$ BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    UPDATE public._prisma_migrations SET applied_steps_count = 1 WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$;`;

/** A connection that runs a script as one: the adapter would cut it at each semicolon, also within a function's body. */
async function connectionOf(pool: pg.Pool): Promise<Connection> {
  const connection = await new PrismaPg(pool, { disposeExternalPool: true }).connect();
  connection.executeScript = async (script) => {
    await pool.query(`${script}${AND_COUNT_IT}`).catch((error: unknown) => {
      // Prisma says which migration failed, but not why.
      console.error(`PostgreSQL says: ${String(error)}`);
      throw error;
    });
  };
  return connection;
}

/** The adapter for migrations; its shadow database is one of its own, made for the comparison and dropped after it. */
class MigrationAdapter extends PrismaPg {
  readonly #url: string;
  constructor(url: string) {
    super({ connectionString: url });
    this.#url = url;
  }
  override connect(): Promise<Connection> {
    return connectionOf(new ReadablePool(this.#url));
  }
  override async connectToShadowDb(): Promise<Connection> {
    const name = `kesit_shadow_${crypto.randomUUID().replaceAll('-', '')}`;
    const admin = new pg.Client({ connectionString: this.#url });
    await admin.connect();
    await admin.query(`CREATE DATABASE "${name}"`);
    const shadow = await connectionOf(new ReadablePool(this.#url, name));
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await admin.query(`DROP DATABASE "${name}" WITH (FORCE)`);
      await admin.end();
    };
    return shadow;
  }
}

// `prisma generate` wants a well-formed address but never connects to it.
process.env.DATABASE_URL ??= 'postgresql://nobody:nothing@127.0.0.1:1/none';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  experimental: { adapter: true },
  engine: 'js',
  adapter: () => Promise.resolve(new MigrationAdapter(process.env.DATABASE_URL ?? '')),
});
