/** The version at the head of a path: which are served, which are over, and which never were. */
import type { Switches } from '../switches.ts';
import { oldVersion, unknownPath } from './errors.ts';

const NEWEST = 26;

export interface Versioned {
  /** Such as `v25.0`: what the call is answered as. */
  readonly version: string;
  /** Path without the version. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Calls that changed between v24.0 and v25.0: they are never upgraded (`audience_labels` came to them). */
const CHANGED = /^\/act_\d+\/customaudiences$/;

/** Throws when the version is not served: 2635 for none and for one that is over. */
export function versionOf(pathname: string, switches: Switches): Versioned {
  const match = /^\/v(\d+)\.(\d+)(\/.*)$/.exec(pathname);
  if (match === null) throw oldVersion(' (unversioned)');
  const [, majorText = '', minor = '', path = '/'] = match;
  const major = Number(majorText);
  const asked = `v${majorText}.${minor}`;
  if (major > NEWEST || minor !== '0') throw unknownPath(`/${asked}${path}`);
  if (major >= switches.oldestVersion) return { version: asked, path, headers: {} };
  const upgradable =
    switches.expiredVersions === 'upgraded' && major === switches.oldestVersion - 1 && !CHANGED.test(path);
  if (!upgradable) throw oldVersion(` (${asked})`);
  const version = `v${switches.oldestVersion}.0`;
  const warning = `The call has been auto-upgraded to ${version} as ${asked} has been deprecated.`;
  return { version, path, headers: { 'X-Ad-Api-Version-Warning': warning } };
}
