/**
 * The job runner: graphile-worker in the same PostgreSQL. Jobs are bells. A worker that dies leaves its jobs locked for
 * hours, so each worker holds a session lock while it lives, and the jobs of those who hold none are freed. So are those
 * that a living one does not know of: a connection that breaks may take along the answer that brought a job, or its end.
 */
import { EventEmitter } from 'node:events';
import { Logger, run, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker';
import pg from 'pg';
import type { Log } from './log.ts';

export interface JobRunner {
  /** Frees the jobs of workers that are gone, and those of this process that it is not at. */
  freeAbandoned(): Promise<void>;
  /** Ends when the runner stops for good, by `stop` or by an error. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Kinds of jobs that share workers of their own: those of one lane do not wait for those of another. */
export interface Lane {
  tasks: TaskList;
  /** Jobs of the lane that run side by side. */
  concurrency: number;
  /** How often the queue is looked at when no notification came, in milliseconds; a second when undefined. */
  pollMs?: number;
}

export interface JobRunnerOptions {
  /** Address with the worker's role. */
  url: string;
  role?: string | undefined;
  lanes: readonly Lane[];
  log: Log;
}

/** Space of the session locks that say "this worker lives". */
const LIFE_LOCK = 7303;
const POLL_MS = 1_000;

export async function startJobRunner(options: JobRunnerOptions): Promise<JobRunner> {
  const connection = { connectionString: options.url, ...(options.role ? { options: `-c role=${options.role}` } : {}) };
  // Each lane listens on a connection, and one more frees what was abandoned.
  const max = options.lanes.reduce((sum, lane) => sum + lane.concurrency + 1, 1);
  const pool = new pg.Pool({ ...connection, max });
  pool.on('error', (error) => options.log.warn({ err: error }, 'job connection lost'));
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    forgiveUntold(client, options.log);
  });

  const life = new LifeSigns(connection, options.log);
  const events: WorkerEvents = new EventEmitter();
  // Jobs are locked in the name of the pool of workers, or of one worker, depending on how they were fetched.
  events.on('pool:create', ({ workerPool }) => life.add(workerPool.id));
  events.on('worker:create', ({ worker }) => life.add(worker.workerId));
  events.on('worker:release', ({ worker }) => life.delete(worker.workerId));
  const known = new KnownJobs(events);
  const logger = new Logger(() => (level, message) => {
    if (level === 'error') options.log.error(message);
    else if (level === 'warning') options.log.warn(message);
  });
  const runners: Runner[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(runners.map((runner) => runner.stop().catch(() => undefined)));
  };
  try {
    for (const { tasks, concurrency, pollMs } of options.lanes) {
      const lane = { pgPool: pool, taskList: tasks, concurrency, pollInterval: pollMs ?? POLL_MS, events, logger };
      runners.push(await run({ ...lane, noHandleSignals: true }));
    }
    await life.sign();
  } catch (error) {
    await stop();
    await life.end();
    await pool.end();
    throw error;
  }
  // One lane that ends takes the others with it.
  const ended = Promise.all(runners.map((runner) => runner.promise.finally(stop)))
    .then(() => undefined)
    .finally(async () => {
      await stop();
      await life.end();
      await pool.end();
    });
  ended.catch(() => undefined);
  return {
    ended,
    stop: () => stop().then(() => ended),
    async freeAbandoned() {
      await life.sign();
      const { rows } = await pool.query<{ worker: string }>(
        `SELECT DISTINCT worker FROM (
           SELECT locked_by AS worker FROM graphile_worker._private_jobs WHERE locked_by IS NOT NULL
           UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL) l
         WHERE pg_try_advisory_xact_lock($1, hashtext(worker))`,
        [LIFE_LOCK],
      );
      if (rows.length > 0) {
        options.log.warn({ workers: rows.length }, 'freeing the jobs of workers that are gone');
        await pool.query('SELECT graphile_worker.force_unlock_workers($1)', [rows.map((row) => row.worker)]);
      }
      const freed = await known.freeOthers(pool);
      if (freed > 0) options.log.warn({ jobs: freed }, 'freed jobs that were lost with a connection');
    },
  };
}

/**
 * Nobody waits for the statement that tells the end of a job: were it to fail with its connection, the process would end.
 * The job is found later instead, by what this process knows of it.
 */
