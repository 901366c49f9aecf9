/**
 * What is held of a customer, table by table and column by column, in words a customer understands: the plan of the file
 * that answers a request for data. docs/privacy.md marks the same columns as personal; a test holds both to the schema.
 */
import { behaviour } from './holdings/behaviour.ts';
import { conclusions } from './holdings/conclusions.ts';
import { profile } from './holdings/profile.ts';
import { purchases } from './holdings/purchases.ts';
import { records } from './holdings/records.ts';

export type { Words } from './holdings/holding.ts';

/** In the order of the file. */
export const holdings = [...profile, ...purchases, ...behaviour, ...conclusions, ...records] as const;

export type HoldingTable = (typeof holdings)[number]['table'];
