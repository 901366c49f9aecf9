/** Keeps child processes running: one that ends unasked is started again; at the end all are gone. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const root = path.resolve(import.meta.dirname, '../..');
/** A child that ends by itself is started again after this long, in milliseconds. */
const RESTART_AFTER_MS = 300;
/** A child that does not end when asked to is killed after this long, in milliseconds. */
const STOP_LIMIT_MS = 10_000;

export interface Supervised {
  /** Its process id now; undefined between an end and the next start. */
  readonly processId: number | undefined;
  /** How often it was started. */
  readonly starts: number;
  /** Ends it at once, without a chance to tidy up; it is started again. */
  kill(): void;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  /** A TypeScript file of the project. */
  file: string;
  args?: readonly string[];
  env?: Record<string, string>;
  /** Starts it anew whenever its sources change. */
  watch?: boolean;
  /** Gets everything the program prints. */
  logFile: string;
  /** Told the first line of standard output of each start. */
  onFirstLine?: (line: string) => void;
}

/** Starts a program and keeps it running until it is stopped. */
export function supervise(options: ProgramOptions): Supervised {
  let child: ChildProcess | undefined;
  const stopping = new AbortController();
  let starts = 0;
  let ended: Promise<void> = Promise.resolve();
  const log: WriteStream = createWriteStream(options.logFile, { flags: 'a' });

  const start = (): void => {
    starts += 1;
    const started = spawn(
      process.execPath,
      [
        ...(options.watch ? ['--watch'] : []),
        '--disable-warning=ExperimentalWarning',
        path.join(root, options.file),
        ...(options.args ?? []),
      ],
      {
        cwd: root,
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
        // Ctrl-C in the terminal goes to the supervisor alone, which then stops all in order.
        detached: true,
      },
    );
    child = started;
    let first = '';
    started.stdout.on('data', (chunk: Buffer) => {
      log.write(chunk);
      if (options.onFirstLine === undefined || first.includes('\n')) return;
      first += chunk.toString();
      if (first.includes('\n')) options.onFirstLine(first.slice(0, first.indexOf('\n')));
    });
    started.stderr.on('data', (chunk: Buffer) => log.write(chunk));
    ended = new Promise((resolve) => started.on('close', () => resolve()));
    void ended.then(async () => {
      child = undefined;
      if (stopping.signal.aborted) return;
      await delay(RESTART_AFTER_MS);
      if (!stopping.signal.aborted) start();
    });
  };
  start();

  return {
    get processId() {
      return child?.pid;
    },
    get starts() {
      return starts;
    },
    kill: () => void child?.kill('SIGKILL'),
    async stop() {
      stopping.abort();
      child?.kill('SIGTERM');
      const giveUp = setTimeout(() => child?.kill('SIGKILL'), STOP_LIMIT_MS);
      await ended;
      clearTimeout(giveUp);
      log.end();
    },
  };
}
