import { createHash } from 'node:crypto';
import type { AdapterPayload, KoaContextWithOIDC } from 'oidc-provider';
import { randomText } from '../org/kernel/ids.ts';
import { clockShift } from './library-time.ts';
import type { Artifacts } from './artifacts.ts';

const model = 'DeviceSecret';
const lifetime = 90 * 24 * 3600;

/** The sign-in that the apps of a device share. */
interface DeviceSignIn {
  readonly userId: string;
  readonly sessionUid: string;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime: number | undefined;
}

/** The sign-in behind a device's secret; undefined where it is unknown, revoked or expired. */
export function deviceSecretOf(artifacts: Artifacts, secret: string): DeviceSignIn | undefined {
  const known = artifacts.find(model, secret);
  if (known === undefined) return undefined;
  const { accountId = '', sessionUid = '', amr = [], authTime } = known;
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
 * What the ID token says of the device whose secret comes with it: with the scope `device_sso`, when tokens are first given
 * out. The answer has the secret itself.
 */
export function deviceClaims(
  artifacts: Artifacts,
  ctx: KoaContextWithOIDC,
  clock: () => number,
): { readonly ds_hash?: string } {
  const { AuthorizationCode: code } = ctx.oidc.entities;
  const state = ctx.state as { deviceSecret?: string; tokenAnswer?: Record<string, unknown> };
  if (ctx.oidc.route !== 'token' || !code?.scopes.has('device_sso')) return {};
  const secret = state.deviceSecret ?? randomText(43);
  if (state.deviceSecret === undefined)
    artifacts.put(
      model,
      secret,
      {
        accountId: code.accountId,
        ...(code.sessionUid !== undefined && { sessionUid: code.sessionUid }),
        amr: code.amr ?? [],
        apps: [code.clientId ?? ''],
        exp: Math.floor(clock() / 1000) + lifetime,
        // The code has oidc-provider's time, the record the org's.
        ...(code.authTime !== undefined && { authTime: code.authTime + clockShift(clock) }),
      },
      lifetime,
    );
  state.deviceSecret = secret;
  state.tokenAnswer = { ...state.tokenAnswer, device_secret: secret };
  return { ds_hash: hashOf(secret) };
}
