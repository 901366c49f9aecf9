/** The shop itself: segments as tags of its customers, and as a list in a metafield. Only tags of ours are ever touched. */
import { z } from 'zod';
import { SEGMENT_PLACE } from '#app/core/placements/listName.ts';
import { OWN_TAG_PREFIX } from '#app/core/placements/ownTags.ts';
import type { Connector } from '../kit/connector.ts';
import { MOST_ROWS } from './limits.ts';
import { makeSession } from './session.ts';

export const shopifyTags: Connector<Record<string, never>> = {
  id: 'shopify-tags',
  name: 'Shopify',
  address: 'shop',
  about: {
    tr: 'Müşterilerinizin segmentlerini Shopify’da “Kesit: VIP” gibi etiketler ve bir meta alanı olarak tutar; böylece Shopify segmentleri, Flow, indirimler ve diğer uygulamalar onları kullanabilir. Kesit ile başlamayan etiketlere dokunulmaz.',
    en: 'Keeps your customers’ segments in Shopify as tags such as “Kesit: VIP” and as a metafield, so that Shopify segments, Flow, discounts and other apps can use them. Tags that do not begin with Kesit are never touched.',
  },
  limits: { addRows: MOST_ROWS, removeRows: MOST_ROWS },
  listNames: 'by-segment',
  listNamePattern: `${OWN_TAG_PREFIX} ${SEGMENT_PLACE}`,
  marksPeople: true,
  erasure: { kind: 'at-source' },
  fields: [],
  settings: z.strictObject({}),
  open: (_, context) => Promise.resolve(makeSession(context)),
};
