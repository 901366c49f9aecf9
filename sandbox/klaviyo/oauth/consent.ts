/** The page on which a merchant lets an app in, or does not; then back to the app with a code or an error. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, send } from '../../http.ts';
import { html, page } from '../pages/html.ts';
import { allAccounts, findAccount } from '../store/accounts.ts';
import { approve, findApp, type App } from '../store/installs.ts';
import type { World } from '../world.ts';

const HTML = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };
const FORM_LIMIT_BYTES = 100_000;
const SCOPE =
  /^(accounts|campaigns|catalogs|data-privacy|events|flows|lists|metrics|profiles|segments|subscriptions|tags|templates|webhooks):(read|write)$/;
/** Base64url of a SHA-256. */
const CHALLENGE = /^[\w-]{43}$/;

interface Asked {
  readonly app: App;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  readonly challenge: string;
  /** What is wrong with it, as the app is told. */
  readonly error: { code: string; description: string } | undefined;
}

export async function serveConsent(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { bytes } = await readBody(request, FORM_LIMIT_BYTES);
  const form = request.method === 'POST' ? new URLSearchParams(bytes.toString('utf8')) : undefined;
  const asked = readAsked(world, form ?? url.searchParams);
  if (typeof asked === 'string')
    send(
      response,
      400,
      HTML,
      page(
        'Klaviyo (sandbox)',
        html`<h1>This app cannot be installed</h1>
          <p>${asked}</p>`,
      ),
    );
  else if (asked.error !== undefined)
    goBack(response, asked, { error: asked.error.code, error_description: asked.error.description });
  else if (form === undefined) send(response, 200, HTML, consentPage(world, asked));
  else decide(world, response, asked, form);
}

/** What the app asks for; a sentence where not even its address can be trusted, so that nobody is sent there. */
function readAsked(world: World, given: URLSearchParams): Asked | string {
  const app = findApp(world.db, given.get('client_id') ?? '');
  if (app === undefined) return 'There is no app with this client_id.';
  const redirectUri = given.get('redirect_uri') ?? '';
  if (!app.redirectUris.includes(redirectUri)) return 'The redirect_uri is not one of those of the app.';
  const scopes = (given.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const challenge = given.get('code_challenge') ?? '';
  const known = { app, redirectUri, state: given.get('state'), scopes, challenge };
  const wrong = (code: string, description: string): Asked => ({ ...known, error: { code, description } });
  if (given.get('response_type') !== 'code') return wrong('unsupported_response_type', 'response_type must be code.');
  if (given.get('code_challenge_method') !== 'S256' || !CHALLENGE.test(challenge))
    return wrong('invalid_request', 'A code_challenge of the method S256 is required.');
  const stray = scopes.find((scope) => !SCOPE.test(scope));
  if (scopes.length === 0 || stray !== undefined)
    return wrong('invalid_scope', stray === undefined ? 'scope is required.' : `There is no scope ${stray}.`);
  return { ...known, error: undefined };
}

function consentPage(world: World, { app, redirectUri, state, scopes, challenge }: Asked): string {
  const hidden = {
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    code_challenge_method: 'S256',
    code_challenge: challenge,
    ...(state === null ? {} : { state }),
  };
  return page(
    'Klaviyo (sandbox)',
    html`
      <header>
        <h1>${app.name} wants access</h1>
        <p>A stand-in for Klaviyo on this machine.</p>
      </header>
      <form method="post" action="/oauth/authorize" style="flex-direction: column; align-items: flex-start">
        ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <label>
          Account
          <select name="account">
            ${allAccounts(world.db).map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
          </select>
        </label>
        <ul>
          ${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}
        </ul>
        <p>
          <button name="decision" value="allow">Allow</button>
          <button name="decision" value="deny">Deny</button>
        </p>
      </form>
    `,
  );
}

function decide(world: World, response: ServerResponse, asked: Asked, form: URLSearchParams): void {
  const account = findAccount(world.db, form.get('account') ?? '');
  if (form.get('decision') !== 'allow' || account === undefined) {
    goBack(response, asked, { error: 'access_denied', error_description: 'The user denied the request.' });
    return;
  }
  const { app, scopes, redirectUri, challenge } = asked;
  const approval = { clientId: app.clientId, accountPk: account.pk, scopes, redirectUri, challenge };
  goBack(response, asked, { code: approve(world.db, approval, world.clock.nowMs()) });
}

function goBack(response: ServerResponse, { redirectUri, state }: Asked, answer: Record<string, string>): void {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (state !== null) target.searchParams.set('state', state);
  send(response, 302, { Location: target.href });
}
