/** Sends one push once and reads the answer, up to a bound and within a time; follows no redirect, and goes to public addresses only. */
import { request as requestPlain } from 'node:http';
import { request as requestSecure, type RequestOptions } from 'node:https';
import { isUnheard, networkCode } from '#app/core/networkErrors.ts';
import type { ConnectorContext } from '../kit/connector.ts';
import { isClosedHost, lookupPublic, NOT_PUBLIC } from '../kit/publicAddress.ts';

/** What is read of an answer; the rest is not waited for. */
const MOST_ANSWER_BYTES = 64 * 1024;

export type Transmission =
  | {
      kind: 'answered';
      status: number;
      contentType: string;
      retryAfter: string | null;
      text: string;
      /** False when the answer went on past the bound. */
      isWhole: boolean;
    }
  /** No answer, or none that ended. `reached` tells whether the receiver may have had the push all the same. */
  | { kind: 'lost'; reached: 'no' | 'unknown'; code: string };

export type Post = (headers: Record<string, string>, body: string) => Promise<Transmission>;

/** The place in the standard base address where the host of the endpoint goes; a stand-in's address has none. */
const HOST = '{host}';

/** @param timeoutMs Longest time from the connection to the last byte of the answer. */
export function makePost(endpoint: string, context: ConnectorContext, timeoutMs: number): Post {
  const { host, pathname, search } = new URL(endpoint);
  const url = new URL(`${context.baseUrl.replace(HOST, host).replace(/\/+$/, '')}${pathname}${search}`);
  // The operator's own choice may lead anywhere, a merchant's may not.
  const isGuarded = context.baseUrl.includes(HOST) && context.mayCallPrivate !== true;
  const options: RequestOptions = { method: 'POST', agent: false, ...(isGuarded ? { lookup: lookupPublic } : {}) };

  return (headers, body) => {
    if (isGuarded && isClosedHost(url.hostname))
      return Promise.resolve({ kind: 'lost', reached: 'no', code: NOT_PUBLIC });
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = context.signal === undefined ? timeout : AbortSignal.any([timeout, context.signal]);
    return new Promise((resolve) => {
      let isConnected = false;
      const lose = (error: unknown): void => {
        const code = timeout.aborted ? 'TimeoutError' : networkCode(error);
        resolve({ kind: 'lost', reached: isConnected && !isUnheard(code) ? 'unknown' : 'no', code });
      };
      const send = url.protocol === 'https:' ? requestSecure : requestPlain;
      const bytes = Buffer.from(body);
      const outgoing = send(url, {
        ...options,
        signal,
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Content-Length': bytes.length,
          Accept: 'application/json',
          'User-Agent': 'Kesit',
          ...headers,
        },
      });
      outgoing.on('error', lose);
      outgoing.on('socket', (socket) => {
        // Before it is connected, with its certificate checked, nothing of the push was sent.
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (isConnected = true));
      });
      outgoing.on('response', (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const finish = (isWhole: boolean): void =>
          resolve({
            kind: 'answered',
            status: answer.statusCode ?? 0,
            contentType: answer.headers['content-type'] ?? '',
            retryAfter: answer.headers['retry-after'] ?? null,
            text: Buffer.concat(chunks).toString('utf8'),
            isWhole,
          });
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size <= MOST_ANSWER_BYTES) return void chunks.push(chunk);
          finish(false);
          outgoing.destroy();
        });
        answer.on('end', () => finish(true));
        answer.on('error', lose);
        answer.on('close', () => lose(new Error('The answer broke off.')));
      });
      outgoing.end(bytes);
    });
  };
}
