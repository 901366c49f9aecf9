// What every handler of the control API is given, and how it reads the body and the shop of its address.
import type { IncomingMessage } from 'node:http';
import type { AdminDoor } from '../admin/door.ts';
import type { GivenFiles } from '../bulk/givenFiles.ts';
import type { BulkOperations } from '../bulk/model.ts';
import type { ChangeParts } from '../changes/scene.ts';
import type { Faults } from '../faults.ts';
import type { Answer } from '../http.ts';
import { readBody, Refusal } from '../http.ts';
import type { Random } from '../random.ts';
import type { Database } from '../storage/database.ts';
import type { Settings } from '../storage/settings.ts';
import type { Shop } from '../storage/shops.ts';
import type { Traffic } from '../traffic.ts';
import type { Sender } from '../webhooks/sender.ts';

export type ControlParts = ChangeParts & {
  db: Database;
  settings: Settings;
  faults: Faults;
  traffic: Traffic;
  sender: Sender;
  bulk: BulkOperations;
  givenFiles: GivenFiles;
  admin: AdminDoor;
  reseedWebhooks(seed: number): Random;
};

export interface Call {
  parts: ControlParts;
  stream: IncomingMessage;
  query: URLSearchParams;
  /** What the address's pattern captured. */
  names: string[];
}
export type Handler = (call: Call) => Promise<Answer> | Answer;
export type Route = [method: string, pattern: RegExp, handler: Handler];

const LARGEST_BODY = 64 * 1024 * 1024;

export async function readJson<T>(call: Call): Promise<T> {
  const body = await readBody(call.stream, LARGEST_BODY);
  if (body.length === 0) return {} as T;
  try {
    return JSON.parse(body.toString('utf8')) as T;
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
}

export function needShop({ parts, names }: Call): Shop {
  const shop = parts.shops.find(names[0] ?? '');
  if (shop === undefined) throw new Refusal(404, `there is no shop ${names[0]}`);
  return shop;
}