function forgiveUntold(client: pg.ClientBase, log: Log): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const answer = query(...args);
    const name = (args[0] as { name?: unknown } | undefined)?.name;
    if (!(answer instanceof Promise) || typeof name !== 'string' || !/^(complete|fail)_job/.test(name)) return answer;
    return answer.catch((error: unknown) => {
      if (!isLost(error)) throw error;
      log.warn({ err: error }, 'the end of a job was lost with its connection');
      return { rows: [], rowCount: 0 };
    });
  }) as typeof client.query;
}

/** The connection broke, or was closed by the server: there is no code of SQL, or one that says so. */
function isLost(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code !== 'string' || /^(08|57P0|E)/.test(code);
}

/** A job is known from when it was fetched until this long after its end, in milliseconds: both are told over a connection. */
const TOLD_MS = 5_000;

/** The jobs that the workers of this process are at. */
class KnownJobs {
  readonly #pools = new Set<string>();
  /** By id when it ended, in the process's own time; undefined while it runs. */
  readonly #jobs = new Map<string, number | undefined>();

  constructor(events: WorkerEvents) {
    events.on('pool:create', ({ workerPool }) => this.#pools.add(workerPool.id));
    events.on('job:start', ({ job }) => this.#jobs.set(job.id, undefined));
    events.on('job:complete', ({ job }) => this.#jobs.set(job.id, performance.now()));
  }

  /** Frees what is locked in this process's name though nobody is at it. @returns How many jobs and queues of jobs. */
  async freeOthers(sql: pg.Pool): Promise<number> {
    for (const [id, endedAt] of this.#jobs)
      if (endedAt !== undefined && endedAt + TOLD_MS < performance.now()) this.#jobs.delete(id);
    const { rows } = await sql.query<{ freed: number }>(
      `WITH lost AS (
         UPDATE graphile_worker._private_jobs SET locked_at = NULL, locked_by = NULL
         WHERE locked_by = ANY ($1) AND locked_at < now() - $3 * interval '1 ms' AND id <> ALL ($2::bigint[]) RETURNING id),
       opened AS (
         UPDATE graphile_worker._private_job_queues q SET locked_at = NULL, locked_by = NULL
         WHERE locked_by = ANY ($1) AND locked_at < now() - $3 * interval '1 ms' AND NOT EXISTS (
           SELECT FROM graphile_worker._private_jobs j WHERE j.job_queue_id = q.id AND j.id = ANY ($2::bigint[])) RETURNING id)
       SELECT (SELECT count(*) FROM lost)::int + (SELECT count(*) FROM opened)::int AS freed`,
      [[...this.#pools], [...this.#jobs.keys()], TOLD_MS],
    );
    return rows[0]?.freed ?? 0;
  }
}

/** The session locks of the workers of this process, on a connection of their own; taken again when it breaks. */
class LifeSigns {
  readonly #connection: pg.ClientConfig;
  readonly #log: Log;
  readonly #workers = new Set<string>();
  readonly #signed = new Set<string>();
  #client: pg.Client | undefined;
  #signing: Promise<void> = Promise.resolve();

  constructor(connection: pg.ClientConfig, log: Log) {
    this.#connection = connection;
    this.#log = log;
  }

  add(workerId: string): void {
    this.#workers.add(workerId);
    this.sign().catch((error: unknown) => this.#log.warn({ err: error }, 'life sign not given'));
  }

  delete(workerId: string): void {
    this.#workers.delete(workerId);
  }

  /** Takes the locks that are not held yet. */
  sign(): Promise<void> {
    const next = this.#signing.catch(() => undefined).then(() => this.#take());
    this.#signing = next;
    return next;
  }

  async #take(): Promise<void> {
    if (!this.#client) {
      const client = new pg.Client(this.#connection);
      client.on('error', () => {
        this.#client = undefined;
        this.#signed.clear();
      });
      await client.connect();
      this.#client = client;
    }
    for (const workerId of this.#workers) {
      if (this.#signed.has(workerId)) continue;
      await this.#client.query('SELECT pg_advisory_lock_shared($1, hashtext($2))', [LIFE_LOCK, workerId]);
      this.#signed.add(workerId);
    }
  }

  async end(): Promise<void> {
    await this.#signing.catch(() => undefined);
    await this.#client?.end().catch(() => undefined);
  }
}
