/**
 * The part of a connector that lets a merchant connect by logging in at the partner (OAuth 2) instead of entering a key. It builds
 * addresses and speaks to the partner; who waits, who chooses, what is stored and who is asked again is the app's.
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
  /** Who gave it, where a partner ends all grants of a person together. */
  person: z.string().min(1).optional(),
});
export type Grant = z.infer<typeof grantSchema>;

/** Our app as the partner knows it. */
export interface PartnerApp {
  clientId: string;
  clientSecret: string;
  /** What the merchant is asked for beyond the connector's own scopes, where our app there has more; none when left out. */
  extraScopes?: readonly string[];
}

export interface AuthorizationContext extends Pick<ConnectorContext, 'baseUrl' | 'clock' | 'log' | 'wait'> {
  app: PartnerApp;
}

export type GrantAnswer = { kind: 'granted'; grant: Grant } | { kind: 'halted'; halt: Halt };

/** `declined`: the merchant logged in, and kept back permissions without which nothing can be sent. */
export type ExchangeAnswer = GrantAnswer | { kind: 'declined'; permissions: readonly string[] };

/** An account that a grant opens, as the merchant is shown it. Stored sealed while the merchant chooses. */
export const offeredAccountSchema = z.strictObject({
  accountId: z.string().min(1),
  name: z.string(),
  /** As ISO 4217 has it; null when the partner does not say. */
  currency: z.string().nullable(),
  /** What is to be known of its state; null when it is in order. */
  notice: z.strictObject({ tr: z.string(), en: z.string() }).nullable(),
  isUsable: z.boolean(),
});
export type OfferedAccount = z.infer<typeof offeredAccountSchema>;

/** `isCutOff`: there are more than are told. */
export type AccountsAnswer =
  { kind: 'accounts'; accounts: OfferedAccount[]; isCutOff: boolean } | { kind: 'halted'; halt: Halt };

export type TokenAnswer = { kind: 'token'; accessToken: string } | { kind: 'halted'; halt: Halt };

/** Gives an access token that is good now. @param refused One that the partner has just refused: it is not given again. */
export type TokenSource = (refused?: string) => Promise<TokenAnswer>;

/** What a session that is opened by a login knows beside its tokens. */
export interface OpenedLogin {
  app: PartnerApp;
  /** The account that was chosen; null where there is no choice. */
  accountId: string | null;
  /** What the merchant answered. @see Authorization.asks */
  settings: Record<string, string>;
}

export interface Authorization {
  /** The variables of the environment that hold our app, and what it may ask for besides. */
  app: { id: Uppercase<string>; secret: Uppercase<string>; extraScopes?: Uppercase<string> };
  /** Where merchants log in, and the variable that a stand-in's address is given in. */
  loginAddress: { variable: `${Uppercase<string>}_BASE_URL`; standard: string };
  /** What of the connector's form a login does not answer: the merchant does before it. None of it is secret. */
  asks?: { fields: readonly string[]; schema: z.ZodType<Record<string, string>> };
  /** Where the merchant is sent. @param asked `challenge` is the base64url SHA-256 of the verifier, where the partner knows PKCE. */
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
  ): Promise<ExchangeAnswer>;
  /** Left out where there are no refresh tokens. */
  refresh?(refreshToken: string, context: AuthorizationContext): Promise<GrantAnswer>;
  /** Ends a grant at the partner. One that has ended already is as good. */
  revoke(grant: Grant, context: AuthorizationContext): Promise<{ kind: 'revoked' } | { kind: 'halted'; halt: Halt }>;
  /** Ending one grant of a person ends all of them, in other shops too. */
  endsAllOfPerson?: true;
  /** The accounts that a grant opens, for the merchant to choose; left out where it opens one. */
  accounts?(grant: Grant, context: AuthorizationContext): Promise<AccountsAnswer>;
  /** As a connector's `open`, with tokens in place of a key. */
  open(token: TokenSource, context: ConnectorContext, login: OpenedLogin): Promise<PartnerSession>;
}
