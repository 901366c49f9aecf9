/** How a merchant names a group of products: its type, vendor, collection or tag. */
import type { Subject } from '../questions/question.ts';
import { textsOf } from './preset.ts';

export const productGroupOptions = [
  { value: 'type', label: { tr: 'Ürün türü', en: 'Product type' } },
  { value: 'vendor', label: { tr: 'Satıcı', en: 'Vendor' } },
  { value: 'collection', label: { tr: 'Koleksiyon', en: 'Collection' } },
  { value: 'tag', label: { tr: 'Ürün etiketi', en: 'Product tag' } },
] as const;

type GroupKind = (typeof productGroupOptions)[number]['value'];

/** The products of any of these groups. */
export const productsOf = (by: GroupKind, values: string): Subject => ({ by, values: textsOf(values) });
