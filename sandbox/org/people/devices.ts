import type { User } from '../kernel/model.ts';
import type { Org } from '../org.ts';

/** What Okta's User Blocks API returns for a user who cannot sign in. */
export type Blocked = 'ANY_DEVICES' | 'UNKNOWN_DEVICES';

/** Whether the person has signed in with that device before. */
export const isKnownDevice = ({ devices = [] }: User, device: string | undefined): boolean =>
  device !== undefined && devices.includes(device);

/**
 * Whether wrong passwords from unknown devices block such devices only, and the account stays open to the others.
 * @see https://support.okta.com/help/s/article/detect-lockouts-caused-by-unknown-devices
 */
export const sparesKnownDevices = (org: Org): boolean =>
  org.settings.attackProtection?.preventBruteForceLockoutFromUnknownDevices === true;

/** From which devices a person cannot sign in because of too many wrong passwords. */
export function blockedDevices(org: Org, { status, unknownDevices }: User): Blocked | undefined {
  if (status === 'LOCKED_OUT') return 'ANY_DEVICES';
  if (!sparesKnownDevices(org) || unknownDevices?.blocked !== true) return undefined;
  const { blockedUntil } = unknownDevices;
  const isOver = blockedUntil !== undefined && Date.parse(blockedUntil) <= org.clock();
  return isOver ? undefined : 'UNKNOWN_DEVICES';
}
