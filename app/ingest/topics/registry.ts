/** The topics we read, one line each: a file in this folder, a line here, a line in shopify.app.toml, and a fixture. */
import { appScopesUpdate } from './app-scopes-update.ts';
import { appSubscriptionsUpdate } from './app-subscriptions-update.ts';
import { appUninstalled } from './app-uninstalled.ts';
import { bulkOperationsFinish } from './bulk-operations-finish.ts';
import { checkoutsCreate } from './checkouts-create.ts';
import { checkoutsDelete } from './checkouts-delete.ts';
import { checkoutsUpdate } from './checkouts-update.ts';
import { customerTagsAdded } from './customer-tags-added.ts';
import { customerTagsRemoved } from './customer-tags-removed.ts';
import { customersCreate } from './customers-create.ts';
import { customersDataRequest } from './customers-data-request.ts';
import { customersDelete } from './customers-delete.ts';
import { customersDisable } from './customers-disable.ts';
import { customersEmailMarketingConsentUpdate } from './customers-email-marketing-consent-update.ts';
import { customersEnable } from './customers-enable.ts';
import { customersMarketingConsentUpdate } from './customers-marketing-consent-update.ts';
import { customersMerge } from './customers-merge.ts';
import { customersPurchasingSummary } from './customers-purchasing-summary.ts';
import { customersRedact } from './customers-redact.ts';
import { customersUpdate } from './customers-update.ts';
import { customersWhatsAppMarketingConsentUpdate } from './customers-whats-app-marketing-consent-update.ts';
import { eventTopics } from './events/events.ts';
import { ordersCancelled } from './orders-cancelled.ts';
import { ordersCreate } from './orders-create.ts';
import { ordersDelete } from './orders-delete.ts';
import { ordersEdited } from './orders-edited.ts';
import { ordersFulfilled } from './orders-fulfilled.ts';
import { ordersPaid } from './orders-paid.ts';
import { ordersUpdated } from './orders-updated.ts';
import { productsCreate } from './products-create.ts';
import { productsDelete } from './products-delete.ts';
import { productsUpdate } from './products-update.ts';
import { refundsCreate } from './refunds-create.ts';
import { shopRedact } from './shop-redact.ts';
import { shopUpdate } from './shop-update.ts';
import type { Topic } from './topic.ts';

export const topics: readonly Topic[] = [
  ordersCreate,
  ordersUpdated,
  ordersPaid,
  ordersEdited,
  ordersCancelled,
  ordersFulfilled,
  ordersDelete,
  refundsCreate,
  checkoutsCreate,
  checkoutsUpdate,
  checkoutsDelete,
  customersCreate,
  customersUpdate,
  customersDelete,
  customersEnable,
  customersDisable,
  customersMerge,
  customersPurchasingSummary,
  customersEmailMarketingConsentUpdate,
  customersMarketingConsentUpdate,
  customersWhatsAppMarketingConsentUpdate,
  customerTagsAdded,
  customerTagsRemoved,
  productsCreate,
  productsUpdate,
  productsDelete,
  bulkOperationsFinish,
  appUninstalled,
  appScopesUpdate,
  appSubscriptionsUpdate,
  shopUpdate,
  customersDataRequest,
  customersRedact,
  shopRedact,
  ...eventTopics,
];

const byName = new Map(topics.map((topic) => [topic.topic, topic]));

/** The topic of a delivery; undefined if it is none of ours. */
export const findTopic = (name: string): Topic | undefined => byName.get(name);
