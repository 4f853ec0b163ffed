import type { AdapterPayload } from 'oidc-provider';

/** What oidc-provider keeps as seconds since the epoch. */
const moments = ['iat', 'exp', 'iiat', 'authTime', 'loginTs'] as const;

/**
 * Seconds by which the org's clock is ahead of the machine's, which oidc-provider uses. What it keeps is stored in the
 * org's time and handed back in the machine's, so that the org's clock may be moved at any moment; what it puts into an
 * answer is moved on the way out.
 */
export const clockShift = (clock: () => number): number => Math.round((clock() - Date.now()) / 1000);

/** As the org stores it. */
export const toOrgTime = (payload: AdapterPayload, clock: () => number): AdapterPayload =>
  moved(payload, clockShift(clock));

/** As oidc-provider takes it. */
export const toLibraryTime = (payload: AdapterPayload, clock: () => number): AdapterPayload =>
  moved(payload, -clockShift(clock));

function moved(payload: AdapterPayload, seconds: number): AdapterPayload {
  if (seconds === 0) return payload;
  const changed = moments.flatMap((name) => {
    const moment = payload[name];
    return typeof moment === 'number' ? [[name, moment + seconds] as const] : [];
  });
  return { ...payload, ...Object.fromEntries(changed) };
}
