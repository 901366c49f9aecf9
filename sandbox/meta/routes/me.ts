/** Who a token stands for, and what that person granted the app. */
import { deauthorise, grantsOf, putGrant } from '../store/apps.ts';
import type { TokenExchange } from './exchange.ts';

export function me({ token }: TokenExchange): unknown {
  return { id: token.user.id, name: token.user.name };
}

export function permissions({ db, token }: TokenExchange): unknown {
  return { data: grantsOf(db, token.app.id, token.user.id) };
}

/** Without a permission named, the whole app is removed: every token of the user for it ends. */
export function revoke({ db, token, parts, params }: TokenExchange): unknown {
  const permission = parts[0] ?? params.text('permission');
  if (permission === undefined) deauthorise(db, token.app.id, token.user.id);
  else putGrant(db, token.app.id, token.user.id, { permission, status: 'declined' });
  return { success: true };
}
