/** The admin's words in English. The Turkish ones have the same keys; a test holds them so. */
import { apiEn } from './apiEn.ts';
import { builderEn } from './builderEn.ts';
import { catalogueEn } from './catalogueEn.ts';
import { dataEn } from './dataEn.ts';
import { feedsEn } from './feedsEn.ts';
import { listsEn } from './listsEn.ts';
import { privacyEn } from './privacyEn.ts';
import { rfmEn } from './rfmEn.ts';
import { segmentEn } from './segmentEn.ts';
import { customerEn, segmentsEn } from './segmentsEn.ts';
import { loginEn } from './loginEn.ts';
import { pushEn } from './pushEn.ts';
import { standingEn } from './standingEn.ts';
import { tagsEn } from './tagsEn.ts';
import { worthEn } from './worthEn.ts';

export const en = {
  nav: { home: 'Kesit', segments: 'Segments', connections: 'Connections', data: 'Data', privacy: 'Privacy' },
  common: {
    notYet: 'Not yet',
    none: 'None',
    loading: 'Loading',
    retry: 'Try again',
    cancel: 'Cancel',
    save: 'Save',
    discard: 'Discard',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
    customers_one: '{{count}} customer',
    customers_other: '{{count}} customers',
  },
  errors: {
    title: 'This page could not be shown',
    body: 'Something went wrong on our side. Your segments and lists keep being updated in the meantime.',
    missingTitle: 'There is nothing here',
    missingBody: 'The page may have moved, or the link may be incomplete.',
    missingAction: 'Go to the home page',
    notSaved: 'The change was not saved. Try again.',
    notConnected: 'This account is no longer connected.',
  },
  weather: { credit: 'Weather data by Open-Meteo.com' },
  landing: {
    title: 'Kesit',
    body: 'Kesit works inside Shopify. Open it from the Apps menu of your shop’s admin.',
  },
  home: {
    title: 'Kesit',
    subtitle: 'Segments of your customers, and partner lists that equal them',
    setup: {
      title: 'Setting up',
      progress: '{{done}} of {{total}} steps done',
      done: 'Done',
      running: 'In progress',
      stuck: 'Needs attention',
      complete: 'Set-up is complete',
      showSteps: 'Show the steps',
      hideSteps: 'Hide the steps',
      todo: 'To do',
      history: 'Read in the shop’s history',
      historyHelp: 'Customers and orders of the past are read once; from then on every change comes in as it happens.',
      connection: 'Connect Klaviyo',
      connectionHelp: 'With a private API key from your Klaviyo account.',
      connectionAction: 'Connect',
      destination: 'Switch a segment on',
      destinationHelp: 'Each segment that is switched on is kept as a list of its own.',
      destinationAction: 'Choose segments',
      sync: 'First synchronization',
      syncHelp: 'The lists are filled, and from then on kept equal to the segments.',
    },
    problems: {
      title_one: 'One thing needs your attention',
      title_other: '{{count}} things need your attention',
      reconnect: '{{partner}} no longer accepts the key. Nothing is sent until you connect it again.',
      reconnectAction: 'Go to connections',
      historyFailed: 'Not read in completely: {{what}}',
      historyHeld: 'Reading stands still: {{what}}',
      goesOn: 'Once that is done, reading goes on by itself; we look every half minute.',
      retryAsked: 'Reading starts again',
      parked_one:
        '{{count}} notification from Shopify could not be understood. It is set aside, not lost, and we look into it.',
      parked_other:
        '{{count}} notifications from Shopify could not be understood. They are set aside, not lost, and we look into them.',
      privacyOverdue_one: '{{count}} privacy request is past its 30 days.',
      privacyOverdue_other: '{{count}} privacy requests are past their 30 days.',
      privacyDueSoon_one: '{{count}} privacy request has to be done within ten days.',
      privacyDueSoon_other: '{{count}} privacy requests have to be done within ten days.',
      privacyAction: 'Look at the requests',
      parkedAction: 'Look at them',
    },
    figures: {
      sixtyDays:
        'Orders older than 60 days cannot be read: numbers of orders, total spent and last orders come from Shopify’s own totals.',
      title: 'Live figures',
      customers: 'Customers',
      orders: 'Orders',
      lastEvent: 'Last event received',
      waiting: 'Events waiting',
      pending: 'List changes pending',
      lastSync: 'Last synchronization',
    },
  },
  segments: segmentsEn,
  segment: segmentEn,
  api: apiEn,
  lists: listsEn,
  catalogue: catalogueEn,
  customer: customerEn,
  report: {
    added: 'Added',
    removed: 'Removed',
    accepted: 'Handed over, not yet confirmed',
    rejected: 'Refused',
    retry: 'To be tried again',
    'not-sent': 'Not sent',
    unanswered: 'Without an answer',
  },
  explanation: {
    titleMember: 'Why is {{customer}} in “{{segment}}”?',
    titleNotMember: 'Why is {{customer}} not in “{{segment}}”?',
    heading: 'The rule, part by part',
    member: 'In the segment',
    notMember: 'Not in the segment',
    since: 'Since {{when}}',
    all: 'All of these must be met',
    any: 'At least one of these must be met',
    not: 'This must not be the case',
    holds: 'Met',
    fails: 'Not met',
    value: 'On record: {{value}}',
    turns: 'Changes by itself: {{when}}',
    leavesByItself: 'If nothing happens, the customer leaves the segment on {{when}} at the earliest.',
    entersByItself: 'If nothing happens, the customer enters the segment on {{when}} at the earliest.',
    staysByItself: 'This does not change by itself; only a new event can change it.',
    behind: 'An update of this customer’s place is under way.',
    noFacts: 'Nothing is known of this customer yet. The explanation appears once their data has been worked in.',
    passages: 'Entered and left',
    entered: 'Entered',
    left: 'Left',
    noPassages: 'No entering or leaving has been recorded.',
    privacy: 'Shown from what the shop knows of this customer at the moment.',
  },
  login: loginEn,
  push: pushEn,
  standing: standingEn,
  tags: tagsEn,
  worth: worthEn,
  connections: {
    title: 'Connections',
    subtitle: 'Accounts in which your segments are kept as lists.',
    status: { active: 'Connected', reconnect: 'Needs reconnecting', disconnected: 'Not connected' },
    account: 'Account',
    connectedSince: 'Connected since',
    lastRun: 'Last synchronization',
    lastPull: 'E-mail events last read',
    retrying: 'The partner did not answer properly. Next attempt: {{when}}',
    optional: '{{field}} (optional)',
    choose: 'Choose',
    connect: 'Connect {{partner}}',
    reconnect: 'Connect again',
    replace: 'Replace the key',
    disconnect: 'Disconnect',
    reconnectTitle: '{{partner}} has to be connected again',
    reconnectBody: 'Nothing is sent until then. Your lists stay as they are.',
    said: '{{partner}} says: {{reason}}',
    connected: 'Connected to {{account}}',
    connectedOther: 'Connected to {{account}}. It is another account than before, so its lists are switched off.',
    disconnected: 'Disconnected',
    confirmTitle: 'Disconnect {{partner}}?',
    confirmBody:
      'The key is deleted and nothing is sent any more. The lists in {{partner}} stay as they are. When you connect the same account again, they go on by themselves.',
    problems: {
      missing: 'Fill this in.',
      'too-long': 'This is longer than 8,000 characters. Copy only what is asked for here.',
      malformed: 'This does not look right. Check that it was copied whole.',
      refused: '{{partner}} does not accept this. Check that it was copied whole and is still valid.',
      'out-of-reach': '{{partner}} could not be reached. Nothing was saved; try again in a moment.',
      'not-saved': 'Nothing was saved. Check your internet connection and try again.',
    },
  },
  data: dataEn,
  privacy: privacyEn,
  builder: builderEn,
  rfm: rfmEn,
  feeds: feedsEn,
} as const;

/** The same keys, with words of another language. */
export type Words<Texts> = { readonly [Key in keyof Texts]: Texts[Key] extends string ? string : Words<Texts[Key]> };

/** The keys that every language has. */
export type Strings = Words<typeof en>;
