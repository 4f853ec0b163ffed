import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { LogoutCall } from '../org/apps/logout-call.ts';
import type { App } from '../org/apps/model.ts';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { Artifacts } from './artifacts.ts';

const model = 'SessionApps';
/** Seconds that it is remembered which apps a session has led to. */
const kept = 90 * 24 * 3600;

/** Whether the org sends the app logout requests, and with the session in them. */
interface Participation {
  readonly address: URL;
  readonly withSession: boolean;
}

/**
 * An app that takes part in front-channel single logout, with the address to notify.
 * @see https://developer.okta.com/docs/guides/single-logout/
 */
function participationOf(app: App | undefined): Participation | undefined {
  const {
    participate_slo: takesPart,
    frontchannel_logout_uri: address,
    frontchannel_logout_session_required: withSession,
  } = app?.rest.oauthClient ?? {};
  if (app?.status !== 'ACTIVE' || takesPart !== true || typeof address !== 'string') return undefined;
  // With a wildcard, it only says where the app may be, not where it is.
  if (!URL.canParse(address) || address.includes('*')) return undefined;
  return { address: new URL(address), withSession: withSession === true };
}

/** The `sid` for an ID token, if its app is notified which session ended (OpenID Connect Front-Channel Logout, section 3). */
export const sessionClaim = (app: App, session: Session | undefined): { readonly sid?: string } =>
  session !== undefined && participationOf(app)?.withSession === true ? { sid: session.id } : {};

/** Remembers which of the apps that take part a session at the org has led to, and by which of its servers. */
export function rememberApps(org: Org, artifacts: Artifacts, provider: Provider): void {
  const { issuer } = provider;
  provider.on('authorization.success', ({ oidc }: KoaContextWithOIDC) => {
    rememberApp(org, artifacts, issuer, { sessionId: oidc.session?.uid, clientId: oidc.client?.clientId });
  });
  // Codes that did not come from the authorization endpoint.
  provider.on('grant.success', ({ oidc }: KoaContextWithOIDC) => {
    const sessionId = oidc.entities.AuthorizationCode?.sessionUid;
    rememberApp(org, artifacts, issuer, { sessionId, clientId: oidc.client?.clientId });
  });
}

/** Records that a session was used to sign in to an app, if the app takes part in single logout. */
export function rememberApp(
  org: Org,
  artifacts: Artifacts,
  issuer: string,
  { sessionId, clientId }: { readonly sessionId: string | undefined; readonly clientId: string | undefined },
): void {
  if (sessionId === undefined || clientId === undefined) return;
  if (participationOf(org.apps.byClientId(clientId)) === undefined) return;
  const apps = appsOf(artifacts, sessionId);
  if (Object.hasOwn(apps, clientId)) return;
  artifacts.put(model, sessionId, { apps: { ...apps, [clientId]: issuer } }, kept);
}

/** The issuers of the apps of a session, by client. */
const appsOf = (artifacts: Artifacts, sessionId: string): Readonly<Record<string, string>> =>
  (artifacts.find(model, sessionId)?.['apps'] ?? {}) as Readonly<Record<string, string>>;

/** The addresses that the browser loads to notify the session's apps, except the one that started the sign-out. */
export function takeLogoutAddresses(
  org: Org,
  artifacts: Artifacts,
  session: Session,
  beginner: App | undefined,
): readonly LogoutCall[] {
  const apps = Object.entries(appsOf(artifacts, session.id));
  artifacts.delete(model, session.id);
  return apps.flatMap(([clientId, issuer]) => {
    const app = org.apps.byClientId(clientId);
    const found = app?.id === beginner?.id ? undefined : participationOf(app);
    if (found === undefined) return [];
    if (found.withSession) {
      found.address.searchParams.set('iss', issuer);
      found.address.searchParams.set('sid', session.id);
    }
    return [{ address: found.address }];
  });
}
