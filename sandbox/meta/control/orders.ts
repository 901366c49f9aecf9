/** What a test orders besides failures: apps, users, ad accounts, tokens, the state of an audience, switches. */
import { SCORE_CODES, findAccount, putAccount, type NewAdAccount } from '../store/accounts.ts';
import {
  DEFAULT_APP,
  DEFAULT_USER,
  dropGrants,
  findApp,
  findUser,
  putApp,
  putGrant,
  putToken,
  putUser,
  setTokenExpiry,
  setTokenState,
} from '../store/apps.ts';
import { findAudience, orderAudience } from '../store/audiences.ts';
import { DEFAULT_SWITCHES, type Switches } from '../switches.ts';
import type { World } from '../world.ts';
import { ControlError, COUNT, Fields, FLAG, oneOf, orNull, TEXT, TEXTS, type Kind } from './fields.ts';

const EVERY_TASK = ['DRAFT', 'ANALYZE', 'ADVERTISE', 'MANAGE'];
const EVERY_PERMISSION = ['ads_management', 'ads_read', 'business_management', 'public_profile'];

export function orderApp({ db }: World, value: unknown): unknown {
  const fields = new Fields(value, ['id', 'name', 'secret', 'tier', 'requireProof', 'redirectUris']);
  const id = fields.get('id', TEXT) ?? DEFAULT_APP.id;
  const known = findApp(db, id) ?? { ...DEFAULT_APP, id };
  const redirectUris = fields.get('redirectUris', orNull(TEXTS));
  const app = {
    id,
    name: fields.get('name', TEXT) ?? known.name,
    secret: fields.get('secret', TEXT) ?? known.secret,
    tier: fields.get('tier', oneOf('limited', 'full')) ?? known.tier,
    requireProof: fields.get('requireProof', FLAG) ?? known.requireProof,
    redirectUris: redirectUris === undefined ? known.redirectUris : redirectUris,
  };
  putApp(db, app);
  return app;
}

export function orderUser({ db }: World, value: unknown): unknown {
  const fields = new Fields(value, ['id', 'name']);
  const user = { id: fields.required('id', TEXT), name: fields.get('name', TEXT) ?? 'User' };
  putUser(db, user);
  return user;
}

const ACCOUNT_FIELDS = [
  'id',
  'name',
  'currency',
  'timezone',
  'users',
  'tasks',
  'status',
  'tosAccepted',
  'valueTosAccepted',
  'blocked',
  'removalFloor',
  'scoreCode',
  'token',
];

/** An ad account, new or changed: fields left out stay as they are. `token` makes one of the default app and user. */
export function orderAccount(world: World, value: unknown): unknown {
  const { db } = world;
  const fields = new Fields(value, ACCOUNT_FIELDS);
  const id = fields.required('id', TEXT);
  if (!/^\d+$/.test(id)) throw new ControlError("'id' must be digits, without act_.");
  const known = findAccount(db, id);
  const users = fields.get('users', orNull(TEXTS));
  const removalFloor = fields.get('removalFloor', orNull(COUNT));
  const wanted: NewAdAccount = {
    id,
    name: fields.get('name', TEXT) ?? known?.name ?? 'Ad account',
    currency: fields.get('currency', TEXT) ?? known?.currency ?? 'TRY',
    timezone: fields.get('timezone', TEXT) ?? known?.timezone ?? 'Europe/Istanbul',
    businessId: known?.businessId ?? `9${id}`,
    businessName: known?.businessName ?? 'Business',
    userIds: users === undefined ? (known?.userIds ?? null) : users,
    tasks: fields.get('tasks', TEXTS) ?? known?.tasks ?? EVERY_TASK,
    status: fields.get('status', COUNT) ?? known?.status ?? 1,
    tosAccepted: fields.get('tosAccepted', FLAG) ?? known?.tosAccepted ?? true,
    valueTosAccepted: fields.get('valueTosAccepted', FLAG) ?? known?.valueTosAccepted ?? true,
    blocked: fields.get('blocked', FLAG) ?? known?.blocked ?? false,
    removalFloor: removalFloor === undefined ? (known?.removalFloor ?? null) : removalFloor,
    scoreCode: fields.get('scoreCode', oneOf(...SCORE_CODES)) ?? known?.scoreCode ?? 17,
  };
  putAccount(db, wanted);
  const token = fields.get('token', TEXT);
  if (token !== undefined) orderToken(world, { token });
  return wanted;
}

export function orderToken({ db, clock }: World, value: unknown): unknown {
  const fields = new Fields(value, ['token', 'app', 'user', 'permissions', 'expiresInMs']);
  const token = fields.required('token', TEXT);
  const app = findApp(db, fields.get('app', TEXT) ?? DEFAULT_APP.id);
  const user = findUser(db, fields.get('user', TEXT) ?? DEFAULT_USER.id);
  if (app === undefined || user === undefined) throw new ControlError('There is no such app or user.');
  const lifeMs = fields.get('expiresInMs', COUNT);
  const nowMs = clock.nowMs();
  db.transaction(() => {
    putToken(db, { token, app, user, issuedMs: nowMs, expiresMs: lifeMs === undefined ? null : nowMs + lifeMs });
    dropGrants(db, app.id, user.id);
    for (const permission of fields.get('permissions', TEXTS) ?? EVERY_PERMISSION) {
      putGrant(db, app.id, user.id, { permission, status: 'granted' });
    }
  });
  return { token, app: app.id, user: user.id };
}

/** `{state}`: what becomes of a token. */
export function changeToken({ db, clock }: World, token: string, value: unknown): unknown {
  const state = new Fields(value, ['state']).required(
    'state',
    oneOf('active', 'expired', 'invalidated', 'deauthorised'),
  );
  const known = state === 'expired' ? setTokenExpiry(db, token, clock.nowMs()) : setTokenState(db, token, state);
  if (!known) throw new ControlError('There is no such token.');
  return { state };
}

/** `{status, lookalikes}`: the operation status it has from now on (null: as it comes), and whether lookalikes depend on it. */
export function changeAudienceState({ db }: World, id: string, value: unknown): unknown {
  const fields = new Fields(value, ['status', 'lookalikes']);
  const audience = findAudience(db, id);
  if (audience === undefined) throw new ControlError(`There is no audience ${id}.`);
  const status = fields.get('status', orNull(COUNT));
  const order = {
    status: status === undefined ? audience.status : status,
    lookalikes: fields.get('lookalikes', FLAG) ?? audience.lookalikes,
  };
  orderAudience(db, audience.pk, order);
  return order;
}

const SWITCH_KINDS: Readonly<Record<keyof Switches, Kind<Switches[keyof Switches]>>> = {
  visibilityDelayMs: COUNT,
  creationDelayMs: COUNT,
  replaceWorkMs: COUNT,
  replaceFailures: COUNT,
  oldestVersion: oneOf(24, 25, 26),
  expiredVersions: oneOf('refused', 'upgraded'),
  integrityCheck: FLAG,
  sessionsStuck: FLAG,
  audienceLimit: COUNT,
  smallestUsable: COUNT,
  appCallsPerHour: COUNT,
  accountCallsPerHour: orNull(COUNT),
};

export function turnSwitches({ switches }: World, value: unknown): Switches {
  const fields = new Fields(value, Object.keys(DEFAULT_SWITCHES));
  const change = Object.fromEntries(
    Object.entries(SWITCH_KINDS)
      .map(([name, kind]) => [name, fields.get(name, kind)] as const)
      .filter(([, wanted]) => wanted !== undefined),
  );
  return switches.set(change);
}
