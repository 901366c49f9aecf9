/** The definition of the metafield: with it the merchant sees the list, and segments and flows of Shopify's can ask for it. */
import type { ConnectorContext } from '../kit/connector.ts';
import type { Client } from './client.ts';
import { defineMetafield } from './documents.ts';
import { DEFINITION_RULES } from './errors.ts';
import { KEY, NAMESPACE, TYPE } from './limits.ts';

const DEFINITION = {
  namespace: NAMESPACE,
  key: KEY,
  ownerType: 'CUSTOMER',
  name: 'Kesit segments',
  description: 'The segments of this customer, kept by Kesit.',
  type: TYPE,
  access: { admin: 'MERCHANT_READ', storefront: 'NONE' },
};
const FILTER = { capabilities: { adminFilterable: { enabled: true } } };

/** May be called again at any time. What stands in its way is logged, and does not keep anything from being written. */
export async function ensureDefinition(client: Client, log: ConnectorContext['log']): Promise<void> {
  for (const definition of [{ ...DEFINITION, ...FILTER }, DEFINITION]) {
    const { userErrors } = await client.ask(defineMetafield, { definition });
    const [error] = userErrors;
    if (error === undefined) return;
    const { next } =
      DEFINITION_RULES.find(({ codes }) => codes.includes(error.code ?? '*') || codes.includes('*')) ?? {};
    if (next === 'there already') return;
    log.warn({ code: error.code, next }, 'the definition of the metafield was refused');
    if (next !== 'without filter') return;
  }
}
