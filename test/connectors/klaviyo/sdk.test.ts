/**
 * What Klaviyo's SDK does by itself, as docs/decisions/0005 relies on it: tried against a server of our own, without our client. When a new
 * version behaves otherwise, the decision can be looked at again.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiKeySession, EventsApi, ProfilesApi, RetryWithExponentialBackoff } from 'klaviyo-api';
import { afterEach, describe, expect, test } from 'vitest';

let server: Server | undefined;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(null) : server.close(resolve)));
  server = undefined;
});

interface Seen {
  url: string;
  body: string;
}

/** Answers every call the same way, or cuts it; remembers what came. */
async function start(answer: { status: number; body?: object } | 'cut'): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const read = async (request: IncomingMessage): Promise<string> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString();
  };
  server = createServer((request, response) => {
    void read(request).then((body) => {
      seen.push({ url: request.url ?? '', body });
      if (answer === 'cut') request.socket.destroy();
      else {
        response.writeHead(answer.status, { 'Content-Type': 'application/vnd.api+json' });
        response.end(JSON.stringify(answer.body ?? {}));
      }
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

/** The SDK with quick retries of its own. */
function sdkAt(url: string): { profiles: ProfilesApi; events: EventsApi } {
  const retries = new RetryWithExponentialBackoff({ numRetries: 3, maxInterval: 0.001 });
  const session = new ApiKeySession('pk_test', retries);
  const api = { profiles: new ProfilesApi(session), events: new EventsApi(session) };
  api.profiles.basePath = url;
  api.events.basePath = url;
  return api;
}

const IMPORT: Parameters<ProfilesApi['bulkImportProfiles']>[0] = JSON.parse(
  JSON.stringify({
    data: {
      type: 'profile-bulk-import-job',
      attributes: {
        profiles: {
          data: [
            {
              type: 'profile',
              attributes: { externalId: '1', properties: { 'camelCase key': { innerKey: 1 } } },
              meta: { patchProperties: { append: { 'Kesit segments': ['vip'] } } },
            },
          ],
        },
      },
    },
  }),
) as Parameters<ProfilesApi['bulkImportProfiles']>[0];

describe('the SDK by itself', () => {
  test.each([500, 502])('does not repeat a reading after %i', async (status) => {
    const { url, seen } = await start({ status });
    await expect(sdkAt(url).profiles.getProfiles()).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  test('does not repeat a reading whose connection is cut', async () => {
    const { url, seen } = await start('cut');
    await expect(sdkAt(url).profiles.getProfiles()).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  test('repeats an import after 504, though it may be on its way', async () => {
    const { url, seen } = await start({ status: 504 });
    await expect(sdkAt(url).profiles.bulkImportProfiles(IMPORT)).rejects.toThrow();
    expect(seen).toHaveLength(3);
  });

  test('renames fields, and leaves the keys of properties alone', async () => {
    const { url, seen } = await start({ status: 202, body: { data: { id: 'J' } } });
    await sdkAt(url).profiles.bulkImportProfiles(IMPORT);
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      data: {
        attributes: {
          profiles: {
            data: [
              {
                attributes: { external_id: '1', properties: { 'camelCase key': { innerKey: 1 } } },
                meta: { patch_properties: { append: { 'Kesit segments': ['vip'] } } },
              },
            ],
          },
        },
      },
    });
  });

  test('takes the cursor from a link only when it is of https', async () => {
    const { url, seen } = await start({ status: 200, body: { data: [] } });
    for (const scheme of ['https', 'http']) {
      await sdkAt(url).profiles.getProfiles({ pageCursor: `${scheme}://a.example/api/profiles?page%5Bcursor%5D=X` });
    }
    const cursors = seen.map((call) => new URL(call.url, url).searchParams.get('page[cursor]'));
    expect(cursors).toEqual(['X', 'http://a.example/api/profiles?page%5Bcursor%5D=X']);
  });

  test('gives instants as dates and event properties as they are', async () => {
    const attributes = {
      datetime: '2026-11-21T10:00:00+03:00',
      event_properties: { 'Bot Click': 'true', some_key: 1 },
    };
    const { url } = await start({ status: 200, body: { data: [{ type: 'event', id: 'E', attributes }] } });
    const { body } = await sdkAt(url).events.getEvents();
    expect(body.data[0]?.attributes.datetime).toEqual(new Date('2026-11-21T07:00:00Z'));
    expect(body.data[0]?.attributes.eventProperties).toEqual({ 'Bot Click': 'true', some_key: 1 });
  });
});
