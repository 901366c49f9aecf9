/**
 * From where a visitor came, and on what sort of device: decided here, so that neither the browser's own description nor the
 * addresses of pages leave it.
 */
import type { Context } from '@shopify/web-pixels-extension';

export interface Origin {
  device?: 'mobile' | 'tablet' | 'desktop';
  utmSource?: string;
  utmMedium?: string;
  utmCampaign?: string;
  /** Of another site than the shop's own. */
  referrerHost?: string;
}

const tablets = /iPad|Tablet|PlayBook|Kindle|Silk\/(?!.*Mobile)|Android(?!.*Mobile)/i;
const phones = /Mobi|iPhone|iPod|Windows Phone|Opera Mini/i;

/** An iPad that asks for a desktop's pages says it is one, and counts as one. */
export function deviceOf(userAgent: string): Origin['device'] {
  if (userAgent === '') return undefined;
  if (tablets.test(userAgent)) return 'tablet';
  return phones.test(userAgent) ? 'mobile' : 'desktop';
}

/**
 * Of a page of the storefront, not of a checkout, where banks and payment services send visitors back.
 * @param shopHost The shop's own domain at Shopify, which is no source.
 */
export function sourceOf({ document: { location, referrer } }: Context, shopHost: string): Origin {
  if (location.pathname.startsWith('/checkouts')) return {};
  const words = new URLSearchParams(location.search);
  const word = (name: string): string | undefined => {
    const text = words.get(name)?.trim().slice(0, 200);
    return text === '' ? undefined : text;
  };
  const host = hostOf(referrer);
  const isOwn = host === undefined || host === location.hostname || host === shopHost;
  return present({
    utmSource: word('utm_source'),
    utmMedium: word('utm_medium'),
    utmCampaign: word('utm_campaign'),
    referrerHost: isOwn ? undefined : host,
  });
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address).hostname || undefined;
  } catch {
    return undefined;
  }
}

type Undefinable<Fields> = { [Name in keyof Fields]: Fields[Name] | undefined };

/** The fields that have a value. */
export const present = (fields: Undefinable<Origin>): Origin =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
