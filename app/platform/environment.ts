/** The configuration: environment variables, read in this one place and described in docs/operating.md. */
import { z } from 'zod';

const address = z.url({ protocol: /^https?$/ }).transform((value) => value.replace(/\/+$/, ''));

const database = z.url({
  protocol: /^postgres(ql)?$/,
  error: 'wants an address like postgresql://user:password@host/database',
});

const schema = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  /** Port of the web process. */
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  /** Owner of the tables: migrations. Unset: the embedded server is started. */
  DATABASE_URL: database.optional(),
  /** Log-in of the web process; else DATABASE_URL with the role kesit_web. */
  DATABASE_WEB_URL: database.optional(),
  /** Log-in of the worker process; else DATABASE_URL with the role kesit_worker. */
  DATABASE_WORKER_URL: database.optional(),
  /** Folder of the embedded server and of other local state. */
  KESIT_DATA_DIR: z.string().default('.data'),
  /** At least 32 characters; seals tokens and keys at rest. */
  KESIT_SECRET_KEY: z.string().min(32),
  SHOPIFY_API_KEY: z.string().min(1),
  SHOPIFY_API_SECRET: z.string().min(1),
  /** Public address of this app. */
  SHOPIFY_APP_URL: address,
  /** Scopes, comma separated; those of shopify.app.toml. */
  SCOPES: z
    .string()
    .default(
      'read_customers,write_customers,read_customer_merge,read_orders,read_all_orders,read_products,write_pixels,read_customer_events',
    ),
  /** Address of a shop's admin; `{shop}` stands for its domain. */
  SHOPIFY_ADMIN_BASE_URL: z
    .string()
    .regex(/^https?:\/\/.+/, 'wants an address that begins with https://')
    .default('https://{shop}'),
  APP_BRIDGE_URL: address.default('https://cdn.shopify.com/shopifycloud/app-bridge.js'),
  /** How often a partner's e-mail events are pulled, in seconds. */
  PULL_INTERVAL_S: z.coerce.number().int().min(1).default(60),
  /** Storefront events a shop may send per second, and a burst of ten times as many. */
  EVENTS_PER_SHOP_PER_S: z.coerce.number().int().min(1).default(500),
  /** Storefront events a visitor may send per minute. */
  EVENTS_PER_VISITOR_PER_MIN: z.coerce.number().int().min(1).default(120),
  /** Requests a partner may make with one key per minute, and at once after a rest. */
  API_REQUESTS_PER_MIN: z.coerce.number().int().min(1).default(600),
  /** Set to 1 behind a proxy that sets X-Forwarded-For. */
  TRUST_PROXY: z.enum(['0', '1']).default('0'),
  /** Set to 1 to let addresses that merchants enter, such as receivers of pushes, lead into private networks. */
  ALLOW_PRIVATE_ADDRESSES: z.enum(['0', '1']).default('0'),
  /** Address of the weather service's search for places. */
  WEATHER_GEOCODING_BASE_URL: address.default('https://geocoding-api.open-meteo.com'),
  /** Address of its forecasts. */
  WEATHER_FORECAST_BASE_URL: address.default('https://api.open-meteo.com'),
  /** Key of a subscription to the weather service; sent in a header. */
  WEATHER_API_KEY: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'wants letters, digits and signs without blanks')
    .optional(),
  /** Our app at Klaviyo: without it a private key is the only way in. */
  KLAVIYO_CLIENT_ID: z.string().optional(),
  KLAVIYO_CLIENT_SECRET: z.string().optional(),
  /** Further scopes that our app at Klaviyo has, and merchants are asked for. */
  KLAVIYO_EXTRA_SCOPES: z
    .string()
    .regex(/^[a-z-]+:(read|write)([\s,]+[a-z-]+:(read|write))*$/, 'wants scopes like webhooks:read webhooks:write')
    .optional(),
  /** Our app at Meta: without it an access token is the only way in. */
  META_APP_ID: z.string().regex(/^\d+$/, 'wants the number of the app').optional(),
  META_APP_SECRET: z.string().optional(),
});

export type Environment = z.infer<typeof schema> & {
  /** Addresses of partners given in place of their own, by variable: any other `…_BASE_URL`. */
  partnerBaseUrls: Readonly<Record<string, string>>;
};

/**
 * Reads the configuration.
 * @throws Error that names every variable that is missing or malformed.
 */
export function readEnvironment(from: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined && value !== ''));
  const partners = z
    .record(z.string(), address)
    .safeParse(Object.fromEntries(Object.entries(given).filter(([name]) => isPartnerAddress(name))));
  const answer = schema.safeParse(given);
  const halves = missingHalves(given);
  if (answer.success && partners.success && halves.length === 0)
    return { ...answer.data, partnerBaseUrls: partners.data };
  const issues = [...(answer.error?.issues ?? []), ...(partners.error?.issues ?? [])];
  const lines = issues.map((issue) => {
    const name = issue.path.join('.');
    return `  ${name}: ${name in given ? issue.message : 'is not set'}`;
  });
  throw new Error(
    `The environment is incomplete (see docs/operating.md):\n${[...lines, ...halves.map((name) => `  ${name}: is not set, although the other half of the app is`)].join('\n')}`,
  );
}

/** Half of our app at a partner is a mistake. */
function missingHalves(given: Record<string, string | undefined>): string[] {
  const apps = [
    ['KLAVIYO_CLIENT_ID', 'KLAVIYO_CLIENT_SECRET'],
    ['META_APP_ID', 'META_APP_SECRET'],
  ];
  return apps.flatMap((halves) => {
    const missing = halves.filter((name) => given[name] === undefined);
    return missing.length === 1 ? missing : [];
  });
}

const isPartnerAddress = (name: string): boolean => /^[A-Z_]+_BASE_URL$/.test(name) && !(name in schema.shape);
