/** How many webhooks a change makes. */
import type { Change } from './model.ts';

/** How many webhooks Shopify sends for a change that `liveShop` made. */
export function deliveriesOf(change: Change): number {
  switch (change.op) {
    case 'upsertCustomer': {
      const { createdAt, updatedAt, emailConsent, smsConsent } = change.customer;
      if (createdAt !== updatedAt) return 1;
      const said = [emailConsent, smsConsent].filter((consent) => consent !== null && consent.updatedAt !== null);
      return 1 + said.length;
    }
    case 'upsertOrder':
      return change.order.createdAt === change.order.updatedAt ? 4 : 3;
    case 'cancelOrder':
    case 'refund':
    case 'payOrder':
    case 'editOrder':
      return 3;
    case 'deleteOrder':
    case 'emailConsent':
    case 'smsConsent':
    case 'whatsAppConsent':
    case 'customerState':
    case 'fulfillOrder':
      return 2;
    case 'changeTags':
      return 1 + (change.added?.length ? 1 : 0) + (change.removed?.length ? 1 : 0);
    case 'mergeCustomers':
      return change.fails ? 1 : change.alsoDelete ? 4 : 3;
    case 'deleteCustomer':
    case 'redactCustomer':
    case 'dataRequest':
    case 'setMetafields':
    case 'upsertCheckout':
    case 'deleteCheckout':
    case 'upsertProduct':
    case 'deleteProduct':
    case 'updateShop':
    case 'subscription':
    case 'uninstall':
    case 'redactShop':
      return 1;
  }
}
