import { randomText } from '../org/kernel/ids.ts';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { Artifacts } from '../oauth/artifacts.ts';

/** Okta's name for the cookie of the Identity Engine session. HttpOnly; its value is a secret, not the session id. */
export const sessionCookie = 'idx';

export interface SignIn {
  readonly userId: string;
  /** RFC 8176 */
  readonly amr: readonly string[];
  /** The identity provider that vouched for the person; the org itself when absent. */
  readonly idpId?: string;
}

/** How long a session lives without use. Okta's default. */
export const sessionLifetimeSeconds = 2 * 60 * 60;

/**
 * Starts a session of a person at the org. One session serves all authorization servers of the org.
 * @returns the value for the session cookie
 */
export function startSession(org: Org, artifacts: Artifacts, signIn: SignIn): string {
  const cookie = randomText(43);
  const session = org.sessions.create({ ...signIn, idpId: signIn.idpId ?? org.id });
  const loginTs = Math.floor(Date.parse(session.authenticatedAt) / 1000);
  artifacts.put(
    'Session',
    cookie,
    {
      kind: 'Session',
      jti: cookie,
      uid: session.id,
      accountId: signIn.userId,
      loginTs,
      amr: [...signIn.amr],
      iat: loginTs,
      exp: loginTs + sessionLifetimeSeconds,
    },
    sessionLifetimeSeconds,
  );
  return cookie;
}

/** The living session behind a cookie value. */
export function sessionOfCookie(
  org: Org,
  artifacts: Artifacts,
  cookie: string | undefined,
): Session | undefined {
  const payload = cookie === undefined ? undefined : artifacts.find('Session', cookie);
  return payload?.uid === undefined ? undefined : org.sessions.get(payload.uid);
}
