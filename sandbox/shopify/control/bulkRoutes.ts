// The control API's calls about bulk operations: how long they take, how the next one ends, and result files made beforehand.
import type { GivenFileRequest } from '../bulk/givenFiles.ts';
import type { BulkFault } from '../bulk/model.ts';
import type { Answer } from '../http.ts';
import { json, Refusal } from '../http.ts';
import type { Call, Route } from './call.ts';
import { readJson } from './call.ts';

async function addFile(call: Call): Promise<Answer> {
  const request = await readJson<GivenFileRequest>(call);
  try {
    return json(201, await call.parts.givenFiles.add(request));
  } catch (error) {
    throw new Refusal(422, (error as Error).message);
  }
}

export const BULK_ROUTES: Route[] = [
  [
    'POST',
    /^\/bulk\/fail-next$/,
    async (call) => {
      call.parts.bulk.failNext(await readJson<BulkFault>(call));
      return json(200, { armed: true });
    },
  ],
  ['GET', /^\/bulk\/files$/, ({ parts }) => json(200, parts.givenFiles.list())],
  ['POST', /^\/bulk\/files$/, addFile],
  [
    'DELETE',
    /^\/bulk\/files(?:\/(\d+))?$/,
    ({ parts, names }) => {
      parts.givenFiles.remove(names[0] === undefined ? null : Number(names[0]));
      return json(200, parts.givenFiles.list());
    },
  ],
];
