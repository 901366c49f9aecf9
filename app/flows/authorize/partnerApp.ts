/** Our app at a partner, as the environment tells it: without it nobody is offered to log in there. */
import type { Services } from '#app/flows/services.ts';
import { waitOrStop } from '#app/platform/clock.ts';
import type { Environment } from '#app/platform/environment.ts';
import type { Authorization, AuthorizationContext, PartnerApp } from '#connectors/kit/authorization.ts';
import type { Connector } from '#connectors/kit/connector.ts';

export interface PartnerLogin {
  authorization: Authorization;
  context: AuthorizationContext;
  /** Where merchants log in. */
  loginAddress: string;
}

/** Undefined when the connector has no login, or our app there is not configured. */
export function partnerLogin(
  { environment, clock, log, wait = waitOrStop }: Services,
  { authorization, address }: Connector,
): PartnerLogin | undefined {
  if (authorization === undefined || typeof address === 'string') return undefined;
  const app = appOf(environment, authorization.app);
  if (app === undefined) return undefined;
  return {
    authorization,
    context: {
      app,
      clock,
      log,
      wait: (delayMs) => wait(delayMs, undefined),
      baseUrl: partnerAddress(environment, address),
    },
    loginAddress: partnerAddress(environment, authorization.loginAddress),
  };
}

function appOf(environment: Environment, { id, secret, extraScopes }: Authorization['app']): PartnerApp | undefined {
  const variables: Readonly<Record<string, unknown>> = environment;
  const clientId = variables[id];
  const clientSecret = variables[secret];
  const more = extraScopes === undefined ? undefined : variables[extraScopes];
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return undefined;
  const scopes = typeof more === 'string' ? more.split(/[\s,]+/).filter((scope) => scope !== '') : [];
  return { clientId, clientSecret, extraScopes: scopes };
}

/** Where a partner is called: configuration, so that a stand-in can take its place. */
export function partnerAddress(
  { partnerBaseUrls }: Environment,
  given: { variable: string; standard: string },
): string {
  return partnerBaseUrls[given.variable] ?? given.standard;
}
