import type { AdapterPayload } from 'oidc-provider';
import { randomText } from '../org/kernel/ids.ts';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { secondsLeft } from './app-session.ts';
import type { Artifacts } from './artifacts.ts';
import type { ServerView } from './authorization-server.ts';
import { leftHalfHash } from './keys.ts';

const model = 'DeviceSecret';

/** The sign-in that the apps on a device share. */
interface DeviceSignIn {
  readonly userId: string;
  readonly sessionUid: string;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime: number | undefined;
}

/** An app on the device, with the grant of its tokens. */
interface Member {
  readonly clientId: string;
  readonly grantId: string;
}

/** The stored data of a secret that this server issued. */
function find(artifacts: Artifacts, { issuer }: ServerView, secret: string): AdapterPayload | undefined {
  const known = artifacts.find(model, secret);
  return known?.['issuer'] === issuer ? known : undefined;
}

/** The sign-in that a device secret represents; undefined if the secret is unknown, revoked or expired. */
export function deviceSecretOf(
  artifacts: Artifacts,
  server: ServerView,
  secret: string,
): DeviceSignIn | undefined {
  const known = find(artifacts, server, secret);
  if (known === undefined) return undefined;
  const { accountId = '', sessionUid = '', amr = [], authTime } = known;
  return { userId: accountId, sessionUid, amr, authTime };
}

/**
 * Ends the single sign-on of a device and the tokens of its apps, at the request of one of these apps. Returns false if this is
 * not a device secret.
 */
export function revokeDeviceSecret(
  org: Org,
  artifacts: Artifacts,
  server: ServerView,
  { secret, clientId }: { readonly secret: string; readonly clientId: string },
): boolean {
  const known = find(artifacts, server, secret);
  if (known === undefined) return false;
  const members = membersOf(known);
  if (!members.some((member) => member.clientId === clientId)) return true;
  org.transaction(() => {
    artifacts.delete(model, secret);
    org.sessions.delete(known.sessionUid ?? '');
    for (const { grantId } of members) artifacts.deleteByGrant(grantId);
  });
  return true;
}

/** The introspection response for a device secret; undefined if it is not a device secret, or not of the app's device. */
export function introspectDeviceSecret(
  org: Org,
  artifacts: Artifacts,
  server: ServerView,
  { secret, clientId }: { readonly secret: string; readonly clientId: string },
): Record<string, unknown> | undefined {
  const known = find(artifacts, server, secret);
  const session = org.sessions.get(known?.sessionUid ?? '');
  if (known === undefined || session === undefined) return undefined;
  if (!membersOf(known).some((member) => member.clientId === clientId)) return undefined;
  return {
    active: true,
    sid: session.id,
    token_type: 'urn:x-oath:params:oauth:token-type:device-secret',
    exp: Math.floor(Date.parse(session.expiresAt) / 1000),
  };
}

const membersOf = ({ members }: AdapterPayload): readonly Member[] =>
  Array.isArray(members) ? (members as Member[]) : [];

/** Records that another app on the device signed in with the secret, and restarts the idle time. */
export function joinDevice(
  org: Org,
  artifacts: Artifacts,
  secret: string,
  session: Session,
  member: Member,
): void {
  const known = artifacts.find(model, secret);
  if (known === undefined) return;
  const touched = org.sessions.touch(session.id) ?? session;
  const members = [...membersOf(known), member];
  artifacts.put(model, secret, { ...known, members }, secondsLeft(org, touched));
}

/**
 * The device secret to return, and the claims about it for the ID token (OpenID Connect Native SSO 1.0, section 3.3): with the
 * scope `device_sso`, when the first tokens are issued.
 * @param known the secret that this app signed in with, if any
 */
export function deviceSecretFor(
  org: Org,
  artifacts: Artifacts,
  { issuer }: ServerView,
  {
    session,
    member,
    ...signIn
  }: Omit<DeviceSignIn, 'sessionUid'> & { readonly session: Session; readonly member: Member },
  known: string | undefined,
): { readonly secret: string; readonly claims: { readonly ds_hash: string } } {
  const secret = known ?? randomText(43);
  if (known === undefined) {
    const { userId, amr, authTime } = signIn;
    artifacts.put(
      model,
      secret,
      {
        ...{ accountId: userId, sessionUid: session.id, amr: [...amr], members: [member], issuer },
        ...(authTime !== undefined && { authTime }),
      },
      secondsLeft(org, session),
    );
  }
  // Computed like `at_hash`, as Okta's SDKs for mobile apps expect.
  return { secret, claims: { ds_hash: leftHalfHash(secret) } };
}
