// The Shopify stand-in in a process of its own, so that a test can kill it: `node shopifyProcess.ts OPTIONS-AS-JSON`.
// Prints its address on the first line and runs until it is killed.
import { startShopify, type ShopifyOptions } from '#sandbox/shopify/server.ts';

const server = await startShopify(JSON.parse(process.argv[2] ?? '{}') as ShopifyOptions);
console.log(server.url);
