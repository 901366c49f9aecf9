/** Klaviyo: segments as lists, and e-mail engagement read back. Light to import; the SDK is loaded by the first call that needs it. */
import { z } from 'zod';
import { figureNames } from '#app/core/placements/figures.ts';
import type { Connector } from '../kit/connector.ts';
import { authorization } from './authorization.ts';
import { deliveries } from './deliveries.ts';
import { IMPORT_ROWS } from './limits.ts';
import { makeSession } from './session.ts';

const settings = z.strictObject({
  apiKey: z
    .string()
    .trim()
    .regex(/^pk_\w{6,}$/, 'A private API key starts with pk_.'),
});

export const klaviyo: Connector<z.infer<typeof settings>> = {
  id: 'klaviyo',
  name: 'Klaviyo',
  address: { variable: 'KLAVIYO_BASE_URL', standard: 'https://a.klaviyo.com' },
  limits: { addRows: IMPORT_ROWS, removeRows: IMPORT_ROWS, lanes: 4 },
  listNames: 'by-segment',
  figures: figureNames,
  tellsEvents: true,
  erasure: { kind: 'requested' },
  fields: [
    {
      name: 'apiKey',
      secret: true,
      label: { tr: 'Özel API anahtarı', en: 'Private API key' },
      help: {
        tr: 'Klaviyo’da Settings → API keys sayfasında tam erişimli bir özel anahtar oluşturun. Kesit kimseyi abone yapmaz, kimsenin aboneliğini bitirmez.',
        en: 'Create a private key with full access in Klaviyo under Settings → API keys. Kesit never subscribes or unsubscribes anybody.',
      },
      placeholder: 'pk_…',
    },
  ],
  authorization,
  webhooks: deliveries,
  settings,
  open: (given, context) => Promise.resolve(makeSession({ kind: 'key', apiKey: given.apiKey }, context)),
};
