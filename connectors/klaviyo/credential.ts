/** By what Klaviyo knows us: a private key, or a token of the merchant's consent, which is asked for anew when it is refused. */
import type { TokenAnswer, TokenSource } from '../kit/authorization.ts';
import type { Halt } from '../kit/connector.ts';
import type { Answer } from './answer.ts';

export type Credential = { kind: 'key'; apiKey: string } | { kind: 'granted'; token: TokenSource };

/** No call can be made, or none more; carried to the client, which ends the call with it. */
export class CannotCall extends Error {
  readonly halt: Halt;
  /** 403 when Klaviyo refused this call for want of a scope; null when nothing can be called at all. */
  readonly status: 403 | null;

  constructor(halt: Halt, status: 403 | null = null) {
    super(halt.reason);
    this.name = 'CannotCall';
    this.halt = halt;
    this.status = status;
  }
}

export const NOT_ACCEPTED = 'Klaviyo does not accept the permission given to Kesit any more. Connect again.';
export const LACKS_SCOPE =
  'The permission given to Kesit in Klaviyo lacks a scope that is needed. Connect again and allow it.';

/**
 * Sends a call once with the value of its Authorization header; with a token that is refused, once more with another.
 * @throws CannotCall when the merchant has to connect again, or no token can be had for now.
 */
export async function sendAs<A extends Answer>(
  credential: Credential,
  send: (authorization: string) => Promise<A>,
): Promise<A> {
  if (credential.kind === 'key') return send(`Klaviyo-API-Key ${credential.apiKey}`);
  const first = tokenOf(await credential.token());
  let answer = await send(`Bearer ${first}`);
  if (answer.status === 401) {
    const second = tokenOf(await credential.token(first));
    if (second !== first) answer = await send(`Bearer ${second}`);
  }
  if (answer.status === 401) throw new CannotCall(reconnect(NOT_ACCEPTED));
  if (answer.status === 403) throw new CannotCall(reconnect(LACKS_SCOPE), 403);
  return answer;
}

function tokenOf(answer: TokenAnswer): string {
  if (answer.kind === 'halted') throw new CannotCall(answer.halt);
  return answer.accessToken;
}

function reconnect(reason: string): Halt {
  return { kind: 'merchant-must-act', action: 'reconnect', reason };
}
