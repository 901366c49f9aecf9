// products/create, products/update and products/delete in Shopify's field names (sample payloads of API 2026-07). A
// product here has no variants, options or pictures; its collections are not part of the payload at Shopify either.
import type { Product } from '../model.ts';
import type { Shop } from '../storage/shops.ts';
import { shopInstant } from './payloads.ts';

export function productPayload(product: Product, shop: Shop) {
  return {
    admin_graphql_api_id: `gid://shopify/Product/${product.id}`,
    body_html: '',
    created_at: shopInstant(product.createdAt, shop.timezone),
    handle: `product-${product.id}`,
    id: BigInt(product.id),
    product_type: product.productType,
    published_at: shopInstant(product.createdAt, shop.timezone),
    template_suffix: null,
    title: product.title,
    updated_at: shopInstant(product.updatedAt, shop.timezone),
    vendor: product.vendor,
    status: 'active',
    published_scope: 'web',
    tags: product.tags.join(', '),
    variants: [],
    options: [],
    images: [],
    image: null,
    media: [],
    variant_gids: [],
    has_variants_that_requires_components: false,
    category: null,
  };
}

export const productDeletedPayload = (id: string) => ({ id: BigInt(id) });
