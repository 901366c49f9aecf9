/** The topics we read, one line each: a file in this folder, a line here, a line in shopify.app.toml, and a fixture. */
import { appUninstalled } from './app-uninstalled.ts';
import { bulkOperationsFinish } from './bulk-operations-finish.ts';
import { customersCreate } from './customers-create.ts';
import { customersDataRequest } from './customers-data-request.ts';
import { customersDelete } from './customers-delete.ts';
import { customersEmailMarketingConsentUpdate } from './customers-email-marketing-consent-update.ts';
import { customersMarketingConsentUpdate } from './customers-marketing-consent-update.ts';
import { customersPurchasingSummary } from './customers-purchasing-summary.ts';
import { customersRedact } from './customers-redact.ts';
import { customersUpdate } from './customers-update.ts';
import { ordersCancelled } from './orders-cancelled.ts';
import { ordersCreate } from './orders-create.ts';
import { ordersDelete } from './orders-delete.ts';
import { ordersUpdated } from './orders-updated.ts';
import { refundsCreate } from './refunds-create.ts';
import { shopRedact } from './shop-redact.ts';
import type { Topic } from './topic.ts';

export const topics: readonly Topic[] = [
  ordersCreate,
  ordersUpdated,
  ordersCancelled,
  ordersDelete,
  refundsCreate,
  customersCreate,
  customersUpdate,
  customersDelete,
  customersPurchasingSummary,
  customersEmailMarketingConsentUpdate,
  customersMarketingConsentUpdate,
  bulkOperationsFinish,
  appUninstalled,
  customersDataRequest,
  customersRedact,
  shopRedact,
];

const byName = new Map(topics.map((topic) => [topic.topic, topic]));

/** The topic of a delivery; undefined if it is none of ours. */
export const findTopic = (name: string): Topic | undefined => byName.get(name);
