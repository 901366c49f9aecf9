/** A new product. */
import { readProduct } from '../payloads/product.ts';
import type { Topic } from './topic.ts';

export const productsCreate: Topic = {
  topic: 'products/create',
  scope: 'read_products',
  listedUnder: 'topics',
  read: readProduct,
};
