import { invalid, OktaError } from '../../org/kernel/errors.ts';
import { randomText } from '../../org/kernel/ids.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { blockedDevices } from '../../org/people/devices.ts';
import { hashSecret, hasPassword } from '../../org/people/passwords.ts';
import { renewLink, sendRecoveryMail, unlockPerson } from '../../org/people/recovery.ts';
import { logEvent, userTarget } from '../log/log-event.ts';
import { presentUser } from './present-user.ts';
import { type Answer, type ApiRequest, noContent, ok, type Route } from '../kernel/route.ts';
import { requireUser } from './users.ts';

const scope = 'okta.users.manage';
const at = (verb: string): string => `/api/v1/users/:userId/lifecycle/${verb}`;
const method = 'POST';

/** What becomes of a person. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserLifecycle/ */
export const userLifecycleRoutes: readonly Route[] = [
  { method, path: at('activate'), name: 'activateUser', scope, handle: activateUser },
  { method, path: at('reactivate'), name: 'reactivateUser', scope, handle: reactivateUser },
  { method, path: at('deactivate'), name: 'deactivateUser', scope, handle: deactivateUser },
  { method, path: at('suspend'), name: 'suspendUser', scope, handle: suspendUser },
  { method, path: at('unsuspend'), name: 'unsuspendUser', scope, handle: unsuspendUser },
  { method, path: at('unlock'), name: 'unlockUser', scope, handle: unlockUser },
  {
    method: 'GET',
    path: '/api/v1/users/:userId/blocks',
    name: 'listUserBlocks',
    scope: 'okta.users.read',
    handle: listBlocks,
  },
  { method, path: at('expire_password'), name: 'expirePassword', scope, handleAsync: expirePassword },
  {
    method,
    path: at('expire_password_with_temp_password'),
    name: 'expirePasswordWithTempPassword',
    scope,
    handleAsync: expireWithTemporary,
  },
  { method, path: at('reset_password'), name: 'generateResetPasswordToken', scope, handle: resetPassword },
  { method, path: at('reset_factors'), name: 'resetFactors', scope, handle: resetFactors },
  {
    method: 'DELETE',
    path: '/api/v1/users/:userId/sessions',
    name: 'revokeUserSessions',
    scope,
    handle: revokeSessions,
  },
];

const notInThisStatus = (): OktaError =>
  new OktaError(403, 'E0000038', "This operation is not allowed in the user's current status.");

/** The person gets the link by mail; with `sendEmail=false` the caller gets it instead. */
export function sendLink(
  org: Org,
  request: ApiRequest,
  user: User,
  purpose: 'activation' | 'recovery',
  byDefault = true,
): Answer {
  const asked = request.query.get('sendEmail');
  if (asked === null ? byDefault : asked !== 'false') {
    sendRecoveryMail(org, user, purpose);
    return ok({});
  }
  const { url, token } = renewLink(org, user, purpose);
  return ok(
    purpose === 'activation' ? { activationUrl: url, activationToken: token } : { resetPasswordUrl: url },
  );
}

function activateUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (user.status !== 'STAGED' && user.status !== 'DEPROVISIONED') {
    throw new OktaError(403, 'E0000016', 'Activation failed because the user is already active');
  }
  const status = hasPassword(user) ? 'ACTIVE' : 'PROVISIONED';
  const activated = org.users.setStatus(user, status, { activated: org.now() });
  logEvent(org, request, 'user.lifecycle.activate', [userTarget(activated)]);
  return sendLink(org, request, activated, 'activation');
}

function reactivateUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (user.status !== 'PROVISIONED' && user.status !== 'RECOVERY') throw notInThisStatus();
  logEvent(org, request, 'user.lifecycle.reactivate', [userTarget(user)]);
  return sendLink(org, request, user, 'activation', false);
}

function deactivateUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (user.status === 'DEPROVISIONED') throw notInThisStatus();
  org.users.deactivate(user);
  logEvent(org, request, 'user.lifecycle.deactivate', [userTarget(user)]);
  return ok({});
}

function suspendUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (user.status !== 'ACTIVE') throw invalid('suspend', ['Cannot suspend a user that is not active']);
  org.users.setStatus(user, 'SUSPENDED', { statusBefore: user.status });
  org.sessions.forgetUser(user.id);
  logEvent(org, request, 'user.lifecycle.suspend', [userTarget(user)]);
  return ok({});
}

function unsuspendUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (user.status !== 'SUSPENDED') {
    throw invalid('unsuspend', ['Cannot unsuspend a user that is not suspended']);
  }
  const { statusBefore, ...rest } = user;
  org.users.setStatus(rest, statusBefore ?? 'ACTIVE');
  logEvent(org, request, 'user.lifecycle.unsuspend', [userTarget(user)]);
  return ok({});
}

function unlockUser(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (blockedDevices(org, user) === undefined) {
    throw new OktaError(403, 'E0000032', 'Unlock is not allowed for this user.');
  }
  unlockPerson(org, user);
  logEvent(org, request, 'user.account.unlock', [userTarget(user)]);
  return ok({});
}

function listBlocks(org: Org, request: ApiRequest): Answer {
  const appliesTo = blockedDevices(org, requireUser(org, request));
  return ok(appliesTo === undefined ? [] : [{ type: 'DEVICE_BASED', appliesTo }]);
}

const mayExpire: readonly User['status'][] = [
  'ACTIVE',
  'PASSWORD_EXPIRED',
  'RECOVERY',
  'STAGED',
  'PROVISIONED',
];

async function expirePassword(org: Org, request: ApiRequest): Promise<Answer> {
  if (request.query.get('tempPassword') === 'true') return await expireWithTemporary(org, request);
  return org.transaction(() => {
    const user = requireUser(org, request);
    if (!mayExpire.includes(user.status)) throw notInThisStatus();
    return ok(presentUser(org, org.users.setStatus(user, 'PASSWORD_EXPIRED')));
  });
}

async function expireWithTemporary(org: Org, request: ApiRequest): Promise<Answer> {
  const before = requireUser(org, request);
  if (!mayExpire.includes(before.status)) throw notInThisStatus();
  // Letters alone would break the default policy.
  const tempPassword = `${randomText(8)}aA1`;
  const passwordHash = await hashSecret(tempPassword);
  return org.transaction(() => {
    const user = org.users.require(before.id);
    org.users.setPassword(user, passwordHash, { status: 'PASSWORD_EXPIRED', statusChanged: org.now() });
    if (request.query.get('revokeSessions') === 'true') org.sessions.forgetUser(user.id);
    logEvent(org, request, 'user.account.reset_password', [userTarget(user)]);
    return ok({ tempPassword });
  });
}

function resetPassword(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  if (user.status === 'STAGED' || user.status === 'DEPROVISIONED' || user.status === 'SUSPENDED') {
    throw notInThisStatus();
  }
  const status = user.status === 'PROVISIONED' ? 'PROVISIONED' : 'RECOVERY';
  const reset = org.users.setStatus(user, status);
  if (request.query.get('revokeSessions') === 'true') org.sessions.forgetUser(user.id);
  logEvent(org, request, 'user.account.reset_password', [userTarget(user)]);
  return sendLink(org, request, reset, 'recovery');
}

function resetFactors(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  org.factors.forgetUser(user.id);
  logEvent(org, request, 'user.mfa.factor.reset_all', [userTarget(user)]);
  return ok({});
}

function revokeSessions(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  org.sessions.forgetUser(user.id);
  if (request.query.get('oauthTokens') === 'true') org.issuedTokens?.revokeAll(user.id);
  logEvent(org, request, 'user.session.clear', [userTarget(user)]);
  return noContent();
}
