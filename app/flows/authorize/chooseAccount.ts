/**
 * Which of the accounts that a login opens is connected. While the merchant chooses, what the login gave waits sealed, for the member of
 * staff who logged in. It stays when the chosen account is not ready, so that another can be chosen, or the same once more.
 */
import { z } from 'zod';
import type { Connected } from '#app/flows/keepConnection.ts';
import type { Services } from '#app/flows/services.ts';
import type { ShopId } from '#app/platform/database.ts';
import { dropChoice, offerContext, openChoices, saveChoice, type Chooser } from '#app/store/loginChoices.ts';
import { grantSchema, offeredAccountSchema, type Grant, type OfferedAccount } from '#connectors/kit/authorization.ts';
import {
  connectGrant,
  loginAt,
  loginProblem,
  problemOf,
  type LoginRefusal,
  type OfferedLogin,
} from './connectGrant.ts';

/** Long enough to accept a partner's terms in between. */
const OPEN_MS = 30 * 60_000;

const offerSchema = z.strictObject({
  grant: grantSchema,
  settings: z.record(z.string(), z.string()),
  accounts: z.array(offeredAccountSchema),
  isCutOff: z.boolean(),
});
type Offer = z.infer<typeof offerSchema>;

/** What is shown of an offer. */
export interface AccountChoice {
  accounts: OfferedAccount[];
  /** There are more accounts than are shown. */
  isCutOff: boolean;
}

export type ChoiceAnswer = Connected | { ok: false; choose: true } | LoginRefusal;

/** Asks for the accounts of a grant. One alone is taken at once. */
export async function offerAccounts(
  services: Services,
  shopId: ShopId,
  found: OfferedLogin,
  given: { grant: Grant; settings: Record<string, string>; actor: string },
): Promise<ChoiceAnswer> {
  const { authorization, context } = found.login;
  if (authorization.accounts === undefined) throw new Error(`${found.connector.name} has no accounts to choose from.`);
  const { grant, settings, actor } = given;
  const answer = await authorization.accounts(grant, context);
  if (answer.kind === 'halted') return problemOf(services, answer.halt);
  const { accounts, isCutOff } = answer;
  if (accounts.length === 0) return loginProblem('none');
  const chooser = { connector: found.connector.id, actor };
  const offer: Offer = { grant, settings, accounts, isCutOff };
  const now = services.clock();
  await services.database.inShop(shopId, (sql) =>
    saveChoice(sql, chooser, {
      offer: services.secrets.seal(JSON.stringify(offer), offerContext(shopId, chooser)),
      now,
      expiresAt: now + OPEN_MS,
    }),
  );
  const [only, ...others] = accounts;
  if (only === undefined || others.length > 0 || !only.isUsable) return { ok: false, choose: true };
  return chooseAccount(services, shopId, chooser, only.accountId);
}

/** The open choices of a member of staff, by connector. */
export async function readChoices(
  services: Services,
  shopId: ShopId,
  actor: string,
): Promise<Map<string, AccountChoice>> {
  const rows = await services.database.inShop(shopId, (sql) => openChoices(sql, actor, services.clock()));
  return new Map(
    rows.flatMap(({ connector, offer }) => {
      const opened = openOffer(services, shopId, { connector, actor }, offer);
      return opened === null ? [] : [[connector, { accounts: opened.accounts, isCutOff: opened.isCutOff }]];
    }),
  );
}

/** Connects the account that was chosen of those that were offered. */
export async function chooseAccount(
  services: Services,
  shopId: ShopId,
  chooser: Chooser,
  accountId: string,
): Promise<ChoiceAnswer> {
  const { database, clock } = services;
  const found = loginAt(services, chooser.connector);
  const rows = await database.inShop(shopId, (sql) => openChoices(sql, chooser.actor, clock()));
  const row = rows.find(({ connector }) => connector === chooser.connector);
  const offer = row === undefined ? null : openOffer(services, shopId, chooser, row.offer);
  if (found === undefined || offer === null) return loginProblem('stale');
  if (!offer.accounts.some((account) => account.accountId === accountId && account.isUsable))
    return loginProblem('refused');
  const { grant, settings } = offer;
  const answer = await connectGrant(services, shopId, found, { grant, settings, accountId });
  if (!answer.ok) return problemOf(services, answer.halt);
  await database.inShop(shopId, (sql) => dropChoice(sql, chooser));
  return answer;
}

/** The merchant goes on without choosing. */
export async function abandonChoice({ database }: Services, shopId: ShopId, chooser: Chooser): Promise<{ ok: true }> {
  await database.inShop(shopId, (sql) => dropChoice(sql, chooser));
  return { ok: true };
}

/** Null for what can no longer be read, as after a change of the secret key. */
function openOffer({ secrets }: Services, shopId: ShopId, chooser: Chooser, sealed: Uint8Array): Offer | null {
  try {
    return offerSchema.parse(JSON.parse(secrets.open(sealed, offerContext(shopId, chooser))));
  } catch {
    return null;
  }
}
