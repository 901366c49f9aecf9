/** Sends one call once, as the Graph API wants it, and reads its answer to the last byte or gives it up. */
import { isUnheard, networkCode } from '#app/core/networkErrors.ts';
import type { ConnectorContext } from '../kit/connector.ts';
import type { Fields } from './answer.ts';
import { GRAPH_VERSION, OPERATIONS, type OperationId } from './graph.ts';
import { proofOf } from './hash.ts';

export type Transmission =
  | { kind: 'answered'; status: number; header: (name: string) => string | null; text: string }
  /** No answer, or none that ended. `reached` tells whether Meta may have had the call all the same. */
  | { kind: 'lost'; reached: 'no' | 'unknown'; text: string; cause: unknown };

export interface Call {
  operation: OperationId;
  id: string;
  parameters: Fields;
  /** Null where our app speaks for itself. */
  accessToken: string | null;
}

export type Transmit = (call: Call) => Promise<Transmission>;

/** @param appSecret Empty when the app does not ask for a proof of it. @param timeoutMs Longest time from the connection to the last byte of the answer. */
export function makeTransmit(appSecret: string, context: ConnectorContext, timeoutMs: number): Transmit {
  const root = `${context.baseUrl.replace(/\/+$/, '')}/${GRAPH_VERSION}`;

  return async ({ operation, id, parameters, accessToken }) => {
    const { method, edge } = OPERATIONS[operation];
    const url = new URL(`${root}/${encodeURIComponent(id)}${edge === null ? '' : `/${edge}`}`);
    const proof = appSecret === '' || accessToken === null ? {} : { appsecret_proof: proofOf(accessToken, appSecret) };
    const all = { ...parameters, ...proof };
    // The token goes into the header only: addresses end up in logs.
    const headers = {
      Accept: 'application/json',
      ...(accessToken === null ? {} : { Authorization: `Bearer ${accessToken}` }),
    };
    const timeout = AbortSignal.timeout(timeoutMs);
    const request: RequestInit = {
      method,
      redirect: 'manual',
      signal: context.signal === undefined ? timeout : AbortSignal.any([timeout, context.signal]),
    };
    if (method === 'GET') {
      for (const [name, value] of Object.entries(all)) url.searchParams.set(name, written(value));
      request.headers = headers;
    } else if (accessToken === null) {
      // Secrets go into the body, for the same reason; codes and tokens are asked for by forms.
      request.headers = headers;
      request.body = new URLSearchParams(Object.entries(all).map(([name, value]) => [name, written(value)]));
    } else {
      request.headers = { ...headers, 'Content-Type': 'application/json' };
      request.body = JSON.stringify(all);
    }
    try {
      const response = await fetch(url, request);
      const text = await response.text();
      return { kind: 'answered', status: response.status, header: (name) => response.headers.get(name), text };
    } catch (error) {
      const code = networkCode(error);
      const text = timeout.aborted ? `No answer within ${timeoutMs / 1000} s.` : `The connection failed (${code}).`;
      return { kind: 'lost', reached: isUnheard(code) ? 'no' : 'unknown', text, cause: error };
    }
  };
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
