import type { Agent, AgentConnection } from '../../../org/agents/model.ts';
import type { App } from '../../../org/apps/model.ts';
import { randomText } from '../../../org/kernel/ids.ts';
import type { User } from '../../../org/kernel/model.ts';
import type { Org } from '../../../org/org.ts';
import { orgServerId } from '../../../org/servers/signing-keys.ts';
import { type ServerView, viewOfCustomServer } from '../../authorization-server.ts';
import { allowedScopes, isAboutPerson } from '../../checks/requested-scopes.ts';
import { signOwn } from '../../keys.ts';
import { logIdJag } from '../../log.ts';
import { OAuthError } from '../../okta-errors.ts';
import { askedScopes, type ClientRequest, type PlainAnswer } from '../grant.ts';
import {
  invalidAudience,
  invalidRequest,
  invalidRequestedType,
  invalidSubject,
  invalidSubjectType,
  issuerOf,
  tokenType,
  verified,
} from './subject.ts';

/** The `typ` in the header of an ID-JAG. */
export const idJagType = 'oauth-id-jag+jwt';
/** The maximum lifetime of an ID-JAG in seconds. */
export const idJagLifetime = 300;

const subjectProblem = (what: string): OAuthError => invalidRequest(`'subject_token' is invalid: ${what}`);

/**
 * Cross App Access, first leg: an agent, or the app through which people sign in to it, gets an assertion about a person
 * for the authorization server of an API (Identity Assertion JWT Authorization Grant).
 * @see https://developer.okta.com/docs/guides/ai-agent-token-exchange/main/
 */
export async function issueIdJag(request: ClientRequest): Promise<PlainAnswer> {
  const { org, server, app, oauth, form } = request;
  if (server.id !== 'org') throw invalidRequestedType();
  const agent = org.agents.ofClient(app);
  const user = await personOf(request, agent);
  const { connection, target } = connectionFor(org, agent, form);
  const resource = form.get('resource') ?? connection.resourceIndicator;
  const scopes = scopesFor(org, target, connection, form);
  const now = Math.floor(org.clock() / 1000);
  const assertion = await signOwn(
    org,
    orgServerId,
    {
      ...{ client_id: oauth.clientId, scope: scopes.join(' ') },
      ...(resource !== undefined && { resource }),
      ...(askedScopes(form).includes('email') && { email: user.profile.email }),
      act: { sub: connection.agentId, sub_profile: 'ai_agent' },
      ...{ iss: org.url, sub: user.id, aud: target.issuer, iat: now, exp: now + idJagLifetime },
      jti: `IDAAG.${randomText(43)}`,
    },
    { typ: idJagType },
  );
  const about = { audience: target.issuer, agent: org.agents.require(connection.agentId), scopes };
  org.transaction(() => {
    logIdJag(request, user, about);
  });
  return {
    answer: {
      token_type: 'N_A',
      expires_in: idJagLifetime,
      access_token: assertion,
      issued_token_type: tokenType.idJag,
    },
  };
}

/** The user that the subject token is about. The token must have been issued to the app that they sign in to. @throws OAuthError */
async function personOf(request: ClientRequest, agent: Agent | undefined): Promise<User> {
  const { org, app } = request;
  const { userId, issuedTo, source } = await subjectOf(request, agent);
  const own = source ?? (agent?.appId === undefined ? app : org.apps.get(agent.appId));
  // What a SAML response was turned into is the agent's own.
  const clientId = own?.oauth?.clientId ?? agent?.id;
  if (own === undefined || issuedTo !== clientId)
    throw agent?.id === app.id
      ? subjectProblem('the client application is not registered for delegation to this agent.')
      : invalidSubject();
  if (own.status !== 'ACTIVE')
    throw subjectProblem('the client application referenced in the token is not active.');
  const user = org.users.get(userId);
  if (user?.status !== 'ACTIVE') throw subjectProblem('the user account is not active.');
  if (org.apps.assignmentOf(own.id, user.id) === undefined)
    throw subjectProblem('the user is not assigned to the client application.');
  return user;
}

/** The person of a subject token, and the client that got it. */
interface Subject {
  readonly userId: string;
  readonly issuedTo: string;
  /** The app that the token was issued to, if a delegation link allows the agent to present it. */
  readonly source?: App;
}

