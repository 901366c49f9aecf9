/** A changed product. */
import { readProduct } from '../payloads/product.ts';
import type { Topic } from './topic.ts';

export const productsUpdate: Topic = {
  topic: 'products/update',
  scope: 'read_products',
  listedUnder: 'topics',
  read: readProduct,
};
