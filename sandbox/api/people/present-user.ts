import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { hasPassword } from '../../org/people/passwords.ts';

/** A person in a list: links are for those who ask for one person. */
export const presentUserInList = (org: Org, user: User): Record<string, unknown> => ({
  ...presentUser(org, user),
  _links: { self: { href: `${org.url}/api/v1/users/${user.id}` } },
});

/** A person on the wire. */
export function presentUser(org: Org, user: User): Record<string, unknown> {
  return {
    id: user.id,
    status: user.status,
    created: user.created,
    activated: user.activated ?? null,
    statusChanged: user.statusChanged ?? null,
    lastLogin: user.lastLogin ?? null,
    lastUpdated: user.lastUpdated,
    passwordChanged: user.passwordChanged ?? null,
    realmId: user.realmId,
    type: { id: user.typeId },
    profile: presentProfile(user),
    credentials: presentCredentials(user),
    _links: presentLinks(org, user),
  };
}

/** The four attributes that Okta always shows come even when they are empty. */
function presentProfile(user: User): Record<string, unknown> {
  const { firstName, lastName, mobilePhone, secondEmail, login, email, ...others } = user.profile;
  return {
    firstName: firstName ?? null,
    lastName: lastName ?? null,
    mobilePhone: mobilePhone ?? null,
    secondEmail: secondEmail ?? null,
    ...Object.fromEntries(Object.entries(others).filter(([, value]) => value != null)),
    login,
    email,
  };
}

/** Secrets stay here: an empty `password` says that there is one. */
export function presentCredentials(user: User): Record<string, unknown> {
  return {
    ...(hasPassword(user) && { password: {} }),
    ...(user.recoveryQuestion && { recovery_question: { question: user.recoveryQuestion.question } }),
    provider: { type: user.provider.type, name: user.provider.name },
  };
}

const stagedLinks = ['activate', 'resetFactors'];
const activeLinks = ['suspend', 'resetPassword', 'resetFactors', 'deactivate'];
const passwordLinks = ['expirePassword', 'changePassword', 'forgotPassword', 'changeRecoveryQuestion'];

/** What can be done next with a person of that status. */
const linksByStatus: Readonly<Record<User['status'], readonly string[]>> = {
  STAGED: stagedLinks,
  PROVISIONED: [...activeLinks, 'reactivate'],
  ACTIVE: [...activeLinks, ...passwordLinks],
  RECOVERY: [...activeLinks, ...passwordLinks],
  PASSWORD_EXPIRED: [...activeLinks, ...passwordLinks],
  LOCKED_OUT: ['unlock', ...activeLinks, ...passwordLinks],
  SUSPENDED: ['unsuspend', 'deactivate'],
  DEPROVISIONED: ['activate', 'delete'],
};

const linkPaths: Readonly<Record<string, string>> = {
  activate: '/lifecycle/activate',
  reactivate: '/lifecycle/reactivate',
  deactivate: '/lifecycle/deactivate',
  suspend: '/lifecycle/suspend',
  unsuspend: '/lifecycle/unsuspend',
  unlock: '/lifecycle/unlock',
  resetFactors: '/lifecycle/reset_factors',
  resetPassword: '/lifecycle/reset_password',
  expirePassword: '/lifecycle/expire_password',
  changePassword: '/credentials/change_password',
  forgotPassword: '/credentials/forgot_password',
  changeRecoveryQuestion: '/credentials/change_recovery_question',
};

function presentLinks(org: Org, user: User): Record<string, unknown> {
  const self = `${org.url}/api/v1/users/${user.id}`;
  const names = linksByStatus[user.status].filter(
    (name) => hasPassword(user) || !passwordLinks.includes(name),
  );
  const actions = names.map((name) =>
    name === 'delete'
      ? [name, { href: self, method: 'DELETE' }]
      : [name, { href: self + (linkPaths[name] ?? ''), method: 'POST' }],
  );
  return {
    ...(Object.fromEntries(actions) as Record<string, unknown>),
    schema: { href: `${org.url}/api/v1/meta/schemas/user/${user.typeId.replace(/^oty/, 'osc')}` },
    self: { href: self },
    type: { href: `${org.url}/api/v1/meta/types/user/${user.typeId}` },
  };
}
