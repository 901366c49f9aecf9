/** What is sealed in a connection: the settings the merchant entered, or the grant of a login. */
import { z } from 'zod';
import { grantSchema, type Grant } from '#connectors/kit/authorization.ts';

const granted = z.strictObject({ grant: grantSchema });

export const writeGrant = (grant: Grant): string => JSON.stringify({ grant });

/** Null when it is the merchant's settings that are stored. */
export function readGrant(text: string): Grant | null {
  const parsed = granted.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data.grant : null;
}
