/**
 * What Meta's refusals mean, by code and subcode, named by who must act next. The table stands in docs/connectors.md too, and a test
 * holds them equal. After Meta's pages on errors and custom audiences, as of 2026-11-21.
 */
import { SETTLING_MS, type Operation } from './graph.ts';

/** Who acts next when a call fails. `throttled` waits as long as Meta says; `rows-later` fails the rows, not the call. */
export type NextStep =
  'retry' | 'throttled' | 'reconnect' | 'fix-setting' | 'accept-terms' | 'list-gone' | 'rows-later' | 'our-bug';

/** What a rule is about where no error of the Graph API could be read, or none that it knows. */
export type Without = 'not asked' | 'no answer' | 'unreadable' | '3xx' | '4xx' | '5xx' | 'transient' | 'other';

export interface CallRule {
  codes: readonly (number | Without)[];
  /** The rule holds only for these. Meta gives some of them as a code as well. */
  subcodes?: readonly number[];
  /** The rule holds only where the text has this: Meta has no code of its own for it. */
  says?: string;
  /** The rule holds only where the merchant logged in at Meta, and entered no token. */
  of?: 'logins';
  /** The rule holds only for calls about this. */
  about?: Operation['about'];
  next: NextStep;
  /** Wait when Meta names none; half a minute when left out. */
  afterMs?: number;
  /** The setting that it is about, where it is about one alone. */
  field?: 'accessToken' | 'adAccountId' | 'appSecret';
  /** What the merchant or we are told; `{terms}` is the page on which terms are accepted. */
  reason: string;
}

