/**
 * Runs the stand-ins of Shopify, Klaviyo, Meta and the weather service as one process. Prints one line of JSON with their
 * addresses when all are ready; ends on SIGINT or SIGTERM.
 *
 *   node sandbox/main.ts --state .data/sandbox --app-url http://127.0.0.1:3000 --api-key KEY --api-secret SECRET
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runUntilSignal } from './asProcess.ts';
import { startKlaviyo } from './klaviyo/server.ts';
import { startMeta } from './meta/server.ts';
import { startShopify } from './shopify/server.ts';
import { startWeather } from './weather/server.ts';

const { values } = parseArgs({
  options: {
    state: { type: 'string' },
    'app-url': { type: 'string', default: 'http://127.0.0.1:3000' },
    'api-key': { type: 'string', default: 'kesit-key' },
    'api-secret': { type: 'string', default: 'kesit-secret' },
    'shopify-port': { type: 'string', default: '0' },
    'klaviyo-port': { type: 'string', default: '0' },
    'meta-port': { type: 'string', default: '0' },
    'weather-port': { type: 'string', default: '0' },
  },
});

const stateOf = (name: string): { statePath?: string } =>
  values.state === undefined ? {} : { statePath: path.join(values.state, name) };
const shopify = await startShopify({
  port: Number(values['shopify-port']),
  apiKey: values['api-key'],
  apiSecret: values['api-secret'],
  appUrl: values['app-url'],
  ...stateOf('shopify'),
});
const klaviyo = await startKlaviyo({ port: Number(values['klaviyo-port']), ...stateOf('klaviyo') });
const meta = await startMeta({ port: Number(values['meta-port']), ...stateOf('meta') });
const weather = await startWeather({ port: Number(values['weather-port']) });

runUntilSignal(
  {
    shopify: {
      url: shopify.url,
      port: shopify.port,
      adminBaseUrl: shopify.adminBaseUrl,
      appBridgeUrl: shopify.appBridgeUrl,
    },
    klaviyo: { url: klaviyo.url, port: klaviyo.port },
    meta: { url: meta.url, port: meta.port },
    weather: { url: weather.url, port: weather.port },
  },
  () => Promise.all([shopify.close(), klaviyo.close(), meta.close(), weather.close()]),
);
