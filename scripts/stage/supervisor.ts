/** Keeps child processes running: one that ends unasked is started again; at the end all are gone. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

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
  /** The last lines it printed. */
  lastLines(): Promise<string>;
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
        '--import',
        fileURLToPath(new URL('./endWithParent.mjs', import.meta.url)),
        path.join(root, options.file),
        ...(options.args ?? []),
      ],
      {
        cwd: root,
        env: { ...process.env, ...options.env },
        // Standard input is never written to: it ends when we do, and the child with it.
        stdio: ['pipe', 'pipe', 'pipe'],
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
    started.stdin.on('error', () => undefined);
    started.stderr.on('data', (chunk: Buffer) => log.write(chunk));
    // What it has started itself goes with it: it would keep its output open, and its ports.
    started.on('exit', () => killGroup(started.pid));
    ended = new Promise((resolve) => started.on('close', () => resolve()));
    void ended.then(async () => {
      child = undefined;
      if (stopping.signal.aborted) return;
      await delay(RESTART_AFTER_MS);
      if (!stopping.signal.aborted) start();
    });
  };
  start();

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    child?.kill('SIGTERM');
    const giveUp = setTimeout(() => killGroup(child?.pid), STOP_LIMIT_MS);
    await ended;
    clearTimeout(giveUp);
    await new Promise<void>((resolve) => log.end(resolve));
  };

  return {
    get processId() {
      return child?.pid;
    },
    get starts() {
      return starts;
    },
    kill: () => killGroup(child?.pid),
    async lastLines() {
      const text = await readFile(options.logFile, 'utf8').catch(() => '');
      return text.trimEnd().split('\n').slice(-15).join('\n');
    },
    stop: () => (stopped ??= stop()),
  };
}

/** Ends a program and all it has started, at once. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
