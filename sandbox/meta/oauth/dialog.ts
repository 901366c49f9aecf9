/** The login page: who logs in, what the app asks for, yes or no; then back to the app with a code or an error. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, send } from '../../http.ts';
import { html, page } from '../../klaviyo/pages/html.ts';
import { allUsers, findApp, findUser, grantsOf, newCode, putGrant, type App } from '../store/apps.ts';
import type { World } from '../world.ts';

const HTML = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' };
const FORM_LIMIT_BYTES = 100_000;
/** Granted with every login, asked for or not. */
const ALWAYS = 'public_profile';

interface Asked {
  readonly app: App;
  readonly redirectUri: string;
  readonly state: string | null;
  readonly scopes: readonly string[];
  /** Permissions that were declined before are asked for once more. */
  readonly again: boolean;
}

export async function serveDialog(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const body = await readBody(request, FORM_LIMIT_BYTES);
  const form = request.method === 'POST' ? new URLSearchParams(body.bytes.toString('utf8')) : undefined;
  const asked = readAsked(world, form ?? url.searchParams);
  if (typeof asked === 'string') {
    send(
      response,
      400,
      HTML,
      page(
        'Facebook (sandbox)',
        html`<h1>Sorry, something went wrong.</h1>
          <p>${asked}</p>`,
      ),
    );
  } else if (form === undefined) send(response, 200, HTML, loginPage(world, asked, url.pathname));
  else send(response, 302, { Location: decide(world, asked, form) });
}

/** What the app asks for, or a sentence on why it cannot be asked so. */
function readAsked(world: World, given: URLSearchParams): Asked | string {
  const app = findApp(world.db, given.get('client_id') ?? '');
  if (app === undefined) return 'Invalid App ID: the provided app ID does not look like a valid app ID.';
  const redirectUri = given.get('redirect_uri') ?? '';
  if (!URL.canParse(redirectUri)) return 'The parameter redirect_uri is required.';
  if (app.redirectUris !== null && !app.redirectUris.includes(redirectUri)) {
    return 'URL blocked: this redirect failed because the redirect URI is not allowed in the settings of the app.';
  }
  const type = given.get('response_type') ?? 'code';
  if (type !== 'code') return 'The stand-in answers response_type=code only.';
  const scopes = (given.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '' && scope !== ALWAYS);
  return { app, redirectUri, state: given.get('state'), scopes, again: given.get('auth_type') === 'rerequest' };
}

function loginPage(world: World, asked: Asked, action: string): string {
  const hidden = {
    client_id: asked.app.id,
    redirect_uri: asked.redirectUri,
    scope: asked.scopes.join(','),
    ...(asked.state === null ? {} : { state: asked.state }),
    ...(asked.again ? { auth_type: 'rerequest' } : {}),
  };
  const user = allUsers(world.db)[0];
  const declined = user === undefined ? [] : declinedBefore(world, asked, user.id);
  return page(
    'Facebook (sandbox)',
    html`
      <header>
        <h1>${asked.app.name} wants access</h1>
        <p>A stand-in for Facebook's login on this machine.</p>
      </header>
      <form method="post" action="${action}" style="flex-direction: column; align-items: flex-start">
        ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
        <label>
          Continue as
          <select name="user">
            ${allUsers(world.db).map((user) => html`<option value="${user.id}">${user.name}</option>`)}
          </select>
        </label>
        ${asked.scopes
          .filter((scope) => !declined.includes(scope))
          .map(
            (scope) =>
              html`<label
                ><input type="checkbox" name="grant" value="${scope}" checked /> <code>${scope}</code></label
              >`,
          )}
        <p>
          <button name="decision" value="approve">Continue</button>
          <button name="decision" value="deny">Cancel</button>
        </p>
      </form>
    `,
  );
}

/** What somebody declined is not asked for again, unless the app asks to. */
function declinedBefore(world: World, { app, scopes, again }: Asked, userId: string): string[] {
  if (again) return [];
  return grantsOf(world.db, app.id, userId)
    .filter(({ permission, status }) => status === 'declined' && scopes.includes(permission))
    .map(({ permission }) => permission);
}

/** The address to go back to. */
function decide(world: World, asked: Asked, form: URLSearchParams): string {
  const { app, redirectUri, state, scopes } = asked;
  const target = new URL(redirectUri);
  const user = findUser(world.db, form.get('user') ?? '');
  if (form.get('decision') !== 'approve' || user === undefined) {
    target.searchParams.set('error', 'access_denied');
    target.searchParams.set('error_code', '200');
    target.searchParams.set('error_description', 'Permissions error');
    target.searchParams.set('error_reason', 'user_denied');
  } else {
    const declined = declinedBefore(world, asked, user.id);
    const granted = form.getAll('grant').filter((permission) => !declined.includes(permission));
    const nowMs = world.clock.nowMs();
    const code = world.db.transaction(() => {
      putGrant(world.db, app.id, user.id, { permission: ALWAYS, status: 'granted' });
      for (const permission of scopes) {
        const status = granted.includes(permission) ? 'granted' : 'declined';
        putGrant(world.db, app.id, user.id, { permission, status });
      }
      return newCode(world.db, { appId: app.id, userId: user.id, redirectUri, issuedMs: nowMs });
    });
    target.searchParams.set('code', code);
  }
  if (state !== null) target.searchParams.set('state', state);
  target.hash = '_=_';
  return target.href;
}
