/** The only list of connectors: a new one is a folder and a line here. Light to import: a partner's library is loaded when it is called. */
import type { Connector } from './kit/connector.ts';
import { espFeed } from './esp-feed/index.ts';
import { klaviyo } from './klaviyo/index.ts';
import { meta } from './meta/index.ts';
import { sftp } from './sftp/index.ts';
import { shopifyTags } from './shopify-tags/index.ts';

export const connectors: readonly Connector[] = [klaviyo, meta, shopifyTags, espFeed, sftp];

const byId = new Map(connectors.map((connector) => [connector.id, connector]));

/** Null for an id that no connector has (any more). */
export function connectorById(id: string): Connector | null {
  return byId.get(id) ?? null;
}
