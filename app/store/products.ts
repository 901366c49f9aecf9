/**
 * Products and the collections they are in. What a product is and where it is listed are told, and guarded, apart. Each way of
 * storing says whether a product is another now, as far as rules ask: its type, vendor, tags and collections.
 */
import type { ChangeOf } from '#app/core/changes.ts';
import { instant, type ShopSql } from '#app/platform/database.ts';

/** Stores products unless a newer telling is known, and their collections where the source carries them. */
export async function saveProducts(sql: ShopSql, changes: readonly ChangeOf<'product'>[]): Promise<boolean> {
  if (changes.length === 0) return false;
  const rows = changes.map((change) => ({
    product_id: change.productId,
    title: change.title,
    product_type: change.productType,
    vendor: change.vendor,
    tags: change.tags,
    updated_at: instant(change.updatedAt),
    told_at: instant(change.toldAt),
  }));
  const { rows: others } = await sql.query<{ found: boolean }>(
    `WITH before AS MATERIALIZED (
       SELECT product_id, product_type, vendor, tags FROM product WHERE shop_id = $1 AND product_id = ANY ($3::bigint[])),
     saved AS (
     INSERT INTO product AS p (shop_id, product_id, title, product_type, vendor, tags, updated_at, told_at)
     SELECT DISTINCT ON (r.product_id) $1, r.*
     FROM json_to_recordset($2::json) AS r (product_id bigint, title text, product_type text, vendor text, tags text[],
       updated_at timestamptz, told_at timestamptz)
     ORDER BY r.product_id, r.updated_at DESC, r.told_at DESC
     ON CONFLICT (shop_id, product_id) DO UPDATE SET title = excluded.title, product_type = excluded.product_type,
       vendor = excluded.vendor, tags = excluded.tags, updated_at = excluded.updated_at, told_at = excluded.told_at
     WHERE p.deleted_at IS NULL
       AND (p.updated_at IS NULL OR (excluded.updated_at, excluded.told_at) > (p.updated_at, p.told_at))
     RETURNING p.product_id, p.product_type, p.vendor, p.tags)
     SELECT EXISTS (SELECT FROM saved s LEFT JOIN before b ON b.product_id = s.product_id
       WHERE (b.product_type, b.vendor, b.tags) IS DISTINCT FROM (s.product_type, s.vendor, s.tags)) AS found`,
    [sql.shopId, JSON.stringify(rows), changes.map(({ productId }) => productId)],
  );
  const renamed = await saveCollections(
    sql,
    changes.flatMap(({ collections, toldAt }) => (collections ?? []).map((one) => ({ ...one, toldAt }))),
  );
  const relisted = await replaceListings(sql, changes);
  return others[0]?.found === true || renamed || relisted;
}

/**
 * Where a source carries all collections of a product, they replace what was known before it was read; being put into a
 * collection does not touch a product's updated_at. A product of a bulk export is followed by its listings one by one: those
 * of an export before are dropped.
 */
async function replaceListings(sql: ShopSql, changes: readonly ChangeOf<'product'>[]): Promise<boolean> {
  const exported = changes.filter(({ collections, toldAt }) => collections === null && toldAt === 0);
  if (exported.length > 0)
    await sql.query(
      `DELETE FROM product_collection l USING product p
       WHERE l.shop_id = $1 AND l.product_id = ANY ($2) AND p.shop_id = $1 AND p.product_id = l.product_id AND p.collections_told_at IS NULL`,
      [sql.shopId, exported.map((change) => change.productId)],
    );
  const told = changes.flatMap(({ productId, toldAt, collections }) =>
    collections === null
      ? []
      : [{ product_id: productId, told_at: instant(toldAt), ids: collections.map((one) => one.collectionId) }],
  );
  if (told.length === 0) return exported.length > 0;
  const { rows } = await sql.query<{ moved: boolean }>(
    `WITH told AS (
       SELECT DISTINCT ON (r.product_id) r.*
       FROM json_to_recordset($2::json) AS r (product_id bigint, told_at timestamptz, ids bigint[]) ORDER BY r.product_id, r.told_at DESC),
     newer AS (
       UPDATE product p SET collections_told_at = t.told_at FROM told t
       WHERE p.shop_id = $1 AND p.product_id = t.product_id AND p.deleted_at IS NULL
         AND (p.collections_told_at IS NULL OR p.collections_told_at < t.told_at)
       RETURNING p.product_id, t.ids),
     gone AS (
       DELETE FROM product_collection l USING newer n
       WHERE l.shop_id = $1 AND l.product_id = n.product_id AND NOT l.collection_id = ANY (n.ids) RETURNING l.product_id),
     come AS (
       INSERT INTO product_collection (shop_id, product_id, collection_id)
       SELECT $1, n.product_id, c.collection_id FROM newer n, unnest(n.ids) AS c (collection_id)
       ON CONFLICT DO NOTHING RETURNING product_id)
     SELECT EXISTS (SELECT FROM gone) OR EXISTS (SELECT FROM come) AS moved`,
    [sql.shopId, JSON.stringify(told)],
  );
  return exported.length > 0 || rows[0]?.moved === true;
}

