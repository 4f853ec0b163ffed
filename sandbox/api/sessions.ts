import { authenticationFailed, notFound } from '../org/errors.ts';
import type { Session } from '../org/model.ts';
import type { Org } from '../org/org.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from './route.ts';

const path = '/api/v1/sessions';
const one = `${path}/:sessionId`;
const read = 'okta.sessions.read';
const manage = 'okta.sessions.manage';

/** People's sessions. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session/ */
export const sessionRoutes: readonly Route[] = [
  { method: 'GET', path: one, name: 'getSession', scope: read, handle: get },
  { method: 'DELETE', path: one, name: 'revokeSession', scope: manage, handle: revoke },
  {
    method: 'POST',
    path: `${one}/lifecycle/refresh`,
    name: 'refreshSession',
    scope: manage,
    handle: refresh,
  },
];

/** A session on the wire. */
export function presentSession(org: Org, session: Session): Record<string, unknown> {
  const user = org.users.get(session.userId);
  const self = `${org.url}${path}/${session.id}`;
  return {
    id: session.id,
    login: user?.profile.login ?? null,
    userId: session.userId,
    expiresAt: session.expiresAt,
    status: session.status,
    lastPasswordVerification: session.authenticatedAt,
    lastFactorVerification: session.amr.includes('mfa') ? session.authenticatedAt : null,
    amr: session.amr,
    idp: { id: session.idpId, type: session.idpId === org.id ? 'OKTA' : 'FEDERATION' },
    mfaActive: session.amr.includes('mfa'),
    createdAt: session.created,
    _links: {
      self: { href: self, hints: { allow: ['GET', 'DELETE'] } },
      refresh: { href: `${self}/lifecycle/refresh`, hints: { allow: ['POST'] } },
      user: {
        name: user?.profile.login ?? '',
        href: `${org.url}/api/v1/users/${session.userId}`,
        hints: { allow: ['GET'] },
      },
    },
  };
}

function sessionOf(org: Org, request: ApiRequest): Session {
  const id = request.param('sessionId');
  const session = org.sessions.get(id);
  if (!session) throw notFound(id, 'AppUserSession');
  return session;
}

function get(org: Org, request: ApiRequest): Answer {
  return ok(presentSession(org, sessionOf(org, request)));
}

function revoke(org: Org, request: ApiRequest): Answer {
  org.sessions.delete(sessionOf(org, request).id);
  return noContent();
}

function refresh(org: Org, request: ApiRequest): Answer {
  const session = org.sessions.touch(sessionOf(org, request).id);
  if (!session) throw authenticationFailed();
  return ok(presentSession(org, session));
}
