import type { AuthorizationRule, Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { Artifacts } from './artifacts.ts';

const model = 'AppSession';

/** Minutes without use after which a refresh token and its app session end, unless a rule says otherwise. */
const defaultIdleMinutes = 90 * 24 * 60;

/** Scopes of a sign-in that other apps can share; its ID tokens name the session. */
const sharedScopes: readonly string[] = ['device_sso', 'interclient_access'];

/** A user's sign-in to an app, with its grant. */
interface AppSignIn {
  readonly grantId: string;
  readonly userId: string;
  readonly amr: readonly string[];
  readonly idpId: string | undefined;
  readonly scopes: readonly string[];
  /** Determines the lifetime of the session, as for a refresh token; evaluated only when a session begins. */
  readonly rule: () => AuthorizationRule | undefined;
}

/** The active session that a grant's tokens are bound to; undefined if there is none. Renews the binding. */
export function appSessionOf(org: Org, artifacts: Artifacts, grantId: string): Session | undefined {
  const known = artifacts.find(model, grantId)?.sessionUid;
  const session = known === undefined ? undefined : org.sessions.get(known);
  if (session) bindToSession(org, artifacts, grantId, session);
  return session;
}

/**
 * The session of apps that share a sign-in (Native SSO, Native to Web SSO). It begins with the first app's tokens, belongs to no
 * browser, and outlives the browser's session.
 * @see https://developer.okta.com/docs/guides/configure-native-sso/main/
 */
export function appSessionFor(org: Org, artifacts: Artifacts, signIn: AppSignIn): Session | undefined {
  const { grantId, userId, amr, idpId, scopes } = signIn;
  const known = appSessionOf(org, artifacts, grantId);
  if (known || !scopes.some((scope) => sharedScopes.includes(scope))) return known;
  const rule = signIn.rule();
  return org.transaction(() => {
    const session = org.sessions.create({
      ...{ userId, amr, idpId: idpId ?? org.id, isOfApps: true },
      idleMinutes: rule?.refreshTokenWindowMinutes || defaultIdleMinutes,
      maxMinutes: rule?.refreshTokenLifetimeMinutes ?? 0,
    });
    bindToSession(org, artifacts, grantId, session);
    return session;
  });
}

/** Binds the grant's tokens to the session. */
export function bindToSession(org: Org, artifacts: Artifacts, grantId: string, session: Session): void {
  const { id: sessionUid, userId: accountId } = session;
  artifacts.put(model, grantId, { sessionUid, accountId, grantId }, secondsLeft(org, session));
}

export const secondsLeft = (org: Org, { expiresAt }: Session): number =>
  Math.max(1, Math.ceil((Date.parse(expiresAt) - org.clock()) / 1000));
