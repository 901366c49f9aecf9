/**
 * Klaviyo's official SDK behind our client: the SDK builds requests and reads bodies, the client decides when they are sent, for how
 * long and how often. The only place that loads it, and only when first needed: it takes seconds and tens of megabytes.
 */
import type {
  DataPrivacyApi,
  EventsApi,
  ListsApi,
  MetricsApi,
  ProfilesApi,
  Session,
  TagsApi,
  WebhooksApi,
} from 'klaviyo-api';
import type { Answer } from './answer.ts';
import type { Client } from './client.ts';
import { sendAs, type Credential } from './credential.ts';

export interface Sdk {
  dataPrivacy: Plain<DataPrivacyApi>;
  events: Plain<EventsApi>;
  lists: Plain<ListsApi>;
  metrics: Plain<MetricsApi>;
  profiles: Plain<ProfilesApi>;
  tags: Plain<TagsApi>;
  webhooks: Plain<WebhooksApi>;
}

/** The SDK's models are classes by name only: it takes plain objects of their shape, and its own examples give it such. */
export type Shape<T> = T extends Date
  ? T
  : T extends readonly unknown[]
    ? { [K in keyof T]: Shape<T[K]> }
    : T extends object
      ? { [K in keyof T]: Shape<T[K]> }
      : T;

/**
 * A list where the document allows a text or a list: the SDK fails on either, but passes on what has no fields of its own, and that says
 * itself what stands in the JSON.
 */
class PassedOn {
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  toJSON(): readonly string[] {
    return this.#texts;
  }
}

export const passedOn = (texts: readonly string[]): string[] => new PassedOn(texts) as unknown as string[];

/** An API class whose methods take plain objects. */
type Plain<Api> = {
  [Name in keyof Api]: Api[Name] extends (...given: infer Given) => infer Answer
    ? (...given: Shape<Given>) => Answer
    : Api[Name];
};

type SdkAnswer = Awaited<ReturnType<Session['requestWithRetry']>>;

export async function loadSdk(client: Client, baseUrl: string, credential: Credential): Promise<Sdk> {
  const sdk = await import('klaviyo-api');
  // One try: waiting and repeating are the client's.
  const once = new sdk.RetryWithExponentialBackoff({ numRetries: 1 });
  // It says who calls; the client's own header says by what.
  const plain = new sdk.ApiKeySession('', once);
  const session: Session = {
    applyToRequest: (request) => plain.applyToRequest(request),
    refreshAndRetry: () => false,
    async requestWithRetry(request) {
      const { raw } = await client.call(request.method ?? 'GET', request.url ?? '', (signal) =>
        sendAs(credential, async (authorization) => {
          const answer = await once.requestWithRetry({
            ...request,
            headers: { ...request.headers, Authorization: authorization },
            signal,
            // Judged by the client, all of them.
            validateStatus: () => true,
            // The key or token must not follow a redirect to another host.
            maxRedirects: 0,
            // Node's own switch (NODE_USE_ENV_PROXY) decides, as for every other call of the process.
            proxy: false,
          });
          return { ...answerOf(answer), raw: answer };
        }),
      );
      return raw;
    },
  };
  const api = {
    dataPrivacy: new sdk.DataPrivacyApi(session),
    events: new sdk.EventsApi(session),
    lists: new sdk.ListsApi(session),
    metrics: new sdk.MetricsApi(session),
    profiles: new sdk.ProfilesApi(session),
    tags: new sdk.TagsApi(session),
    webhooks: new sdk.WebhooksApi(session),
  };
  // The SDK knows its address only per instance.
  for (const part of Object.values(api)) part.basePath = baseUrl;
  return api;
}

function answerOf(answer: SdkAnswer): Answer {
  return {
    status: answer.status,
    header(name) {
      const value: unknown = answer.headers[name];
      return typeof value === 'string' ? value : null;
    },
    body: answer.data,
  };
}

/** The cursor of the next page, from a `links.next`; the SDK itself finds it in addresses of https only. */
export function cursorOf(next: string | null | undefined): string | null {
  return next ? new URL(next).searchParams.get('page[cursor]') : null;
}

/** Reads page after page; `read` is given the cursor, or nothing for the first page. */
export async function* pages<Body extends { links?: { next?: string | null } }>(
  read: (cursor: { pageCursor?: string }) => Promise<{ body: Body }>,
): AsyncGenerator<Body> {
  let cursor: string | null = null;
  do {
    const { body }: { body: Body } = await read(cursor === null ? {} : { pageCursor: cursor });
    yield body;
    cursor = cursorOf(body.links?.next);
  } while (cursor !== null);
}
