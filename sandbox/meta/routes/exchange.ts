/** What a route is given, by what its path names: somebody's token, an ad account, or an audience of one. */
import type { Database } from '../../database.ts';
import type { Params } from '../protocol/params.ts';
import type { AdAccount } from '../store/accounts.ts';
import type { Token } from '../store/apps.ts';
import type { Audience } from '../store/audiences.ts';
import type { World } from '../world.ts';

export interface OpenExchange {
  readonly world: World;
  readonly db: Database;
  readonly nowMs: number;
  readonly version: string;
  readonly params: Params;
  /** Address of the call, for links to further pages. */
  readonly address: string;
  /** Parts of the path the pattern captured. */
  readonly parts: readonly string[];
}

export interface TokenExchange extends OpenExchange {
  readonly token: Token;
}

export interface AccountExchange extends TokenExchange {
  readonly account: AdAccount;
}

export interface AudienceExchange extends AccountExchange {
  readonly audience: Audience;
}
