import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload } from 'jose';
import type { Agent, AgentConnection } from '../../org/agents/model.ts';
import { orgServerId } from '../../org/servers/signing-keys.ts';
import { allowedScopes } from '../checks/requested-scopes.ts';
import { verifyOwn } from '../keys.ts';
import { OAuthError } from '../okta-errors.ts';
import { refuseUnconsented } from './consent.ts';
import { idJagLifetime, idJagType } from './exchange/id-jag.ts';
import { askedScopes, type ClientRequest, type Grant, type Proven } from './grant.ts';

/** Seconds by which clocks may differ. */
const tolerance = 5;
const invalidGrant = (description: string): OAuthError => new OAuthError('invalid_grant', description);
const badSignature = (): OAuthError => invalidGrant('The signature of the id-jag is invalid.');

/**
 * Cross App Access, second leg: an assertion that the org has issued about a person is redeemed at the authorization
 * server of an API (RFC 7523, and Identity Assertion JWT Authorization Grant).
 * @see https://developer.okta.com/docs/guides/ai-agent-token-exchange/main/
 */
export const jwtBearer: Grant = {
  name: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  unlisted: 'org',
  needs: ['assertion'],
  prove,
};

async function prove(request: ClientRequest): Promise<Proven> {
  const { org, server, app, oauth, artifacts, form } = request;
  const claims = await verifiedIdJag(request, form.get('assertion') ?? '');
  const agent = org.agents.ofClient(app);
  const user = org.users.get(claims.sub ?? '');
  if (user?.status !== 'ACTIVE') throw invalidGrant("The 'sub' claim in the id-jag is invalid.");
  const connections = connectionsTo(request, agent);
  checkResource(request, connections, claims);
  const { scope: asked } = claims;
  if (typeof asked !== 'string' || asked === '')
    throw invalidGrant('The id-jag must include at least one scope.');
  refuseMore(form, asked);
  // The server may have lost a scope since.
  const scopes = allowedScopes(org, server, app.id, asked);
  if (agent?.status !== 'ACTIVE' || connections.length === 0)
    throw new OAuthError(
      'invalid_token',
      'The issuer of the token is not permitted to use the JWT Bearer Grant.',
      401,
    );
  refuseUnconsented(request, user.id, scopes, 'the jwt-bearer grant type');
  const { jti = '', exp = 0 } = claims;
  if (artifacts.spend('IdJag', oauth.clientId, jti, exp + tolerance - org.clock() / 1000))
    throw invalidGrant('The id-jag was already used.');
  // RFC 8693, section 4.1.
  return { userId: user.id, scopes, amr: [], claims: { act: claims['act'] } };
}

/** @throws OAuthError in Okta's words */
async function verifiedIdJag({ org, server, oauth }: ClientRequest, assertion: string): Promise<JWTPayload> {
  const { typ, claims } = read(assertion);
  if (typ !== idJagType) throw badSignature();
  if (claims.iss !== org.url)
    throw invalidGrant('The issuer of the id-jag is not a trusted authorization server.');
  try {
    await verifyOwn(org, { id: orgServerId, issuer: org.url }, assertion, { clockTolerance: tolerance });
  } catch (error) {
    throw error instanceof errors.JWTExpired ? invalidGrant('The id-jag is expired.') : badSignature();
  }
  const [audience, ...others] = [claims.aud].flat();
  if (audience !== server.issuer || others.length > 0)
    throw invalidGrant(
      // The doubled word is Okta's.
      'The audience of the JWT Bearer Grant must match the the issuer of the authorization server.',
    );
  if (claims['client_id'] !== oauth.clientId)
    throw invalidGrant(
      "The 'client_id' in the JWT Bearer Grant must match the 'client_id' used to authenticate the client.",
    );
  const { iat = 0, exp = 0 } = claims;
  if (iat > org.clock() / 1000 + tolerance) throw invalidGrant('The id-jag is issued in the future.');
  if (exp - iat > idJagLifetime) throw invalidGrant('The lifetime of the id-jag must not exceed 5 minutes.');
  return claims;
}

function read(assertion: string): { readonly typ: string | undefined; readonly claims: JWTPayload } {
  try {
    return { typ: decodeProtectedHeader(assertion).typ, claims: decodeJwt(assertion) };
  } catch {
    throw badSignature();
  }
}

/** What still connects the agent with this server. */
const connectionsTo = ({ org, server }: ClientRequest, agent: Agent | undefined): AgentConnection[] =>
  agent === undefined
    ? []
    : org.agents
        .connectionsOf(agent.id)
        .filter(({ serverId, status }) => serverId === server.id && status === 'ACTIVE');

/** The assertion's resource must be this server's audience or allowed by a connection, and match the requested resource. */
function checkResource(
  { server, form }: ClientRequest,
  connections: readonly AgentConnection[],
  { resource }: JWTPayload,
): void {
  const asked = form.get('resource');
  form.delete('resource');
  if (asked !== null && asked !== (resource ?? server.audience))
    throw invalidGrant(
      "The 'resource' claim in the id-jag does not match the 'resource' parameter in the request.",
    );
  const isOurs =
    resource === undefined ||
    resource === server.audience ||
    connections.some(({ resourceIndicator }) => resourceIndicator === resource);
  if (!isOurs)
    throw invalidGrant("The 'resource' claim in the id-jag is not valid for this authorization server.");
}

/** The scopes are the assertion's; clients of MCP say them again. */
function refuseMore(form: URLSearchParams, scopes: string): void {
  const all = scopes.split(' ');
  if (!askedScopes(form).every((scope) => all.includes(scope)))
    throw new OAuthError('invalid_request', "The id-jag request must not include a 'scope' parameter.");
}
