/** From where an event came: the sort of device, the campaign, the site before. What cannot be read is just not known. */

export interface SiteEventOrigin {
  device: 'mobile' | 'tablet' | 'desktop' | null;
  utmSource: string | null;
  utmMedium: string | null;
  utmCampaign: string | null;
  /** Of another site than the shop's own. */
  referrerHost: string | null;
}

const devices = ['mobile', 'tablet', 'desktop'] as const;

export function originOf(event: Record<string, unknown>): SiteEventOrigin {
  return {
    device: devices.find((device) => device === event.device) ?? null,
    utmSource: label(event.utmSource),
    utmMedium: label(event.utmMedium),
    utmCampaign: label(event.utmCampaign),
    referrerHost: host(event.referrerHost),
  };
}

/** A campaign's words. Some put their readers' addresses there: what holds an @ is not kept. */
function label(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text !== '' && text.length <= 200 && !/[@\p{Cc}\p{Cs}]/u.test(text) ? text : null;
}

const host = (value: unknown): string | null =>
  typeof value === 'string' && value.length <= 253 && /^[a-z0-9.-]+$/.test(value) ? value : null;
