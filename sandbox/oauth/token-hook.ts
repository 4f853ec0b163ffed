import type { Context } from 'koa';
import { appTarget } from '../api/log/log-event.ts';
import { hookSession, hookUser } from '../hooks/hook-context.ts';
import { askInlineHook, defaultError, type Question } from '../hooks/inline-hooks.ts';
import type { App } from '../org/apps/model.ts';
import type { InlineHook } from '../org/hooks/model.ts';
import type { Session, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { callerOf } from '../sign-in/log.ts';
import type { ServerView } from './authorization-server.ts';
import { OAuthError } from './okta-errors.ts';
import { patchToken, type Patched } from './token-patches.ts';

type Claims = Record<string, unknown>;

/** The tokens of a request after the hook. */
export interface HookedTokens {
  readonly identity: Patched;
  readonly access: Patched;
}

/** The request whose tokens are about to be signed. */
export interface Issuing {
  readonly ctx: Parameters<typeof callerOf>[0] & Pick<Context, 'href'>;
  readonly endpoint: 'token' | 'authorize';
  readonly app: App | undefined;
  /** Absent if the client acts for itself. */
  readonly user: User | undefined;
  readonly session: Session | undefined;
  /** What the hook gets as `protocol.request`. */
  readonly request: object;
}

/** The lifetime of an ID token in seconds. */
const hour = 3600;
/** Claims that define the token, which hooks cannot change. */
const fixed = {
  access: ['ver', 'jti', 'iss', 'iat', 'exp', 'cid', 'uid', 'scp', 'cnf', 'act', 'auth_time'],
  identity: ['ver', 'jti', 'iss', 'aud', 'iat', 'exp', 'sub', 'auth_time', 'nonce', 'at_hash', 'c_hash'],
};

/**
 * Calls the token inline hook that an access policy rule names. The hook can change the claims before the tokens are signed.
 * @throws OAuthError if the hook returns an error
 * @see https://developer.okta.com/docs/reference/token-hook/
 */
export async function askTokenHook(
  org: Org,
  server: ServerView,
  hook: InlineHook,
  issuing: Issuing,
  { access = {}, identity = {} }: { readonly access?: Claims; readonly identity?: Claims },
): Promise<HookedTokens> {
  const { ctx, app } = issuing;
  const asking = { ...callerOf(ctx), path: ctx.href };
  const asked = await askInlineHook(org, hook, asking, {
    actor: app && { ...appTarget(app), type: 'PublicClientApp' },
    ...questionOf(org, server, issuing, access, identity),
  });
  if (asked.kind === 'error') throw new OAuthError('server_error', asked.error.errorSummary ?? defaultError);
  let outcome: HookedTokens = { access: { claims: access }, identity: { claims: identity } };
  if (asked.kind === 'failed') return outcome;
  let problem: string | undefined;
  for (const { type, value } of asked.commands) {
    const part = type === 'com.okta.access.patch' ? 'access' : 'identity';
    const isKnown = part === 'access' || type === 'com.okta.identity.patch';
    const patched = isKnown ? patchToken(outcome[part], value, fixed[part]) : undefined;
    if (patched) outcome = { ...outcome, [part]: patched };
    else problem = `The command ${type} is not supported.`;
  }
  asked.processed(problem);
  return outcome;
}

function questionOf(
  org: Org,
  server: ServerView,
  issuing: Issuing,
  access: Claims,
  identity: Claims,
): Question {
  const isAbout = Object.keys(access).length > 0;
  return {
    source: `${server.issuer}/v1/${issuing.endpoint}`,
    context: contextOf(org, server, issuing),
    data: {
      ...(Object.keys(identity).length > 0 && {
        identity: { claims: identity, token: { lifetime: { expiration: hour } } },
      }),
      ...(isAbout && {
        access: {
          claims: access,
          token: { lifetime: { expiration: Number(access.exp) - Number(access.iat) } },
          scopes: Object.fromEntries(
            (access.scp as readonly string[]).map((scope) => [scope, { id: scope, action: 'GRANT' }]),
          ),
        },
      }),
    },
  };
}

function contextOf(org: Org, server: ServerView, { app, user, session, request }: Issuing): object {
  return {
    protocol: {
      type: 'OAUTH2.0',
      request,
      issuer: { uri: server.issuer },
      client: {
        id: app?.oauth?.clientId,
        name: app?.label,
        type: app?.oauth?.tokenEndpointAuthMethod === 'none' ? 'PUBLIC' : 'CONFIDENTIAL',
      },
    },
    ...(session && { session: hookSession(org, session) }),
    ...(user && { user: hookUser(org, user) }),
  };
}
