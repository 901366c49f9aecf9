/**
 * System webhooks: Klaviyo pushes the events we read, where the account may have that (Advanced KDP and app partners; others are answered
 * 403). One is found again by its name, for its address is told only in part and its secret never.
 */
import type { NotOffered, WantedWebhook } from '../kit/webhooks.ts';
import { CallFailed } from './client.ts';
import { CONSENT_TOPICS } from './deliveries.ts';
import { READINGS } from './readings.ts';
import type { Sdk } from './sdk.ts';

const NOT_OFFERED: NotOffered = { kind: 'not-offered' };
const ENGAGEMENT: readonly string[] = Object.values(READINGS).map(({ topic }) => topic);

/** Whether the webhook is there, switched on, and for every topic that the account offers by now. */
export async function lookAtWebhook(
  sdk: Sdk,
  webhookId: string,
): Promise<{ kind: 'healthy' } | { kind: 'missing' } | NotOffered> {
  return unlessRefused(async () => {
    const topics = await offeredTopics(sdk);
    if (topics.length === 0) return NOT_OFFERED;
    const found = (await readWebhooks(sdk)).find(({ id }) => id === webhookId);
    const isWhole = found?.isEnabled === true && topics.every((topic) => found.topics.includes(topic));
    return { kind: isWhole ? 'healthy' : 'missing' };
  });
}

export async function makeWebhook(
  sdk: Sdk,
  { name, address, secret }: WantedWebhook,
  formerId: string | null,
): Promise<{ kind: 'made'; webhookId: string } | NotOffered> {
  return unlessRefused(async () => {
    const topics = await offeredTopics(sdk);
    if (topics.length === 0) return NOT_OFFERED;
    await removeWebhooks(sdk, name, formerId);
    const { body } = await sdk.webhooks.createWebhook({
      data: {
        type: 'webhook',
        attributes: { name, endpointUrl: address, secretKey: secret },
        relationships: { webhookTopics: { data: topics.map((id) => ({ type: 'webhook-topic', id })) } },
      },
    });
    return { kind: 'made', webhookId: body.data.id };
  });
}

/** Removes what is ours, however often it was made. An account that may have none has none. */
export async function removeWebhook(sdk: Sdk, name: string, webhookId: string | null): Promise<{ kind: 'removed' }> {
  await unlessRefused(async () => {
    await removeWebhooks(sdk, name, webhookId);
    return NOT_OFFERED;
  });
  return { kind: 'removed' };
}

async function removeWebhooks(sdk: Sdk, name: string, webhookId: string | null): Promise<void> {
  for (const webhook of await readWebhooks(sdk)) {
    if (webhook.name !== name && webhook.id !== webhookId) continue;
    try {
      await sdk.webhooks.deleteWebhook(webhook.id);
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }
}

/** Of the topics that the account offers, those of events that we read; consents come along with them. */
async function offeredTopics(sdk: Sdk): Promise<string[]> {
  const { body } = await sdk.webhooks.getWebhookTopics();
  const offered = new Set(body.data.map(({ id }) => id));
  const engagement = ENGAGEMENT.filter((topic) => offered.has(topic));
  return engagement.length === 0 ? [] : [...engagement, ...CONSENT_TOPICS.filter((topic) => offered.has(topic))];
}

async function readWebhooks(sdk: Sdk): Promise<{ id: string; name: string; isEnabled: boolean; topics: string[] }[]> {
  const { body } = await sdk.webhooks.getWebhooks({ include: ['webhook-topics'], fieldsWebhook: ['name', 'enabled'] });
  return body.data.map(({ id, attributes, relationships }) => ({
    id,
    name: attributes.name,
    isEnabled: attributes.enabled,
    topics: (relationships?.webhookTopics?.data ?? []).map((topic) => topic.id),
  }));
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | NotOffered> {
  try {
    return await work();
  } catch (error) {
    if (statusOf(error) === 403) return NOT_OFFERED;
    throw error;
  }
}

const statusOf = (error: unknown): number | null => (error instanceof CallFailed ? error.failure.status : null);
