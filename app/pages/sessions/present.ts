import type { SignIn } from '../../store/sign-ins.ts';

/** A session as a page shows it; times in seconds since the epoch. */
export interface ShownSession {
  id: string;
  userId: string;
  userName: string;
  browser: string;
  begun: number;
  used: number;
  isThis: boolean;
}

/** @param thisId the session of the browser that asks */
export const present = (signIn: SignIn, thisId: string): ShownSession => ({
  id: signIn.id,
  userId: signIn.user_id,
  userName: signIn.user_name,
  browser: browserName(signIn.browser),
  begun: Math.floor(signIn.begun_at / 1000),
  used: Math.floor(signIn.used_at / 1000),
  isThis: signIn.id === thisId,
});

/** In the order of asking: most browsers also call themselves what they are compatible with. */
const browsers: readonly (readonly [string, RegExp])[] = [
  ['Edge', /\bEdg(A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(Firefox|FxiOS)\//],
  ['Chrome', /\b(Chrome|CriOS|HeadlessChrome)\//],
  ['Safari', /\bSafari\//],
  ['curl', /^curl\//],
];
const systems: readonly (readonly [string, RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];

/** A display name of the browser, to help users recognize their own. It is not verified. */
function browserName(userAgent: string): string {
  const named = (list: typeof browsers): string | undefined =>
    list.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const [browser, system] = [named(browsers), named(systems)];
  if (browser === undefined) return system ?? 'Unknown browser';
  return system === undefined ? browser : `${browser} on ${system}`;
}
