/** Turns the storefront pixel on: it begins to send events to this app under the shop's account key. */
import type { Services } from '#app/flows/services.ts';
import type { AdminClient } from '#app/flows/shopify/admin.ts';
import { webPixel, webPixelCreate, webPixelUpdate } from '#app/flows/shopify/documents.ts';
import type { AdminHalt } from '#app/flows/shopify/halt.ts';
import type { Shop } from '#app/store/shops.ts';

export type PixelAnswer =
  /** `note`: what was done, or Shopify's code for why the pixel was refused. The shop works without it. */
  { kind: 'settled'; note: string } | { kind: 'halted'; halt: AdminHalt };

/** Makes the pixel, or gives one that is there the present settings. */
export async function activatePixel(services: Services, shop: Shop, admin: AdminClient): Promise<PixelAnswer> {
  const settings = JSON.stringify({
    accountID: shop.pixelAccount,
    endpoint: `${services.environment.SHOPIFY_APP_URL}/events`,
  });
  const created = await admin.ask(webPixelCreate, { settings });
  if (created.kind === 'halted') return orRefused(created.halt);
  const [refusal] = created.value.userErrors;
  if (!refusal) return { kind: 'settled', note: 'created' };
  if (refusal.code !== 'TAKEN') return { kind: 'settled', note: refusal.code ?? refusal.message };

  const known = await admin.ask(webPixel, {});
  if (known.kind === 'halted') return orRefused(known.halt);
  if (known.value === null) return { kind: 'settled', note: 'TAKEN' };
  const updated = await admin.ask(webPixelUpdate, { id: known.value.id, settings });
  if (updated.kind === 'halted') return orRefused(updated.halt);
  const [problem] = updated.value.userErrors;
  return { kind: 'settled', note: problem ? (problem.code ?? problem.message) : 'updated' };
}

/** Without the scope for pixels, or with an answer we do not understand, the rest of the app works all the same. */
function orRefused(halt: AdminHalt): PixelAnswer {
  const isFinal = halt.kind === 'our-bug' || (halt.kind === 'merchant-must-act' && halt.action === 'grant-access');
  return isFinal ? { kind: 'settled', note: halt.reason } : { kind: 'halted', halt };
}