/** Read from the top: the first that fits decides. */
export const CALL_RULES: readonly CallRule[] = [
  { codes: ['not asked'], next: 'throttled', reason: 'Meta’s limit of calls is used up for now.' },
  { codes: ['no answer'], next: 'retry', reason: 'Meta could not be reached, or did not answer in time.' },
  { codes: ['unreadable'], next: 'retry', reason: 'Meta’s answer could not be read.' },
  {
    codes: [4, 17, 32, 613, 80_000, 80_003, 80_004, 80_009, 80_014],
    next: 'throttled',
    reason: 'Meta is limiting the number of calls.',
  },
  {
    codes: [368],
    next: 'fix-setting',
    reason:
      'Meta has blocked this account for a while for breaking its rules. Look at it in Meta’s Account Quality, then connect again.',
  },
  {
    codes: [100],
    subcodes: [36_007, 36_009],
    about: 'login',
    next: 'reconnect',
    reason: 'This login took too long or was used already. Log in again.',
  },
  { codes: [101], about: 'login', next: 'our-bug', reason: 'Meta refuses the app itself.' },
  { codes: [1], says: 'client secret', about: 'login', next: 'our-bug', reason: 'Meta refuses the app itself.' },
  {
    codes: [190],
    subcodes: [458],
    of: 'logins',
    next: 'reconnect',
    reason: 'The permission was taken back at Meta. Log in again.',
  },
  {
    codes: [190],
    subcodes: [460],
    of: 'logins',
    next: 'reconnect',
    reason: 'Meta has ended the login, because the password was changed or for safety. Log in again.',
  },
  {
    codes: [190],
    subcodes: [463, 467],
    of: 'logins',
    next: 'reconnect',
    reason: 'The login at Meta has run out. Log in again.',
  },
  {
    codes: [190],
    subcodes: [459, 464],
    of: 'logins',
    next: 'reconnect',
    reason: 'Meta wants whoever logged in to confirm their account on facebook.com first. Log in again after that.',
  },
  {
    codes: [190, 102, 104],
    of: 'logins',
    next: 'reconnect',
    reason: 'Meta does not accept the login any more. Log in again.',
  },
  {
    codes: [190, 102, 104],
    next: 'reconnect',
    field: 'accessToken',
    reason: 'Meta does not accept the access token any more. Create a new one and connect again.',
  },
  {
    codes: [200],
    subcodes: [1_870_034, 1_870_090],
    next: 'accept-terms',
    reason:
      'Meta’s terms for custom audiences are not accepted for this ad account. A person of the business has to accept them: {terms}',
  },
  {
    codes: [200, 2655],
    subcodes: [1_870_092, 2655],
    next: 'accept-terms',
    reason:
      'Meta’s terms for its business tools are not accepted. A person of the business has to accept them in Meta Business Suite.',
  },
  {
    codes: [200],
    subcodes: [1_870_047],
    next: 'rows-later',
    afterMs: SETTLING_MS,
    reason: 'Meta does not let the audience become so small; these customers are taken off as soon as it does.',
  },
  {
    codes: [10, 200, 270, 294, 2654],
    of: 'logins',
    next: 'reconnect',
    reason:
      'Whoever logged in may not advertise in this ad account any more, or has taken a permission back. Log in again, or let somebody do who may.',
  },
  {
    codes: [10, 200, 270, 294, 2654],
    next: 'reconnect',
    field: 'accessToken',
    reason:
      'The access token lacks a permission that is needed, or has no access to the ad account. Create one with ads_management and connect again.',
  },
  {
    codes: [100],
    subcodes: [1_713_230, 1_713_231, 1_713_228],
    next: 'fix-setting',
    reason:
      'Meta has flagged the audience for its name or description, and takes no changes of it. Give it a neutral name in Ads Manager.',
  },
  {
    codes: [100],
    subcodes: [33],
    about: 'audience',
    next: 'list-gone',
    reason: 'The audience does not exist in Meta any more.',
  },
  {
    codes: [100],
    subcodes: [33],
    of: 'logins',
    next: 'fix-setting',
    reason:
      'There is no such ad account any more, or whoever logged in has no access to it. Log in again and choose another.',
  },
  {
    codes: [100],
    subcodes: [33],
    next: 'fix-setting',
    field: 'adAccountId',
    reason: 'There is no such ad account, or the access token has no access to it.',
  },
  {
    codes: [100, 803, 1_487_366],
    subcodes: [803, 1_487_366],
    about: 'audience',
    next: 'list-gone',
    reason: 'The audience does not exist in Meta any more.',
  },
  {
    codes: [100],
    says: 'appsecret_proof',
    of: 'logins',
    next: 'our-bug',
    reason: 'Meta refuses the app itself.',
  },
  {
    codes: [100],
    says: 'appsecret_proof',
    next: 'reconnect',
    field: 'appSecret',
    reason:
      'The app secret is missing, or is not that of the app the access token was made for. Enter it and connect again.',
  },
  {
    codes: [100, 1_487_301],
    subcodes: [1_487_301],
    next: 'fix-setting',
    reason: 'The audience is not shared with this ad account any more.',
  },
  {
    codes: [2650],
    subcodes: [1_870_145],
    next: 'retry',
    afterMs: 60_000,
    reason: 'Meta is still working on the audience.',
  },
  {
    codes: [2650],
    subcodes: [1_870_158, 1_870_159],
    next: 'retry',
    reason: 'The replacement of the audience is over; the rest is added.',
  },
  {
    codes: [2650],
    subcodes: [1_870_148],
    next: 'retry',
    reason: 'Meta has not replaced the whole audience; it is replaced again.',
  },
  { codes: [2650], subcodes: [1_870_147], next: 'our-bug', reason: 'Meta misses the first batch of a replacement.' },
  { codes: [2650], subcodes: [1_870_144], next: 'fix-setting', reason: 'The audience is too large to be replaced.' },
  {
    codes: [2650],
    next: 'fix-setting',
    reason:
      'The audience was filled in another way before, and Meta does not mix the two. Delete it in Ads Manager; it is made again.',
  },
  { codes: [2635], next: 'our-bug', reason: 'Meta does not speak this version of its interface any more.' },
  { codes: [100, 105, 194], next: 'our-bug', reason: 'Meta refused the call as malformed.' },
  { codes: [1, 2, 5000, 'transient', '5xx'], next: 'retry', reason: 'Meta is failing at the moment.' },
  { codes: ['3xx'], next: 'our-bug', reason: 'The address of Meta points somewhere else.' },
  { codes: ['4xx', 'other'], next: 'our-bug', reason: 'Meta refused the call for a reason that is not known here.' },
];
