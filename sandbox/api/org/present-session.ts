import type { Session } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';

/**
 * A session as the Sessions API shows it.
 * @param own whether the person whose it is asks, and not an administrator
 */
export function presentSession(org: Org, session: Session, own: boolean): Record<string, unknown> {
  const self = `${org.url}/api/v1/sessions/${own ? 'me' : session.id}`;
  const login = org.users.get(session.userId)?.profile.login;
  return {
    id: session.id,
    userId: session.userId,
    login,
    createdAt: session.created,
    expiresAt: session.expiresAt,
    status: session.status,
    lastPasswordVerification: session.amr.includes('pwd') ? session.authenticatedAt : null,
    ...(session.amr.includes('mfa') && { lastFactorVerification: session.authenticatedAt }),
    amr: session.amr,
    idp: { id: session.idpId, type: session.idpId === org.id ? 'OKTA' : 'FEDERATION' },
    mfaActive: org.factors.activeOf(session.userId).length > 0,
    _links: {
      self: { href: self, hints: { allow: ['GET', 'DELETE'] } },
      refresh: { href: `${self}/lifecycle/refresh`, hints: { allow: ['POST'] } },
      user: {
        name: login,
        href: `${org.url}/api/v1/users/${own ? 'me' : session.userId}`,
        hints: { allow: ['GET'] },
      },
    },
  };
}
