/** Order payloads of about 6 KB, in Shopify's field names and with as much randomness as real ones have. */
import { createHash } from 'node:crypto';

const WANTED_BYTES = 6 * 1024;

/** A random-looking but repeatable text of hexadecimal digits. */
const hex = (seed: string, length: number): string => createHash('sha512').update(seed).digest('hex').slice(0, length);
const digits = (seed: string, length: number): string =>
  `7${BigInt(`0x${hex(seed, 24)}`)
    .toString()
    .slice(0, length - 1)}`;

function line(seed: string): string {
  const price = (Number(digits(`${seed} price`, 6)) / 100).toFixed(2);
  const money = `{"amount":"${price}","currency_code":"TRY"}`;
  return `{"id":${digits(`${seed} line`, 14)},"admin_graphql_api_id":"gid://shopify/LineItem/${digits(`${seed} line`, 14)}",
"current_quantity":1,"fulfillable_quantity":1,"gift_card":false,"grams":350,"name":"Ürün ${hex(`${seed} name`, 12)}","price":"${price}",
"price_set":{"shop_money":${money},"presentment_money":${money}},"product_id":${digits(`${seed} product`, 13)},"quantity":1,
"requires_shipping":true,"sku":"KD-${hex(`${seed} sku`, 8)}","taxable":true,"total_discount":"0.00","variant_id":${digits(`${seed} variant`, 14)},
"vendor":"Satıcı","tax_lines":[],"duties":[],"discount_allocations":[]}`.replaceAll('\n', '');
}

/** The body with the given number. */
export function bodyOf(number: number): Buffer {
  const seed = `body ${number}`;
  const total = (Number(digits(seed, 7)) / 100).toFixed(2);
  const head =
    `{"id":${digits(`${seed} order`, 13)},"admin_graphql_api_id":"gid://shopify/Order/${digits(`${seed} order`, 13)}",
"cart_token":"${hex(`${seed} cart`, 32)}","checkout_token":"${hex(`${seed} checkout`, 32)}","created_at":"2026-11-21T13:00:00+03:00",
"currency":"TRY","current_total_price":"${total}","customer_locale":"tr","email":"${hex(`${seed} e-mail`, 12)}@example.com",
"financial_status":"paid","name":"#${digits(`${seed} name`, 5)}","processed_at":"2026-11-21T13:00:00+03:00","source_name":"web","test":false,
"token":"${hex(`${seed} token`, 32)}","total_discounts":"0.00","total_price":"${total}","updated_at":"2026-11-21T13:00:01+03:00",
"customer":{"id":${digits(`${seed} customer`, 13)},"first_name":"Ayşe","last_name":"Yılmaz","email":"${hex(`${seed} e-mail`, 12)}@example.com"},
"refunds":[],"line_items":[`.replaceAll('\n', '');
  const lines: string[] = [];
  let bytes = Buffer.byteLength(head);
  while (bytes < WANTED_BYTES - 400) {
    const next = line(`${seed} ${lines.length}`);
    bytes += Buffer.byteLength(next) + 1;
    lines.push(next);
  }
  const open = `${head}${lines.join(',')}],"note":"`;
  return Buffer.from(`${open}${hex(`${seed} note`, 128).padEnd(WANTED_BYTES - Buffer.byteLength(open) - 2, 'not ')}"}`);
}
