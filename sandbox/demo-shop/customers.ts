/** The n-th customer of the demo shop: name, address, consents, and the habits that orders and events follow. */
import { dayMs, hourMs, historyDays, instantAt, isoSeconds, minuteMs } from './calendar.ts';
import { catalogue } from './catalogue.ts';
import { customerId, mobilePhone } from './identifiers.ts';
import type { Consent, ConsentState, Customer, Metafield } from './model.ts';
import { emailDomains, firstNames, foldTurkish, lastNames } from './names.ts';
import { places } from './places.ts';
import { randomFor, type Random } from './random.ts';

/** `never` a third, `once` many, `some` a few orders, `often` the long tail. */
export type BuyingHabit = 'never' | 'once' | 'some' | 'often';

export type Person = {
  /** Position in the shop, from 0. */
  position: number;
  line: Customer;
  habit: BuyingHabit;
  /** Age of the customer's record before the anchor. */
  createdAgeMs: number;
};

/** An address nobody else in the shop has: it ends in the customer's own number. */
export function emailAddress(random: Random, firstName: string, lastName: string, number: number): string {
  const first = foldTurkish(firstName);
  const last = foldTurkish(lastName);
  const mailbox = random.weighted([
    [`${first}.${last}${number}`, 6],
    [`${first}${last}${number}`, 3],
    [`${first.slice(0, 1)}.${last}${number}`, 2],
    [`${first}_${number}`, 1],
  ]);
  return `${mailbox}@${random.pick(emailDomains)}`;
}

const optInLevels: readonly (readonly [string, number])[] = [
  ['single_opt_in', 7],
  ['confirmed_opt_in', 2],
  ['unknown', 1],
];

function consent(random: Random, state: ConsentState, anchorMs: number, createdAgeMs: number): Consent {
  const optInLevel = random.weighted(optInLevels);
  if (state === 'not_subscribed') return { state, optInLevel, updatedAt: null };
  if (state === 'subscribed' && random.chance(0.01)) return { state, optInLevel, updatedAt: null };
  const ageMs = random.weighted([
    [createdAgeMs, state === 'subscribed' ? 60 : 0],
    [random.next() * createdAgeMs, 34],
    [random.next() * Math.min(createdAgeMs, 21 * dayMs), 6],
  ]);
  return { state, optInLevel, updatedAt: isoSeconds(instantAt(anchorMs, ageMs)) };
}

const emailStates: readonly (readonly [ConsentState, number])[] = [
  ['subscribed', 58],
  ['not_subscribed', 21],
  ['unsubscribed', 15],
  ['pending', 4],
  ['invalid', 2],
];

const smsStates: readonly (readonly [ConsentState, number])[] = [
  ['subscribed', 38],
  ['not_subscribed', 44],
  ['unsubscribed', 13],
  ['pending', 4],
  ['redacted', 1],
];

const whatsAppStates: readonly (readonly [ConsentState, number])[] = [
  ['subscribed', 22],
  ['not_subscribed', 70],
  ['unsubscribed', 6],
  ['pending', 2],
];

/** What merchants like this one keep beside Shopify's own fields: a birthday, and what a customer likes best. */
function metafieldsAt(seed: number, position: number): Record<string, Metafield> {
  const random = randomFor(seed, 'metafields', position);
  const two = (value: number): string => String(value).padStart(2, '0');
  const birthDate = `${random.between(1950, 2006)}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;
  return {
    ...(random.chance(0.3) ? { 'custom.birth_date': { value: birthDate, type: 'date' } } : {}),
    ...(random.chance(0.15)
      ? { 'custom.favourite_category': { value: random.pick(catalogue).productType, type: 'single_line_text_field' } }
      : {}),
  };
}

const merchantTags = [
  'bülten',
  'toptan',
  'mağazadan',
  'influencer',
  'çeyiz listesi',
  'şikâyet',
  'hediye paketi',
] as const;

/** Position, seed and anchor decide everything; the size of the shop has no say. */
export function personAt(seed: number, position: number, anchorMs: number): Person {
  const random = randomFor(seed, 'person', position);
  const habit = random.weighted<BuyingHabit>([
    ['never', 34],
    ['once', 30],
    ['some', 26],
    ['often', 10],
  ]);
  const recency = habit === 'never' ? 1.7 : habit === 'often' ? 0.8 : 1.15;
  const createdAgeMs = Math.max(2 * hourMs, random.next() ** recency * historyDays * dayMs);
  const createdAt = isoSeconds(instantAt(anchorMs, createdAgeMs));

  const firstName = random.pick(firstNames);
  const lastName = random.pick(lastNames);
  const email = random.chance(0.96) ? emailAddress(random, firstName, lastName, position + 1) : null;
  const phone = email === null || random.chance(0.86) ? mobilePhone(position) : null;
  const place = random.weighted(places);

  const sinceMs = createdAgeMs - minuteMs;
  const emailState = email === null ? 'not_subscribed' : random.weighted(emailStates);
  const emailConsent = consent(random, emailState, anchorMs, sinceMs);
  const smsConsent = phone === null ? null : consent(random, random.weighted(smsStates), anchorMs, sinceMs);
  // From streams of their own: what came to the shop later leaves the rest as it was.
  const whatsApp = randomFor(seed, 'whatsapp', position);
  const whatsAppConsent =
    phone === null ? null : consent(whatsApp, whatsApp.weighted(whatsAppStates), anchorMs, sinceMs);
  const metafields = metafieldsAt(seed, position);
  const said = [emailConsent, smsConsent, whatsAppConsent].map((one) => one?.updatedAt ?? createdAt);
  const changes = [createdAt, ...said];

  const line: Customer = {
    type: 'customer',
    id: customerId(position),
    email,
    phone,
    firstName,
    lastName,
    locale:
      place.countryCode === 'TR'
        ? random.weighted([
            ['tr', 95],
            ['en', 5],
          ])
        : 'en',
    createdAt,
    updatedAt: changes.reduce((latest, at) => (at > latest ? at : latest)),
    tags: random.chance(0.18) ? [random.pick(merchantTags)] : [],
    state: random.weighted([
      ['disabled', 70],
      ['enabled', 25],
      ['invited', 4],
      ['declined', 1],
    ]),
    countryCode: place.countryCode,
    province: place.province,
    city: random.pick(place.cities),
    emailConsent,
    smsConsent,
    ...(whatsAppConsent === null ? {} : { whatsAppConsent }),
    ...(Object.keys(metafields).length === 0 ? {} : { metafields }),
  };
  return { position, line, habit, createdAgeMs };
}
