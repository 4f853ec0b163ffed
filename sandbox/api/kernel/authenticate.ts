import type { IncomingHttpHeaders } from 'node:http';
import { OktaError, accessDenied, invalidToken } from '../../org/kernel/errors.ts';
import { userParty } from '../../org/log/parties.ts';
import type { LogParty, Session, User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { roleAllows } from '../org/admin-roles.ts';

/** The caller of the Management API. */
export interface Principal {
  /** The person that the token belongs to; absent for a service app, which acts for itself. */
  readonly user?: User;
  /**
   * What an OAuth token allows; absent for SSWS tokens and session cookies, which allow what the person may do.
   */
  readonly scopes?: ReadonlySet<string>;
  readonly clientId?: string;
  /** The API token (SSWS) that was sent. */
  readonly apiTokenId?: string;
  /** True when only the session cookie says who it is: such a person reads and changes their own account. */
  readonly bySession: boolean;
}

/** What the org authorization server says about one of its access tokens. */
export interface VerifiedToken {
  readonly scopes: readonly string[];
  readonly userId?: string | undefined;
  readonly clientId: string;
}

/** Checks credentials issued by the OAuth part of the org; undefined if they are invalid. */
export interface Credentials {
  /**
   * A token of the org authorization server.
   * @throws ProofRefusal if it is bound to a key and the request has no valid proof
   */
  accessToken(
    token: string,
    request: {
      readonly method: string;
      readonly url: string;
      readonly headers: IncomingHttpHeaders;
      /** The scope that the endpoint requires. */
      readonly scope: string;
    },
  ): Promise<VerifiedToken | undefined>;
  /** The active session of a Cookie header. */
  session(cookieHeader: string): Session | undefined;
}

/**
 * Who makes the request, by `Authorization: SSWS …`, `Bearer …` or `DPoP …`, or by the session cookie. Okta's
 * own Python SDK writes no space behind `SSWS`.
 * @param scope what the endpoint requires, for the error
 * @throws OktaError 401 E0000011 without valid credentials; ProofRefusal
 */
export async function authenticate(
  org: Org,
  request: { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders },
  credentials: Credentials,
  scope: string,
): Promise<Principal> {
  const [, scheme = '', value = ''] =
    /^(ssws|[a-z]+(?=\s))\s*(\S*)/i.exec(request.headers.authorization ?? '') ?? [];
  if (scheme.toUpperCase() === 'SSWS') return bySsws(org, value);
  if (/^(bearer|dpop)$/i.test(scheme)) {
    const { method, path, headers } = request; // Koa's has them from its prototype: a spread would lose them
    const token = await credentials.accessToken(value, { method, headers, scope, url: org.url + path });
    if (!token) throw invalidToken();
    return byOAuthToken(org, token);
  }
  return bySession(org, credentials.session(request.headers.cookie ?? ''));
}

function bySsws(org: Org, value: string): Principal {
  const token = org.apiTokens.byValue(value);
  const user = token && org.users.get(token.userId);
  if (!token || !user || user.status === 'SUSPENDED' || user.status === 'DEPROVISIONED') throw invalidToken();
  org.apiTokens.touch(token);
  return { user, apiTokenId: token.id, bySession: false };
}

function byOAuthToken(org: Org, token: VerifiedToken): Principal {
  const scopes = new Set(token.scopes);
  if (token.userId === undefined) return { scopes, clientId: token.clientId, bySession: false };
  const user = org.users.get(token.userId);
  if (!user) throw invalidToken();
  return { user, scopes, clientId: token.clientId, bySession: false };
}

function bySession(org: Org, session: Session | undefined): Principal {
  const user = session && org.users.get(session.userId);
  if (!user) throw invalidToken();
  return { user, bySession: true };
}

/** 403 E0000006: the access token lacks a scope. Okta's SDK for Go reads its name from the challenge. */
const insufficientScope = (org: Org, path: string, scope: string): OktaError =>
  new OktaError(
    403,
    'E0000006',
    accessDenied().message,
    [`The access token provided does not contain the required scopes: ${scope}.`],
    `Bearer authorization_uri="${org.url}/oauth2/v1/authorize", realm="${org.url}", scope="${scope}", ` +
      `error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", ` +
      `resource="${path}"`,
  );

/**
 * Checks that the principal may call the endpoint: by the scope of its token, and by the person's admin role.
 * @param selfId the person that the call is about, when it is about one
 * @throws OktaError 403 E0000006; the cause names a missing scope
 */
export function authorize(
  org: Org,
  principal: Principal,
  endpoint: {
    readonly name: string;
    /** The path as requested. */
    readonly path: string;
    readonly scope: string;
    readonly selfScope?: string | undefined;
  },
  selfId: string | undefined,
): void {
  const isSelf = principal.user !== undefined && principal.user.id === selfId;
  const needed = isSelf && endpoint.selfScope !== undefined ? endpoint.selfScope : endpoint.scope;
  if (
    principal.scopes &&
    !holdsScope(principal.scopes, needed) &&
    !holdsScope(principal.scopes, endpoint.scope)
  ) {
    throw insufficientScope(org, endpoint.path, needed);
  }
  // Deviation: a service app may do whatever its scopes allow, regardless of its roles.
  if (!principal.user || (isSelf && endpoint.selfScope !== undefined)) return;
  if (!mayAdminister(org, principal.user.id, endpoint)) throw accessDenied();
}

/** `okta.users.manage` includes `okta.users.read`. */
const holdsScope = (held: ReadonlySet<string>, needed: string): boolean =>
  held.has(needed) || (/\.read(\.self)?$/.test(needed) && held.has(needed.replace('.read', '.manage')));

// Deviation: standard admin roles are checked for each endpoint, but their restriction to groups or apps is not.
/** Whether one of the person's roles, own or through a group, allows the call. */
function mayAdminister(
  org: Org,
  userId: string,
  endpoint: { readonly name: string; readonly scope: string },
): boolean {
  const assignees = [userId, ...org.groups.ofUser(userId).map(({ id }) => id)];
  return assignees.flatMap((id) => org.roles.of(id)).some(({ type }) => roleAllows(type, endpoint));
}

/** The principal as the system log names it. */
export function actorOf(org: Org, principal: Principal): LogParty {
  if (principal.user) return userParty(principal.user);
  const app = principal.clientId === undefined ? undefined : org.apps.byClientId(principal.clientId);
  const id = app?.id ?? 'unknown';
  return { id, type: 'PublicClientApp', alternateId: id, displayName: app?.label ?? id };
}
