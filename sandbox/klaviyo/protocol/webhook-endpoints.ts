/** The calls about system webhooks and their topics, as `endpoints.ts` has all others. None of them has pages. */
import { PLAIN_LIMIT_BYTES, XS, type Endpoint } from './endpoint.ts';

const reading = ['webhooks:read'];
const writing = ['webhooks:write'];

export const WEBHOOK_ENDPOINTS: readonly Endpoint[] = [
  {
    operationId: 'get_webhook_topics',
    method: 'GET',
    path: '/api/webhook-topics',
    scopes: reading,
    bucket: XS,
    fieldsets: ['webhook-topic'],
  },
  {
    operationId: 'get_webhook_topic',
    method: 'GET',
    path: '/api/webhook-topics/{id}',
    scopes: reading,
    bucket: XS,
    fieldsets: ['webhook-topic'],
  },
  {
    operationId: 'get_webhooks',
    method: 'GET',
    path: '/api/webhooks',
    scopes: reading,
    bucket: XS,
    fieldsets: ['webhook', 'webhook-topic'],
    includes: ['webhook-topics'],
  },
  {
    operationId: 'create_webhook',
    method: 'POST',
    path: '/api/webhooks',
    scopes: writing,
    bucket: XS,
    fieldsets: ['webhook'],
    bodyLimitBytes: PLAIN_LIMIT_BYTES,
  },
  {
    operationId: 'get_webhook',
    method: 'GET',
    path: '/api/webhooks/{id}',
    scopes: reading,
    bucket: XS,
    fieldsets: ['webhook', 'webhook-topic'],
    includes: ['webhook-topics'],
  },
  {
    operationId: 'update_webhook',
    method: 'PATCH',
    path: '/api/webhooks/{id}',
    scopes: writing,
    bucket: XS,
    fieldsets: ['webhook'],
    bodyLimitBytes: PLAIN_LIMIT_BYTES,
  },
  { operationId: 'delete_webhook', method: 'DELETE', path: '/api/webhooks/{id}', scopes: writing, bucket: XS },
];