/** @throws OAuthError */
async function subjectOf(request: ClientRequest, agent: Agent | undefined): Promise<Subject> {
  const { org, server, artifacts, form } = request;
  const token = form.get('subject_token') ?? '';
  switch (form.get('subject_token_type')) {
    case tokenType.idToken: {
      if (issuerOf(org, token)?.id !== server.id) throw foreignIssuer();
      const { sub = '', aud, jti = '' } = await verified(org, server, token);
      // An access token is signed by the same key.
      if (!jti.startsWith('ID.')) throw invalidSubject();
      return { userId: sub, issuedTo: String(aud) };
    }
    case tokenType.refreshToken: {
      const kept = artifacts.find('RefreshToken', token);
      const isOurs = kept?.['issuer'] === server.issuer && kept.consumed === undefined;
      if (!isOurs) throw new OAuthError('invalid_grant', 'The refresh token is invalid or expired.');
      return { userId: kept.accountId ?? '', issuedTo: kept.clientId ?? '' };
    }
    case tokenType.accessToken:
      return await delegatedSubject(request, agent, token);
    default:
      throw invalidSubjectType();
  }
}

const foreignIssuer = (): OAuthError => subjectProblem('the token issuer is not allowed for this exchange.');

// Deviation: an access token that is exchanged for an ID-JAG may have any audience; Okta compares it with the
// agent's address.
/** The access token of an app of a custom server, which a link lets the agent show. @throws OAuthError */
async function delegatedSubject(
  { org, artifacts }: ClientRequest,
  agent: Agent | undefined,
  token: string,
): Promise<Subject> {
  const issuer = issuerOf(org, token);
  if (issuer === undefined || issuer.id === 'org') throw foreignIssuer();
  const claims = await verified(org, issuer, token);
  const kept = artifacts.accessToken(claims.jti);
  if (kept === undefined) throw invalidSubject();
  const source = org.apps.byClientId(kept.clientId ?? '');
  if (source === undefined || agent === undefined || !org.agents.isLinked(source.id, agent.id))
    throw subjectProblem('no delegation policy authorizes this token.');
  if (source.status !== 'ACTIVE')
    throw subjectProblem('the client application referenced in the token is not active.');
  return { userId: String(claims['uid']), issuedTo: kept.clientId ?? '', source };
}

/** The agent's connection to this issuer, and to the resource if it names one. @throws OAuthError */
function connectionFor(
  org: Org,
  agent: Agent | undefined,
  form: URLSearchParams,
): { readonly connection: AgentConnection; readonly target: ServerView } {
  const audience = form.get('audience');
  const resource = form.get('resource');
  const all = agent?.status === 'ACTIVE' ? org.agents.connectionsOf(agent.id) : [];
  const atIssuer = all.flatMap((connection) => {
    const target = viewOfCustomServer(org, connection.serverId);
    return connection.status === 'ACTIVE' && target?.issuer === audience ? [{ connection, target }] : [];
  });
  if (atIssuer.length === 0) throw invalidAudience();
  const found = atIssuer.find(
    ({ connection, target }) =>
      resource === null || resource === (connection.resourceIndicator ?? target.audience),
  );
  if (found === undefined) throw new OAuthError('invalid_target', "'resource' is invalid or not supported.");
  return found;
}

/** What of the server's scopes the connection allows; scopes about the person are left out. @throws OAuthError */
function scopesFor(
  org: Org,
  target: ServerView,
  { scopeCondition, scopes }: AgentConnection,
  form: URLSearchParams,
): string[] {
  const asked = askedScopes(form);
  const own = asked.filter((scope) => !isAboutPerson(scope));
  if (asked.length > 0 && own.length === 0)
    throw new OAuthError(
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    );
  const known = allowedScopes(org, target, undefined, own.length === 0 ? undefined : own.join(' '));
  const isAllowed = (scope: string): boolean =>
    scopeCondition === 'ALL_SCOPES' || scopes.includes(scope) === (scopeCondition === 'INCLUDE_ONLY');
  if (!known.every(isAllowed)) throw new OAuthError('unauthorized_client', 'Scope not permitted');
  return known;
}
