/** Writes an answer, whole or the way an ordered failure wants it. */
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { send } from './http.ts';
import type { AnswerFault } from './faultOrders.ts';

export interface Reply {
  readonly status: number;
  /** Text is sent as HTML, everything else as JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** Without a reply the connection is cut. */
export async function writeReply(
  response: ServerResponse,
  reply: Reply | undefined,
  fault: AnswerFault | undefined,
): Promise<void> {
  if (reply === undefined) {
    response.destroy();
    return;
  }
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
  const headers = {
    'Content-Type': typeof reply.body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=UTF-8',
    ...reply.headers,
  };
  const half = text.slice(0, Math.ceil(text.length / 2));
  if (fault?.cut === 'midway') {
    response.writeHead(reply.status, { ...headers, 'Content-Length': Buffer.byteLength(text) });
    response.write(half, () => response.destroy());
  } else if (fault?.cut === 'short') send(response, reply.status, headers, half);
  else if (fault?.trickle !== undefined) await trickle(response, reply.status, headers, text, fault.trickle);
  else send(response, reply.status, headers, text);
}

async function trickle(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  text: string,
  pace: { readonly bytes: number; readonly everyMs: number },
): Promise<void> {
  const bytes = Buffer.from(text);
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  for (let from = 0; from < bytes.length && !response.destroyed; from += pace.bytes) {
    response.write(bytes.subarray(from, from + pace.bytes));
    await wait(pace.everyMs, undefined, { ref: false });
  }
  response.end();
}
