/** Rules in English. */
import type { Frequency, Language } from './language.ts';
import { listed, quoted } from './terms.ts';

const counted = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
const within = (window: string): string => `within the last ${window}`;
const calendarDays = (days: number): string => counted(days, 'calendar day', 'calendar days');
/** With how often before it, where there is one. */
const withWindow = (often: string, window: string | null): string =>
  window === null ? often : `${often} ${within(window)}`;
const atLeast = ({ times: count, window }: Frequency): string => withWindow(`at least ${times(count)}`, window);

export const english: Language = {
  yes: 'yes',
  no: 'no',
  notKnown: 'not known',
  and: 'and',
  or: 'or',
  not: (part) => `not ${part}`,
  everybody: 'everybody',
  nobody: 'nobody',

  percent: (hundredths) => `${hundredths} %`,
  compared: (is, value) => {
    switch (is) {
      case 'equal-to':
        return `exactly ${value}`;
      case 'not-equal-to':
        return `other than ${value}`;
      case 'more-than':
        return `more than ${value}`;
      case 'at-least':
        return `at least ${value}`;
      case 'less-than':
        return `less than ${value}`;
      case 'at-most':
        return `at most ${value}`;
    }
  },
  within,
  longAgo: (window) => `at least ${window} ago`,
  exists: 'there is one',
  none: 'none',
  known: 'known',
  since: (other) => `has happened since ${quoted(other)}`,
  notSince: (other) => `has not happened since ${quoted(other)}`,
  longerAgoThan: (span, multiple) => `longer ago than ${multiple === null ? '' : `${multiple} times `}${quoted(span)}`,
  notLongerAgoThan: (span, multiple) =>
    `no longer ago than ${multiple === null ? '' : `${multiple} times `}${quoted(span)}`,
  anniversary: (days) => `had its anniversary ${within(days)}`,
  anyOf: (values) => listed('en', 'or', values),
  oneOf: (values) => `is ${values.length === 1 ? '' : 'one of '}${values.join(', ')}`,
  noneOf: (values) => `is ${values.length === 1 ? 'not' : 'none of'} ${values.join(', ')}`,
  hasAny: (values) => `include ${values.length === 1 ? '' : 'at least one of '}${values.join(', ')}`,
  hasNone: (values) => `${values.length === 1 ? 'do not include' : 'include none of'} ${values.join(', ')}`,
  birthdayWithin: (days) => (days === 1 ? 'birthday today' : `birthday within ${calendarDays(days)}, today included`),
  aged: (from, to) => (from === to ? `${counted(from, 'year', 'years')} old` : `${from} to ${to} years old`),
  inTop: (percent) => `in the top ${percent} % of buyers`,
  belowTop: (percent) => `below the top ${percent} % of buyers`,

  events: {
    ordered: 'Ordered',
    'viewed-product': 'Viewed a product',
    'viewed-collection': 'Viewed a collection',
    'added-to-cart': 'Added to the cart',
    'started-checkout': 'Began a checkout',
    searched: 'Searched the shop',
    visited: 'Visited the shop',
    wishlisted: 'Added to the wish list',
    reviewed: 'Wrote a review',
    'answered-nps': 'Gave a recommendation score (NPS)',
    'shared-referral': 'Shared a referral link',
    referred: 'Referred a buyer',
    'received-email': 'Received an e-mail',
    'opened-email': 'Opened an e-mail',
    'clicked-email': 'Clicked in an e-mail',
  },
  subjects: {
    product: 'product',
    type: 'product type',
    vendor: 'vendor',
    collection: 'collection',
    tag: 'product tag',
  },
  worth: (money) => `worth at least ${money}`,
  afterGap: (days) => `at least ${days} after the one before`,
  did: atLeast,
  didNot: ({ times: count, window }) => {
    if (count > 1) return withWindow(`fewer than ${times(count)}`, window);
    return window === null ? 'never' : `not ${within(window)}`;
  },
  didBefore: (window) => `for the first time at least ${window} ago`,
  unordered: (event, often) => {
    const product = often.times === 1 ? 'a product' : 'one and the same product';
    const did = event === 'wishlisted' ? `Added ${product} to the wish list` : `Viewed ${product}`;
    return [`${did} without ordering it since`, atLeast(often)];
  },
  activeOn: (days, windowDays) => ['Days with a visit', `at least ${days} of the last ${calendarDays(windowDays)}`],
  interested: (often, orderWindow) => [
    'Interest in one collection',
    `viewed ${atLeast(often)}, nothing of it ordered ${within(orderWindow)}`,
  ],
  mostlyOn: (device, windowDays) => ['Device', `mostly ${device} over the last ${calendarDays(windowDays)}`],
  mostlyClicks: (channel, percent, window) => [
    `Share of clicks by ${channel === 'email' ? 'e-mail' : 'SMS'}`,
    `more than ${percent} % ${within(window)}`,
  ],
  likelyLost: (percent) => ['Chance of ordering again', `below ${percent} %`],
  forecast: (weather, degrees) => [
    'Weather of the next 3 days',
    weather === 'rain' || weather === 'snow' ? weather : `${weather} ${degrees}`,
  ],
  memberOf: (segment) => `In the segment ${quoted(segment)}`,
  notMemberOf: (segment) => `Not in the segment ${quoted(segment)}`,

  latestAt: (count, at) => (count === 1 ? `Last time: ${at}` : `Last but ${count - 1}: ${at}`),
  firstAt: (at) => `First time: ${at}`,
  fewerThan: (count) => (count === 1 ? 'never' : `fewer than ${times(count)}`),
  holdsUntil: (at) => `Until: ${at}`,
  stretch: (from, to) => `${from} – ${to}`,
  noStretch: 'at no time',
};
