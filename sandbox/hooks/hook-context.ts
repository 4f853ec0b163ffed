import type { Session, User } from '../org/kernel/model.ts';

/** The part of a hook's request that identifies the org. */
interface NamedOrg {
  readonly id: string;
  readonly url: string;
  readonly users: { get(id: string): User | undefined };
}

/** `data.context.session` of hooks that change tokens and assertions. */
export function hookSession(org: NamedOrg, session: Session): object {
  return {
    id: session.id,
    userId: session.userId,
    login: org.users.get(session.userId)?.profile.login,
    createdAt: session.created,
    expiresAt: session.expiresAt,
    status: session.status,
    lastPasswordVerification: session.authenticatedAt,
    amr: session.amr.map((value) => value.toUpperCase()),
    idp: { id: session.idpId, type: session.idpId === org.id ? 'OKTA' : 'FEDERATION' },
    mfaActive: session.amr.includes('mfa'),
  };
}

/** `data.context.user` of the same hooks. */
export function hookUser(org: NamedOrg, user: User): object {
  const { login, firstName, lastName, locale, timezone } = user.profile;
  const self = `${org.url}/api/v1/users/${user.id}`;
  return {
    id: user.id,
    passwordChanged: user.passwordChanged ?? null,
    profile: {
      login,
      firstName,
      lastName,
      locale: locale ?? 'en',
      timeZone: timezone ?? 'America/Los_Angeles',
    },
    _links: { groups: { href: `${self}/groups` }, factors: { href: `${self}/factors` } },
  };
}
