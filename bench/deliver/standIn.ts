/** A partner's stand-in as a process of its own, and what it tells of its calls and lists. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';

const root = path.resolve(import.meta.dirname, '../..');

/** Calls of one kind, with how many had which status. */
export interface CallCount {
  call: string;
  count: number;
  byStatus: Record<string, number>;
}

export interface StandIn {
  url: string;
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Calls since they were last forgotten. */
  calls(): Promise<CallCount[]>;
  forgetCalls(): Promise<void>;
  /** From the first to the last call of a kind, by the stand-in's clock, in milliseconds. */
  spanMs(call: string): Promise<number>;
  /** Each member of a list, as a line of JSON. */
  members(path: string): AsyncIterable<string>;
  stop(): Promise<void>;
}

/** @param clock From which instant on its time passes how fast. */
export async function startStandIn(partner: string, clock: { from: number; rate: number }): Promise<StandIn> {
  const main = path.join(root, 'sandbox', partner, 'main.ts');
  const child = spawn(
    process.execPath,
    [main, '--clock-from', String(clock.from), '--clock-rate', String(clock.rate)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const { url } = JSON.parse(line) as { url: string };
  const ask = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${url}/_control${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  return {
    url,
    control: async (method, path, body): Promise<unknown> => (await ask(method, path, body)).json(),
    async calls() {
      return ((await (await ask('GET', '/traffic?counts=only')).json()) as { counts: CallCount[] }).counts;
    },
    async forgetCalls() {
      await ask('DELETE', '/traffic');
    },
    async spanMs(call) {
      const { entries } = (await (await ask('GET', '/traffic')).json()) as {
        entries: { at: string; operationId: string | null }[];
      };
      const times = entries.flatMap(({ at, operationId }) => (operationId === call ? [Date.parse(at)] : []));
      return Math.max(...times) - Math.min(...times);
    },
    async *members(path) {
      const { body } = await ask('GET', path);
      if (!body) throw new Error('The stand-in tells no members.');
      yield* createInterface(Readable.fromWeb(body as NodeStream<Uint8Array>));
    },
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
