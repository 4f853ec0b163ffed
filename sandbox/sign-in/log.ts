import type { Context } from 'koa';
import type { App } from '../org/apps/model.ts';
import { appParty, userParty } from '../org/log/parties.ts';
import type { LogClient, LogParty, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';

/** The request that something happens in, as the System Log names it. */
export interface Caller {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly client: LogClient;
  /** The token that identifies the browser or the app again. */
  readonly device?: string | undefined;
}

/** Okta's name for the cookie by which a browser is known again. */
export const deviceCookie = 'DT';

export const callerOf = (ctx: Pick<Context, 'state' | 'method' | 'path' | 'ip' | 'get'>): Caller => ({
  id: String(ctx.state.requestId),
  method: ctx.method,
  path: ctx.path,
  client: { ipAddress: ctx.ip, userAgent: ctx.get('user-agent') },
  device: deviceIn(ctx.get('cookie')),
});

/** The token of the browser that sent these cookies. */
export const deviceIn = (cookies = ''): string | undefined => /(?:^|;\s*)DT=([^;]+)/.exec(cookies)?.[1];

/** Why there was no sign-in, in the words of the System Log: the same for every way to sign in. */
export type Refusal = 'INVALID_CREDENTIALS' | 'LOCKED_OUT';

const nobody: LogParty = { id: 'unknown', type: 'User', alternateId: 'unknown', displayName: 'unknown' };

/** Writes a sign-in at the org, or why there was none. */
export function logSignIn(
  org: Org,
  caller: Caller,
  signIn: { readonly user: User | undefined; readonly login: string; readonly refusal?: Refusal },
): void {
  const { user, login, refusal } = signIn;
  org.log.write({
    eventType: 'user.session.start',
    actor: user ? userParty(user) : { ...nobody, alternateId: login },
    client: caller.client,
    requestId: caller.id,
    outcome: refusal === undefined ? { result: 'SUCCESS' } : { result: 'FAILURE', reason: refusal },
  });
}

/** Writes that policies let a person in by no means; which ones, the decision of the request says. */
export function logDenied(org: Org, caller: Caller, user: User, app: App | undefined): void {
  logOfPerson(org, caller, 'policy.evaluate_sign_on', user, {
    outcome: { result: 'DENY', reason: 'Sign-on policy evaluation resulted in DENY' },
    ...(app && { targets: [appParty(app)] }),
  });
}

/** Writes that a person's session at the org has ended. */
export function logSignOut(
  org: Org,
  caller: Caller,
  userId: string,
  debugData?: Readonly<Record<string, string>>,
): void {
  const user = org.users.get(userId);
  if (user) logOfPerson(org, caller, 'user.session.end', user, debugData && { debugData });
}

/** Logs what a user did to their own account. */
export function logOfPerson(
  org: Org,
  caller: Caller,
  eventType: string,
  user: User,
  more: Pick<Parameters<Org['log']['write']>[0], 'outcome' | 'targets' | 'debugData' | 'displayMessage'> = {},
): void {
  org.log.write({
    eventType,
    actor: userParty(user),
    client: caller.client,
    requestId: caller.id,
    ...more,
  });
}
