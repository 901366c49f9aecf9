/**
 * What Klaviyo knows about the demo shop's newsletters: a campaign a week for 200 days, who received it, who opened it,
 * whose mail program opened it by itself, and whose mail scanner clicked everything.
 */
import { dayMs, hourMs, instantAt, isoSeconds, minuteMs, secondMs } from './calendar.ts';
import type { Person } from './customers.ts';
import type { EmailEvent, EmailMetric, EmailProfile } from './model.ts';
import { emailDomains, firstNames, foldTurkish } from './names.ts';
import { randomFor, type Random } from './random.ts';

const campaignCount = 29;
/** The newest campaign went out a day and a half before the anchor, the oldest 197.5 days before. */
const newestCampaignAgeMs = 36 * hourMs;

type Reader = {
  /** Chance to open a campaign in person. */
  open: number;
  /** Chance to click after an open in person. */
  click: number;
  /** Chance that the mail program fetches the pictures by itself. */
  machineOpen: number;
  /** Chance that a scanner follows the links. */
  botClick: number;
};

const readers: readonly (readonly [Reader, number])[] = [
  [{ open: 0.6, click: 0.2, machineOpen: 0, botClick: 0 }, 26],
  [{ open: 0.18, click: 0.1, machineOpen: 0, botClick: 0 }, 28],
  [{ open: 0, click: 0, machineOpen: 0, botClick: 0 }, 24],
  [{ open: 0.12, click: 0.1, machineOpen: 0.9, botClick: 0 }, 17],
  [{ open: 0.05, click: 0.05, machineOpen: 0, botClick: 0.8 }, 5],
];

/** When the customer could be written to, as ages before the anchor; null if never. */
function reachableAges(person: Person, anchorMs: number): { fromAgeMs: number; toAgeMs: number } | null {
  const { email, emailConsent } = person.line;
  if (email === null) return null;
  const changedAgeMs = emailConsent.updatedAt === null ? null : anchorMs - Date.parse(emailConsent.updatedAt);
  if (emailConsent.state === 'subscribed') return { fromAgeMs: changedAgeMs ?? person.createdAgeMs, toAgeMs: 0 };
  if (emailConsent.state === 'unsubscribed') return { fromAgeMs: person.createdAgeMs, toAgeMs: changedAgeMs ?? 0 };
  return null;
}

function mark(random: Random, metric: EmailMetric, byMachine: boolean): Record<string, boolean> {
  const property = metric === 'Opened Email' ? 'Apple Privacy Open' : 'Bot Click';
  if (byMachine) return { [property]: true };
  return random.chance(0.5) ? { [property]: false } : {};
}

/** The customer's profile at Klaviyo, or null if no e-mail was ever allowed; some profiles lack the customer's id. */
export function emailProfileOf(seed: number, person: Person, anchorMs: number): EmailProfile | null {
  const { id, email, firstName, lastName } = person.line;
  if (email === null || reachableAges(person, anchorMs) === null) return null;
  const linked = randomFor(seed, 'profile', person.position).chance(0.85);
  const name = { first_name: firstName ?? '', last_name: lastName ?? '' };
  return { ...(linked ? { external_id: id } : {}), email, ...name };
}

/** Everything Klaviyo recorded about this customer's e-mails, oldest campaign first. */
export function emailEventsOf(seed: number, person: Person, anchorMs: number): EmailEvent[] {
  const random = randomFor(seed, 'email', person.position);
  const reachable = reachableAges(person, anchorMs);
  const profile = emailProfileOf(seed, person, anchorMs);
  if (reachable === null || profile === null) return [];
  const reader = random.weighted(readers);
  const share = 0.1 + random.next() * 0.25;
  const { external_id, email } = profile;
  const owner = external_id === undefined ? { email } : { external_id, email };
  const events: EmailEvent[] = [];

  for (let campaign = campaignCount - 1; campaign >= 0; campaign -= 1) {
    const ageMs = newestCampaignAgeMs + campaign * 7 * dayMs - random.between(0, 40) * minuteMs;
    if (!random.chance(share) || ageMs > reachable.fromAgeMs || ageMs < reachable.toAgeMs) continue;
    const about = { $message: `KAMPANYA${campaign}`, Subject: `Haftanın fırsatları ${campaignCount - campaign}` };
    const record = (metric: EmailMetric, eventAgeMs: number, byMachine: boolean): void => {
      if (eventAgeMs < 20 * minuteMs) return;
      const marks = metric === 'Received Email' ? {} : mark(random, metric, byMachine);
      const datetime = isoSeconds(instantAt(anchorMs, eventAgeMs));
      events.push({ uuid: random.uuid(), ...owner, metric, datetime, event_properties: { ...about, ...marks } });
    };
    record('Received Email', ageMs, false);
    if (random.chance(reader.botClick)) record('Clicked Email', ageMs - 4 * secondMs, true);
    if (random.chance(reader.machineOpen)) record('Opened Email', ageMs - random.between(1, 90) * minuteMs, true);
    if (!random.chance(reader.open)) continue;
    const openAgeMs = ageMs - minuteMs - random.exponential(6) * hourMs;
    record('Opened Email', openAgeMs, false);
    if (random.chance(reader.click)) record('Clicked Email', openAgeMs - random.between(5, 200) * secondMs, false);
  }
  return events;
}

/** A reader of the newsletter who is no customer, and what they did; null for most positions. */
export function newsletterReaderAt(
  seed: number,
  position: number,
  anchorMs: number,
): { profile: EmailProfile; events: EmailEvent[] } | null {
  const random = randomFor(seed, 'newsletter-reader', position);
  if (!random.chance(0.02)) return null;
  const email = `okur.${foldTurkish(random.pick(firstNames))}${position + 1}@${random.pick(emailDomains)}`;
  const receivedAgeMs = newestCampaignAgeMs + random.between(0, campaignCount - 1) * 7 * dayMs;
  const event = (metric: EmailMetric, ageMs: number): EmailEvent => ({
    uuid: random.uuid(),
    email,
    metric,
    datetime: isoSeconds(instantAt(anchorMs, ageMs)),
    event_properties: {},
  });
  return {
    profile: { email },
    events: [event('Received Email', receivedAgeMs), event('Opened Email', receivedAgeMs - 3 * hourMs)],
  };
}