/** Stores listings that an export tells one by one, for products whose collections were not read whole since. */
export async function saveListings(sql: ShopSql, changes: readonly ChangeOf<'product-collection'>[]): Promise<boolean> {
  if (changes.length === 0) return false;
  const renamed = await saveCollections(
    sql,
    changes.map((change) => ({ ...change, toldAt: 0 })),
  );
  const { rowCount } = await sql.query(
    `INSERT INTO product_collection (shop_id, product_id, collection_id)
     SELECT $1, r.product_id, r.collection_id FROM unnest($2::bigint[], $3::bigint[]) AS r (product_id, collection_id)
     JOIN product p ON p.shop_id = $1 AND p.product_id = r.product_id
     WHERE p.deleted_at IS NULL AND p.collections_told_at IS NULL ON CONFLICT DO NOTHING`,
    [sql.shopId, changes.map((change) => change.productId), changes.map((change) => change.collectionId)],
  );
  return renamed || (rowCount ?? 0) > 0;
}

/** Collections are told with their products only; the title of the last telling stays. */
async function saveCollections(
  sql: ShopSql,
  told: readonly { collectionId: string; title: string | null; toldAt: number }[],
): Promise<boolean> {
  if (told.length === 0) return false;
  const { rowCount } = await sql.query(
    `INSERT INTO collection AS c (shop_id, collection_id, title, told_at)
     SELECT DISTINCT ON (r.collection_id) $1, r.*
     FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) AS r (collection_id, title, told_at)
     ORDER BY r.collection_id, r.told_at DESC, r.title DESC NULLS LAST
     ON CONFLICT (shop_id, collection_id) DO UPDATE SET title = excluded.title, told_at = excluded.told_at
     WHERE (excluded.told_at, coalesce(excluded.title, '')) > (c.told_at, coalesce(c.title, ''))`,
    [
      sql.shopId,
      told.map((one) => one.collectionId),
      told.map((one) => one.title),
      told.map((one) => instant(one.toldAt)),
    ],
  );
  return (rowCount ?? 0) > 0;
}

/** Marks products as deleted; the bare id stays, so that a late telling cannot bring them back. */
export async function deleteProducts(sql: ShopSql, changes: readonly ChangeOf<'product-deleted'>[]): Promise<boolean> {
  if (changes.length === 0) return false;
  await sql.query(
    `INSERT INTO product AS p (shop_id, product_id, deleted_at)
     SELECT $1, r.product_id, min(r.at) FROM json_to_recordset($2::json) AS r (product_id bigint, at timestamptz) GROUP BY r.product_id
     ON CONFLICT (shop_id, product_id) DO UPDATE SET deleted_at = least(p.deleted_at, excluded.deleted_at), title = NULL,
       product_type = NULL, vendor = NULL, tags = NULL, updated_at = NULL, told_at = NULL, collections_told_at = NULL`,
    [sql.shopId, JSON.stringify(changes.map((change) => ({ product_id: change.productId, at: instant(change.at) })))],
  );
  await sql.query('DELETE FROM product_collection WHERE shop_id = $1 AND product_id = ANY ($2)', [
    sql.shopId,
    changes.map((change) => change.productId),
  ]);
  return true;
}
