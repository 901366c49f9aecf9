/** GET /api/accounts: whose key this is. */
import { accountResource } from '../resources.ts';
import { collection, type Route } from './exchange.ts';

export const getAccounts: Route = (call) =>
  collection(call, [accountResource(call.account, call.query.fields, call.base)], undefined);
