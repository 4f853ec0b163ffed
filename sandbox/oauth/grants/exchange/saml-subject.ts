import type { Agent } from '../../../org/agents/model.ts';
import type { App } from '../../../org/apps/model.ts';
import { randomText } from '../../../org/kernel/ids.ts';
import type { User } from '../../../org/kernel/model.ts';
import type { Org } from '../../../org/org.ts';
import { endpointUrl } from '../../authorization-server.ts';
import { allowedScopes } from '../../checks/requested-scopes.ts';
import { checkAssertion } from '../../clients/client-assertion.ts';
import { grantIdOf } from '../../granting.ts';
import { OAuthError } from '../../okta-errors.ts';
import { type ClientRequest, type PlainAnswer, requireParameters } from '../grant.ts';
import {
  invalidActor,
  invalidActorType,
  invalidRequestedType,
  invalidSubject,
  invalidSubjectType,
  tokenExchangeName,
  tokenType,
} from './subject.ts';

/** Seconds: as long as an agent may go on without the person. */
const refreshLifetime = 7 * 24 * 3600;
/** Milliseconds by which clocks may differ. */
const tolerance = 5000;

/** XML and its signatures are a megabyte of code: loaded at the first assertion. */
const loadSaml = async () =>
  await Promise.all([
    import('../../../saml/presented-assertion.ts'),
    import('../../../saml/app-settings.ts'),
    import('../../../saml/attributes.ts'),
  ]);

/**
 * An agent to which people sign in by SAML turns the org's response into a refresh token, with which it asks for ID-JAGs.
 * @see https://developer.okta.com/docs/guides/ai-agent-token-exchange/main/
 */
export async function refreshTokenForSaml(request: ClientRequest): Promise<PlainAnswer> {
  const { org, server, app, artifacts, form } = request;
  if (server.id !== 'org') throw invalidRequestedType();
  if (form.get('subject_token_type') !== tokenType.saml2) throw invalidSubjectType();
  requireParameters(form, 'actor_token', 'actor_token_type');
  if (form.get('actor_token_type') !== tokenType.jwt) throw invalidActorType();
  const agent = org.agents.ofClient(app);
  const source = org.apps.get(agent?.appId ?? '');
  if (agent?.status !== 'ACTIVE' || source?.signOnMode !== 'SAML_2_0') throw invalidSubject();
  await checkActor(request);
  const scopes = allowedScopes(org, server, app.id, form.get('scope') ?? undefined);
  if (!scopes.includes('openid') || !scopes.includes('offline_access'))
    throw new OAuthError(
      'invalid_scope',
      "Requests for a refresh token require the 'openid' and 'offline_access' scopes.",
    );
  const user = await personOf(request, agent, source);
  const iat = Math.floor(org.clock() / 1000);
  const token = randomText(43);
  artifacts.put(
    'RefreshToken',
    token,
    {
      ...{ kind: 'RefreshToken', jti: token, iat, exp: iat + refreshLifetime },
      ...{ accountId: user.id, clientId: agent.id, scope: scopes.join(' '), issuer: server.issuer },
      grantId: grantIdOf(tokenExchangeName, randomText(32)),
    },
    refreshLifetime,
  );
  return {
    answer: {
      token_type: 'N_A',
      expires_in: refreshLifetime,
      access_token: token,
      issued_token_type: tokenType.refreshToken,
    },
  };
}

/** The agent identifies itself as actor, with a separate JWT or with its client assertion. @throws OAuthError */
async function checkActor(request: ClientRequest): Promise<void> {
  const { server, oauth, form } = request;
  const actor = form.get('actor_token') ?? '';
  if (actor !== '' && actor === form.get('client_assertion')) return;
  try {
    await checkAssertion(request, oauth, actor, [endpointUrl(server, 'token'), server.issuer]);
  } catch (error) {
    throw error instanceof OAuthError ? invalidActor() : error;
  }
}

/** Whom the org's response to the app is about. @throws OAuthError: all that can be wrong has one text at Okta */
async function personOf({ org, artifacts, form }: ClientRequest, agent: Agent, source: App): Promise<User> {
  const [{ readPresentedAssertion, isTimely }, { issuerOf, signingKeyOf }, { nameIdOf }] = await loadSaml();
  const { certificate } = await signingKeyOf(org, source);
  const assertion = readPresentedAssertion(form.get('subject_token') ?? '', (issuer) =>
    issuer === issuerOf(source) ? [certificate] : [],
  );
  if (assertion === undefined)
    throw invalidSubject(
      "It is not a complete response in base64 that the org has signed for the agent's app.",
    );
  if (!assertion.audiences.includes(agent.id)) throw invalidSubject(`The audience is not ${agent.id}.`);
  if (source.status !== 'ACTIVE') throw invalidSubject("The agent's app is not active.");
  if (!isTimely(assertion, org.clock(), tolerance))
    throw invalidSubject('The assertion is not valid yet, or has expired.');
  const template = source.rest.settings.signOn as { readonly subjectNameIdTemplate?: string } | undefined;
  const [user, another] = assigned(org, source).filter(
    (each) => nameIdOf(org, source, each, template?.subjectNameIdTemplate) === assertion.nameId,
  );
  if (user === undefined || another !== undefined)
    throw invalidSubject('The subject does not name exactly one active user who is assigned to the app.');
  const seconds = Math.ceil((assertion.expiresAt + tolerance - org.clock()) / 1000);
  if (artifacts.spend('SamlSubject', agent.id, assertion.id, seconds))
    throw invalidSubject('The assertion has already been used.');
  return user;
}

const assigned = (org: Org, app: App): User[] =>
  org.users
    .all()
    .filter(({ id, status }) => status === 'ACTIVE' && org.apps.assignmentOf(app.id, id) !== undefined);
