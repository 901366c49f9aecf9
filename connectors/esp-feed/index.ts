/** Any ESP: changes of lists pushed to a receiver of its own, as webhooks signed by the scheme of Standard Webhooks. See docs/esp-push.md. */
import type { Connector } from '../kit/connector.ts';
import { MOST_ROWS } from './pushes.ts';
import { makeSession } from './session.ts';
import { settingsShape, succeed, type FeedSettings } from './settings.ts';

/** As long as Standard Webhooks ask senders to go on. */
const PATIENCE_MS = 3 * 86_400_000;

export const espFeed: Connector<FeedSettings> = {
  id: 'esp-feed',
  name: 'Webhook',
  address: { variable: 'ESP_FEED_BASE_URL', standard: 'https://{host}' },
  limits: { addRows: MOST_ROWS, removeRows: MOST_ROWS },
  listNames: 'by-segment',
  erasure: { kind: 'requested' },
  patienceMs: PATIENCE_MS,
  fields: [
    {
      name: 'endpoint',
      secret: false,
      label: { tr: 'Alıcının adresi', en: 'Address of the receiver' },
      help: {
        tr: 'Listelerdeki her değişiklik bu adrese imzalı bir webhook olarak gönderilir. Adres https:// ile başlamalı ve internetten erişilebilmelidir.',
        en: 'Every change of a list is sent to this address as a signed webhook. It begins with https:// and can be reached from the Internet.',
      },
      placeholder: 'https://',
    },
    {
      name: 'secret',
      secret: true,
      generated: 'signing-secret',
      label: { tr: 'İmza anahtarı', en: 'Signing secret' },
      help: {
        tr: 'Bağlanmadan önce alıcıya kopyalayın: kaydedildikten sonra bir daha gösterilmez. Aynı adrese yeni bir anahtar girdiğinizde gönderiler üç gün boyunca eskisiyle de imzalanır.',
        en: 'Copy it to the receiver before you connect: once saved it is not shown again. When you enter a new one for the same address, pushes are signed with the former one too for three days.',
      },
      placeholder: 'whsec_…',
    },
  ],
  settings: settingsShape,
  succeed,
  open: (given, context) => Promise.resolve(makeSession(given, context)),
};
