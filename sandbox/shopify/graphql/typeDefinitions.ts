// The part of Shopify's Admin API 2026-10 that the sandbox answers. Every type, field, argument, default, enum value and
// nullability is held to Shopify's own schema by the contract test; what is missing here is an error there too.
import { CODE_DEFINITIONS } from './definitions/codes.ts';
import { CUSTOMER_DEFINITIONS } from './definitions/customers.ts';
import { METAFIELD_DEFINITIONS } from './definitions/metafields.ts';
import { OPERATION_DEFINITIONS } from './definitions/operations.ts';
import { ORDER_DEFINITIONS } from './definitions/orders.ts';
import { PRODUCT_DEFINITIONS } from './definitions/products.ts';
import { ROOT_DEFINITIONS } from './definitions/root.ts';
import { SHOP_DEFINITIONS } from './definitions/shop.ts';
import { WRITING_DEFINITIONS } from './definitions/writing.ts';

export const API_VERSION = '2026-10';

export const TYPE_DEFINITIONS = [
  ROOT_DEFINITIONS,
  SHOP_DEFINITIONS,
  CUSTOMER_DEFINITIONS,
  ORDER_DEFINITIONS,
  PRODUCT_DEFINITIONS,
  METAFIELD_DEFINITIONS,
  OPERATION_DEFINITIONS,
  WRITING_DEFINITIONS,
  CODE_DEFINITIONS,
].join('\n');
