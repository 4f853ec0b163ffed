import type { AdapterPayload } from 'oidc-provider';
import { randomText } from '../org/kernel/ids.ts';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { secondsLeft } from './app-session.ts';
import type { Artifacts } from './artifacts.ts';
import type { ServerView } from './authorization-server.ts';
import { leftHalfHash } from './keys.ts';

const model = 'DeviceSecret';

/** The sign-in that the apps of a device share. */
interface DeviceSignIn {
  readonly userId: string;
  readonly sessionUid: string;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime: number | undefined;
}

/** An app of the device, and the grant of its tokens. */
interface Member {
  readonly clientId: string;
  readonly grantId: string;
}

/** What is kept of a secret that this server has given out. */
function find(artifacts: Artifacts, { issuer }: ServerView, secret: string): AdapterPayload | undefined {
  const known = artifacts.find(model, secret);
  return known?.['issuer'] === issuer ? known : undefined;
}

/** The sign-in behind a device's secret; undefined where it is unknown, revoked or expired. */
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
 * Ends the single sign-on of a device, and the tokens of its apps, when one of them asks. False when this is no secret of a
 * device.
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

/** What introspection tells an app of its device's secret; undefined where that is none, or not one of the app's device. */
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

/** Another app on the device has signed in with the secret, which is idle from now on. */
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
 * The secret of a device, which the answer has, and what the ID token beside it says of it (OpenID Connect Native SSO 1.0,
 * section 3.3): with the scope `device_sso`, when tokens are first given out.
 * @param known the secret, where this app has signed in with it
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
  // Made as `at_hash` is: Okta's SDKs for mobile apps compare it so.
  return { secret, claims: { ds_hash: leftHalfHash(secret) } };
}
