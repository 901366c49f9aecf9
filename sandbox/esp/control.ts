/** The control API, for whoever runs the stand-in: lists, failures on order, the clock, secrets, the record of calls. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../http.ts';
import type { World } from './world.ts';

export async function serveControl(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  pathname: string,
): Promise<void> {
  const { bytes } = await readBody(request, 1024 * 1024);
  const body = (bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'))) as Record<string, unknown>;
  const call = `${request.method ?? 'GET'} ${pathname.slice('/_control'.length)}`;
  const answer = act(world, call, body);
  if (answer === undefined) sendJson(response, 404, { error: `Nothing answers ${call}.` });
  else sendJson(response, 200, answer);
}

function act(world: World, call: string, body: Record<string, unknown>): object | undefined {
  const [, dropped] = /^DELETE \/lists\/(.+)$/.exec(call) ?? [];
  if (dropped !== undefined) return { dropped: world.lists.drop(decodeURIComponent(dropped)) };
  switch (call) {
    case 'GET /lists':
      return {
        lists: world.lists.all().map(({ id, name, tag, members }) => ({
          id,
          name,
          tag,
          members: [...members.values()].map(({ told }) => told),
        })),
      };
    case 'GET /traffic':
      return { calls: world.calls };
    case 'DELETE /traffic':
      world.calls.length = 0;
      return {};
    case 'POST /faults':
      return world.faults.add(body);
    case 'DELETE /faults':
      world.faults.clear();
      return {};
    case 'POST /refuse':
      world.refused.add(String(body.customerId));
      return {};
    case 'POST /clock':
      world.offsetMs = Number(body.offsetMs);
      return { offsetMs: world.offsetMs };
    case 'POST /settings':
      if (Array.isArray(body.secrets)) world.secrets = body.secrets.map(String);
      if (typeof body.mostBodyBytes === 'number') world.mostBodyBytes = body.mostBodyBytes;
      return { secretCount: world.secrets.length, mostBodyBytes: world.mostBodyBytes };
    default:
      return undefined;
  }
}
