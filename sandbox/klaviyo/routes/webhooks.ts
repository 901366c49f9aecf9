/** System webhooks and their topics, for accounts that have the right to them. A webhook's address is told only in part, its secret never. */
import { isObject, objectAt, resourceOf } from '../payloads.ts';
import { ApiError, invalid, notFound } from '../protocol/errors.ts';
import { pickFields } from '../protocol/fieldsets.ts';
import { isoTime } from '../resources.ts';
import {
  createWebhook,
  deleteWebhook,
  mayHaveWebhooks,
  updateWebhook,
  webhookById,
  webhooksOf,
  type Webhook,
  type WebhookFields,
} from '../store/webhooks.ts';
import { topicsOf } from '../webhooks/topics.ts';
import { collection, param, single, type Call, type Route } from './exchange.ts';

const SECRET_LENGTH = 16;
const ATTRIBUTES = ['name', 'description', 'endpoint_url', 'secret_key'];

export const getWebhookTopics: Route = (call) => {
  requireRight(call);
  return collection(
    call,
    topicsOf(call.db, call.account.pk).map((id) => topicResource(call, id)),
    undefined,
  );
};

export const getWebhookTopic: Route = (call) => {
  requireRight(call);
  const id = decodeURIComponent(param(call, 'id'));
  if (!topicsOf(call.db, call.account.pk).includes(id)) throw notFound('webhook topic', id);
  return single(call, topicResource(call, id));
};

export const getWebhooks: Route = (call) => {
  requireRight(call);
  const webhooks = webhooksOf(call.db, call.account.pk);
  return collection(
    call,
    webhooks.map((webhook) => webhookResource(call, webhook)),
    undefined,
    included(call, webhooks),
  );
};

export const getWebhook: Route = (call) => {
  const webhook = webhookOfPath(call);
  return single(call, webhookResource(call, webhook), included(call, [webhook]));
};

export const createWebhookRoute: Route = (call) => {
  requireRight(call);
  const data = resourceOf(call.body, 'webhook', ['attributes', 'relationships']);
  const given = fieldsOf(call, objectAt(data.attributes, '/data/attributes', ATTRIBUTES), data.relationships);
  const { name, endpointUrl, secretKey, topics, description = null } = given;
  if (name === undefined) throw invalid('name is a required field.', '/data/attributes/name');
  if (endpointUrl === undefined) throw invalid('endpoint_url is a required field.', '/data/attributes/endpoint_url');
  if (secretKey === undefined) throw invalid('secret_key is a required field.', '/data/attributes/secret_key');
  if (topics === undefined) throw invalid('webhook-topics is a required field.', '/data/relationships');
  const fields = { name, description, endpointUrl, secretKey, topics, enabled: true };
  return single(
    call,
    webhookResource(call, createWebhook(call.db, call.account.pk, fields, call.nowMs), true),
    {},
    201,
  );
};

export const updateWebhookRoute: Route = (call) => {
  const webhook = webhookOfPath(call);
  const data = resourceOf(call.body, 'webhook', ['id', 'attributes', 'relationships']);
  if (data.id !== webhook.id) throw invalid('The id must be the one in the path.', '/data/id');
  const given = fieldsOf(
    call,
    objectAt(data.attributes, '/data/attributes', [...ATTRIBUTES, 'enabled']),
    data.relationships,
  );
  return single(call, webhookResource(call, updateWebhook(call.db, webhook, given, call.nowMs), true));
};

export const deleteWebhookRoute: Route = (call) => {
  deleteWebhook(call.db, webhookOfPath(call).pk);
  return { status: 204 };
};

function requireRight(call: Call): void {
  if (mayHaveWebhooks(call.db, call.account.pk)) return;
  throw new ApiError(403, {
    code: 'permission_denied',
    title: 'You do not have permission to perform this action.',
    detail: 'Webhooks are available to Advanced KDP customers and app partners only.',
  });
}

function webhookOfPath(call: Call): Webhook {
  requireRight(call);
  const id = param(call, 'id');
  const webhook = webhookById(call.db, call.account.pk, id);
  if (webhook === undefined) throw notFound('webhook', id);
  return webhook;
}

/** What a body names of a webhook, checked; what it leaves out is left out. */
function fieldsOf(call: Call, attributes: Record<string, unknown>, relationships: unknown): Partial<WebhookFields> {
  const { name, description, endpoint_url: url, secret_key: secret, enabled } = attributes;
  const at = (field: string): string => `/data/attributes/${field}`;
  if (name != null && (typeof name !== 'string' || name.trim() === '')) throw invalid('A name is text.', at('name'));
  if (description != null && typeof description !== 'string')
    throw invalid('A description is text.', at('description'));
  if (url != null && !(typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === 'https:'))
    throw invalid('The endpoint URL must be https.', at('endpoint_url'));
  if (secret != null && (typeof secret !== 'string' || secret.length < SECRET_LENGTH))
    throw invalid(`The secret key must have at least ${SECRET_LENGTH} characters.`, at('secret_key'));
  if (enabled != null && typeof enabled !== 'boolean') throw invalid('enabled is true or false.', at('enabled'));
  return {
    ...(name == null ? {} : { name }),
    ...(description == null ? {} : { description }),
    ...(url == null ? {} : { endpointUrl: url }),
    ...(secret == null ? {} : { secretKey: secret }),
    ...(enabled == null ? {} : { enabled }),
    ...(relationships === undefined ? {} : { topics: topicsIn(call, relationships) }),
  };
}

function topicsIn(call: Call, relationships: unknown): string[] {
  const pointer = '/data/relationships/webhook-topics/data';
  const holder = objectAt(relationships, '/data/relationships', ['webhook-topics'])['webhook-topics'];
  const { data } = objectAt(holder, '/data/relationships/webhook-topics', ['data']);
  if (!Array.isArray(data) || data.length === 0) throw invalid('At least one topic is required.', pointer);
  const offered = topicsOf(call.db, call.account.pk);
  return data.map((entry: unknown, index) => {
    const { type, id } = isObject(entry) ? entry : {};
    if (type !== 'webhook-topic' || typeof id !== 'string' || !offered.includes(id))
      throw invalid('There is no such topic in this account.', `${pointer}/${index}`);
    return id;
  });
}

function included(call: Call, webhooks: readonly Webhook[]): Record<string, unknown> {
  if (!call.query.includes.has('webhook-topics')) return {};
  const topics = new Set(webhooks.flatMap((webhook) => webhook.topics));
  return { included: [...topics].map((id) => topicResource(call, id)) };
}

function webhookResource(call: Call, webhook: Webhook, showsTopics = call.query.includes.has('webhook-topics')) {
  const self = `${call.base}/api/webhooks/${webhook.id}`;
  const attributes = {
    name: webhook.name,
    description: webhook.description,
    endpoint_url: new URL(webhook.endpointUrl).origin,
    enabled: webhook.enabled,
    created_at: isoTime(webhook.createdMs),
    updated_at: isoTime(webhook.updatedMs),
  };
  const data = webhook.topics.map((id) => ({ type: 'webhook-topic', id }));
  return {
    type: 'webhook',
    id: webhook.id,
    attributes: pickFields(attributes, call.query.fields.get('webhook')),
    relationships: {
      'webhook-topics': {
        ...(showsTopics ? { data } : {}),
        links: { self: `${self}/relationships/webhook-topics`, related: `${self}/webhook-topics` },
      },
    },
    links: { self },
  };
}

const topicResource = (call: Call, id: string) => ({
  type: 'webhook-topic',
  id,
  links: { self: `${call.base}/api/webhook-topics/${encodeURIComponent(id)}` },
});
