import { z } from 'zod';
import { authenticationFailed, notFound } from '../../org/kernel/errors.ts';
import type { Session } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { presentSession } from './present-session.ts';
import { createSession } from '../../sign-in/session.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { parseBody, text } from '../kernel/validate.ts';

const path = '/api/v1/sessions';
const one = `${path}/:sessionId`;
const read = 'okta.sessions.read';
const manage = 'okta.sessions.manage';

/** People's sessions. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Session/ */
export const sessionRoutes: readonly Route[] = [
  { method: 'POST', path, name: 'createSession', scope: manage, handleAsync: createSessionFromToken },
  { method: 'GET', path: one, name: 'getSession', scope: read, handle: getSession },
  { method: 'DELETE', path: one, name: 'revokeSession', scope: manage, handle: revokeSession },
  {
    method: 'POST',
    path: `${one}/lifecycle/refresh`,
    name: 'refreshSession',
    scope: manage,
    handle: refreshSession,
  },
];

const schema = z.object({ sessionToken: text(256) });

/** Exchanges a session token, which is valid once, for a session. The caller must set the cookie with a redirect. */
async function createSessionFromToken(org: Org, request: ApiRequest): Promise<Answer> {
  const { sessionToken } = parseBody(schema, request.body, 'session');
  const signIn = org.sessionTokens.redeem(sessionToken);
  if (!signIn || org.users.get(signIn.userId)?.status !== 'ACTIVE') throw authenticationFailed();
  const session = createSession(org, { ...signIn, byToken: true });
  return ok(presentSession(org, session, false));
}

function sessionOf(org: Org, request: ApiRequest): Session {
  const id = request.param('sessionId');
  const session = org.sessions.get(id);
  if (!session) throw notFound(id, 'AppUserSession');
  return session;
}

function getSession(org: Org, request: ApiRequest): Answer {
  return ok(presentSession(org, sessionOf(org, request), false));
}

function revokeSession(org: Org, request: ApiRequest): Answer {
  org.sessions.delete(sessionOf(org, request).id);
  return noContent();
}

function refreshSession(org: Org, request: ApiRequest): Answer {
  const session = org.sessions.touch(sessionOf(org, request).id);
  if (!session) throw authenticationFailed();
  return ok(presentSession(org, session, false));
}
