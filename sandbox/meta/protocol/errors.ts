/** Meta's error answers: the envelope, and one maker for each error the stand-in knows. Callers are to branch on codes only. */
import { randomBytes } from 'node:crypto';
import type { ScoreCode } from '../store/accounts.ts';

export interface ErrorFacts {
  readonly message: string;
  readonly code: number;
  readonly subcode?: number | undefined;
  readonly type?: string | undefined;
  readonly transient?: boolean | undefined;
  readonly userTitle?: string | undefined;
  readonly userMessage?: string | undefined;
}

export class GraphError extends Error {
  readonly status: number;
  readonly facts: ErrorFacts;

  constructor(status: number, facts: ErrorFacts) {
    super(facts.message);
    this.status = status;
    this.facts = facts;
  }
}

export function errorBody(facts: ErrorFacts): object {
  return {
    error: {
      message: facts.message,
      type: facts.type ?? 'OAuthException',
      code: facts.code,
      ...(facts.subcode === undefined ? {} : { error_subcode: facts.subcode }),
      ...(facts.transient === undefined ? {} : { is_transient: facts.transient }),
      ...(facts.userTitle === undefined ? {} : { error_user_title: facts.userTitle }),
      ...(facts.userMessage === undefined ? {} : { error_user_msg: facts.userMessage }),
      fbtrace_id: `A${randomBytes(16).toString('base64url')}`,
    },
  };
}

export function invalidParameter(message: string): GraphError {
  return new GraphError(400, { message: `(#100) ${message}`, code: 100 });
}

export function missing(id: string): GraphError {
  return new GraphError(400, {
    message:
      `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, ` +
      'or does not support this operation.',
    type: 'GraphMethodException',
    code: 100,
    subcode: 33,
  });
}

export function notYetThere(id: string): GraphError {
  return new GraphError(404, {
    message: `(#803) Cannot query users by their username or some of the aliases you requested do not exist: ${id}`,
    code: 803,
  });
}

export function unknownPath(path: string): GraphError {
  return new GraphError(400, { message: `Unknown path components: ${path}`, code: 2500 });
}

export function oldVersion(version: string): GraphError {
  return new GraphError(400, {
    message: `(#2635) You are calling a deprecated version of the Ads API${version}. Please update to the latest version.`,
    code: 2635,
  });
}

export function badToken(reason: 'unknown' | 'expired' | 'invalidated' | 'deauthorised'): GraphError {
  const facts = {
    unknown: { message: 'Invalid OAuth access token - Cannot parse access token', code: 190 },
    expired: { message: 'Error validating access token: Session has expired.', code: 190, subcode: 463 },
    invalidated: {
      message:
        'Error validating access token: The session has been invalidated because the user changed their password ' +
        'or the session was changed for security reasons.',
      code: 190,
      subcode: 460,
    },
    deauthorised: {
      message: 'Error validating access token: The user has not authorized application.',
      code: 190,
      subcode: 458,
    },
  } as const;
  return new GraphError(400, facts[reason]);
}

export const noToken = (): GraphError =>
  new GraphError(400, {
    message: '(#104) An access token is required to request this resource.',
    code: 104,
  });

export function proofWanted(wrong: boolean): GraphError {
  const message = wrong
    ? 'Invalid appsecret_proof provided in the API argument'
    : 'API calls from the server require an appsecret_proof argument';
  return new GraphError(400, { message, type: 'GraphMethodException', code: 100 });
}

export const noPermission = (permission: string): GraphError =>
  new GraphError(403, { message: `(#10) This call needs the permission ${permission}.`, code: 10 });

export const noAccess = (): GraphError =>
  new GraphError(403, {
    message: '(#200) Ad account owner has NOT grant ads_management or ads_read permission',
    code: 200,
  });

export const blockedAccount = (): GraphError =>
  new GraphError(400, {
    message: 'The action attempted has been deemed abusive or is otherwise disallowed',
    code: 368,
  });

export function termsNotAccepted(kind: 'custom' | 'value', accountId: string): GraphError {
  return new GraphError(403, {
    message: 'Permissions error',
    code: 200,
    subcode: kind === 'custom' ? 1870090 : 1870034,
    userTitle: 'Custom Audience Terms Not Accepted',
    userMessage:
      'Accept the Custom Audience Terms first: ' +
      `https://business.facebook.com/ads/manage/customaudiences/tos/?act=${accountId}`,
  });
}

export const leavesTooFew = (): GraphError =>
  new GraphError(403, {
    message: 'Permissions error',
    code: 200,
    subcode: 1870047,
    userTitle: 'Audience Would Be Too Small',
    userMessage: 'Removing these people would make the audience too small.',
  });

export const flagged = (): GraphError =>
  new GraphError(400, {
    message: 'Invalid parameter',
    code: 100,
    subcode: 1713230,
    userTitle: 'Audience Flagged',
    userMessage: 'This audience may break our rules on health and financial information; it cannot be changed.',
  });

export const lookalikesDepend = (): GraphError =>
  new GraphError(400, { message: '(#2656) A lookalike audience depends on this audience.', code: 2656 });

export const tooManyAudiences = (limit: number): GraphError =>
  invalidParameter(`This ad account has reached the maximum number of custom audiences (${limit}).`);

export const reduceData = (): GraphError =>
  new GraphError(500, {
    message: "Please reduce the amount of data you're asking for, then retry your request",
    code: 1,
  });

const UPLOAD_TITLES = {
  1870145: 'Update In Progress',
  1870147: 'Invalid First Batch',
  1870148: 'Audience Not Fully Updated',
  1870158: 'Session Timed Out',
  1870159: 'Session Already Finished',
} as const;

/** Code 2650; without a subcode the rows are of the wrong kind for the audience. */
export function uploadRefused(message: string, subcode?: keyof typeof UPLOAD_TITLES): GraphError {
  return new GraphError(400, {
    message: `(#2650) ${message}`,
    code: 2650,
    ...(subcode === undefined ? {} : { subcode, userTitle: UPLOAD_TITLES[subcode], userMessage: message }),
  });
}

export const appThrottled = (): GraphError =>
  new GraphError(400, { message: '(#4) Application request limit reached', code: 4, transient: true });

export const callsThrottled = (): GraphError =>
  new GraphError(400, {
    message: '(#80003) There have been too many calls to this ad-account. Wait a bit and try again.',
    code: 80003,
    subcode: 2446079,
    userTitle: 'Ad account has too many API calls',
  });

export function scoreThrottled(code: ScoreCode): GraphError {
  if (code === 80003) return callsThrottled();
  return code === 17
    ? new GraphError(400, { message: '(#17) User request limit reached', code, subcode: 2446079, transient: true })
    : new GraphError(400, {
        message: '(#613) There have been too many calls from this ad-account.',
        code,
        subcode: 1487742,
        transient: true,
      });
}
