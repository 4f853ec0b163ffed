import { createHash } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import { randomText } from '../org/kernel/ids.ts';
import type { Artifacts } from './artifacts.ts';

const model = 'DeviceSecret';
const lifetime = 90 * 24 * 3600;

/** The sign-in that the apps of a device share. */
interface DeviceSignIn {
  readonly userId: string;
  readonly sessionUid: string | undefined;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime: number | undefined;
}

/** The sign-in behind a device's secret; undefined where it is unknown, revoked or expired. */
export function deviceSecretOf(artifacts: Artifacts, secret: string): DeviceSignIn | undefined {
  const known = artifacts.find(model, secret);
  if (known === undefined) return undefined;
  const { accountId = '', sessionUid, amr = [], authTime } = known;
  return { userId: accountId, sessionUid, amr, authTime };
}

/** Ends the single sign-on of a device, when one of its apps asks. False when this is no secret of a device. */
export function revokeDeviceSecret(artifacts: Artifacts, secret: string, clientId: string): boolean {
  const known = artifacts.find(model, secret);
  if (known === undefined) return false;
  if (appsOf(known).includes(clientId)) artifacts.delete(model, secret);
  return true;
}

/** Another app on the device has signed in with the secret. */
export function joinDevice(
  artifacts: Artifacts,
  clock: () => number,
  secret: string,
  clientId: string,
): void {
  const known = artifacts.find(model, secret);
  if (known === undefined || appsOf(known).includes(clientId)) return;
  const left = Math.max(1, Number(known.exp) - Math.floor(clock() / 1000));
  artifacts.put(model, secret, { ...known, apps: [...appsOf(known), clientId] }, left);
}

const appsOf = ({ apps }: AdapterPayload): readonly string[] =>
  Array.isArray(apps) ? (apps as string[]) : [];

/** Whether an ID token goes with the secret: `ds_hash` (OpenID Connect Native SSO 1.0, section 3.3). */
export const isOfDevice = (claims: { readonly [name: string]: unknown }, secret: string): boolean =>
  claims['ds_hash'] === hashOf(secret);

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/**
 * The secret of a device, which the answer has, and what the ID token beside it says of it: with the scope `device_sso`, when
 * tokens are first given out.
 * @param known the secret, where this app has signed in with it
 */
export function deviceSecretFor(
  artifacts: Artifacts,
  clock: () => number,
  { clientId, ...signIn }: DeviceSignIn & { readonly clientId: string },
  known: string | undefined,
): { readonly secret: string; readonly claims: { readonly ds_hash: string } } {
  const secret = known ?? randomText(43);
  if (known === undefined) {
    const { userId, sessionUid, amr, authTime } = signIn;
    artifacts.put(
      model,
      secret,
      {
        accountId: userId,
        ...(sessionUid !== undefined && { sessionUid }),
        amr: [...amr],
        apps: [clientId],
        exp: Math.floor(clock() / 1000) + lifetime,
        ...(authTime !== undefined && { authTime }),
      },
      lifetime,
    );
  }
  return { secret, claims: { ds_hash: hashOf(secret) } };
}
