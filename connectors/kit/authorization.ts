/**
 * The part of a connector that lets a merchant connect by logging in at the partner (OAuth 2 with PKCE) instead of entering a key.
 * It builds addresses and speaks to the partner; who waits, what is stored and who is asked again is the app's.
 */
import { z } from 'zod';
import type { ConnectorContext, Halt, PartnerSession } from './connector.ts';

/** What a merchant's consent gave us. Stored sealed, and never shown. */
export const grantSchema = z.strictObject({
  accessToken: z.string().min(1),
  /** Null where the partner gives none: when the access token ends, the merchant logs in again. */
  refreshToken: z.string().min(1).nullable(),
  /** When the access token ends, epoch milliseconds; null when it does not by itself. */
  expiresAt: z.number().nullable(),
});
export type Grant = z.infer<typeof grantSchema>;

/** Our app as the partner knows it. */
export interface PartnerApp {
  clientId: string;
  clientSecret: string;
  /** What the merchant is asked for beyond the connector's own scopes, where our app there has more; none when left out. */
  extraScopes?: readonly string[];
}

export interface AuthorizationContext {
  app: PartnerApp;
  /** Address of the partner's API. */
  baseUrl: string;
  /** Present instant, epoch milliseconds. */
  clock: () => number;
}

export type GrantAnswer = { kind: 'granted'; grant: Grant } | { kind: 'halted'; halt: Halt };

export type TokenAnswer = { kind: 'token'; accessToken: string } | { kind: 'halted'; halt: Halt };

/** Gives an access token that is good now. @param refused One that the partner has just refused: it is not given again. */
export type TokenSource = (refused?: string) => Promise<TokenAnswer>;

export interface Authorization {
  /** The beginning of the variables of the environment that hold our app: `…_CLIENT_ID` and `…_CLIENT_SECRET`. */
  app: Uppercase<string>;
  /** Where merchants log in, and the variable that a stand-in's address is given in. */
  loginAddress: { variable: `${Uppercase<string>}_BASE_URL`; standard: string };
  /** Where the merchant is sent. @param asked `challenge` is the base64url SHA-256 of the verifier. */
  loginUrl(
    loginAddress: string,
    asked: {
      clientId: string;
      redirectUri: string;
      state: string;
      challenge: string;
      extraScopes?: readonly string[] | undefined;
    },
  ): string;
  /** Turns the code the merchant came back with into a grant. A halt `merchant-must-act` asks to log in once more. */
  exchange(
    given: { code: string; verifier: string; redirectUri: string },
    context: AuthorizationContext,
  ): Promise<GrantAnswer>;
  refresh(refreshToken: string, context: AuthorizationContext): Promise<GrantAnswer>;
  /** Ends a grant at the partner. One that has ended already is as good. */
  revoke(grant: Grant, context: AuthorizationContext): Promise<{ kind: 'revoked' } | { kind: 'halted'; halt: Halt }>;
  /** As a connector's `open`, with tokens in place of a key. */
  open(token: TokenSource, context: ConnectorContext): Promise<PartnerSession>;
}
