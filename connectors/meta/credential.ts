/** By what Meta knows us: a token that was entered, a token of a login, or our app itself while a login is under way. */
import type { TokenSource } from '../kit/authorization.ts';
import type { Halt } from '../kit/connector.ts';

export type Credential =
  /** The secret is empty when the app that the token belongs to does not ask for a proof of it. */
  | { kind: 'entered'; accessToken: string; appSecret: string }
  | { kind: 'granted'; token: TokenSource; appSecret: string }
  /** Its id and its secret are among the parameters. */
  | { kind: 'app' };

/** Whether what Meta refuses is mended by another token, or by logging in. */
export const isLogin = ({ kind }: Credential): boolean => kind !== 'entered';

/** No call can be made; carried to the edge of the session. */
export class CannotCall extends Error {
  readonly halt: Halt;

  constructor(halt: Halt) {
    super(halt.reason);
    this.name = 'CannotCall';
    this.halt = halt;
  }
}

/** The token to call with; null where none is wanted. @throws CannotCall when there is none for now. */
export async function tokenOf(credential: Credential): Promise<string | null> {
  if (credential.kind === 'app') return null;
  if (credential.kind === 'entered') return credential.accessToken;
  const answer = await credential.token();
  if (answer.kind === 'halted') throw new CannotCall(answer.halt);
  return answer.accessToken;
}

/**
 * Another token in the place of one that Meta has just refused: the merchant may have logged in anew. Null when there is none, and
 * then what Meta said of the former is told. @throws CannotCall when it may be there in a moment.
 */
export async function tokenAfter(credential: Credential, refused: string | null): Promise<string | null> {
  if (credential.kind !== 'granted' || refused === null) return null;
  const answer = await credential.token(refused);
  if (answer.kind === 'token') return answer.accessToken === refused ? null : answer.accessToken;
  if (answer.halt.kind === 'retry') throw new CannotCall(answer.halt);
  return null;
}
