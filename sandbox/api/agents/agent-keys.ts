import { z } from 'zod';
import type { AgentKey } from '../../org/agents/model.ts';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import { randomText } from '../../org/kernel/ids.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, created, noContent, ok, type Route } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';
import { logEvent, target } from '../log/log-event.ts';
import { agentOf, agentScopes, agentsPath, agentTarget, agentUrl } from './present-agent.ts';

const { read, manage } = agentScopes;
const path = `${agentsPath}/:agentId/credentials/jwks`;
const one = `${path}/:keyId`;

/** The public keys of AI agents. */
export const agentKeyRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listAIAgentJsonWebKeys', scope: read, handle: listKeys },
  { method: 'POST', path, name: 'addAIAgentJsonWebKey', scope: manage, handle: addKey },
  {
    method: 'GET',
    path: one,
    name: 'getAIAgentJsonWebKey',
    scope: read,
    handle: (org, request) => ok(presentKey(org, keyOf(org, request))),
  },
  { method: 'DELETE', path: one, name: 'deleteAIAgentJsonWebKey', scope: manage, handle: deleteKey },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateAIAgentJsonWebKey',
    scope: manage,
    handle: (org, request) => setStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateAIAgentJsonWebKey',
    scope: manage,
    handle: (org, request) => setStatus(org, request, 'INACTIVE'),
  },
];

/** The most keys of one agent, and the shortest RSA modulus in bits. */
const most = 50;
const shortest = 2048;

const shared = { kid: optional(text()), use: z.literal('sig').optional(), alg: optional(text(20)) };
const schema = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('RSA'), n: text(2000), e: text(20), status: optional(status), ...shared }),
  z.object({
    kty: z.literal('EC'),
    crv: text(20),
    x: text(200),
    y: text(200),
    status: optional(status),
    ...shared,
  }),
]);

function presentKey(org: Org, key: AgentKey): unknown {
  const self = `${agentUrl(org, key.agentId)}/credentials/jwks/${key.id}`;
  return {
    ...{ id: key.id, ...key.jwk, status: key.status, created: key.created, lastUpdated: key.lastUpdated },
    _links: {
      ...lifecycleLink(key.status, self),
      ...(key.status === 'INACTIVE' && { delete: link(self, 'DELETE') }),
    },
  };
}

function listKeys(org: Org, request: ApiRequest): Answer {
  const { id } = agentOf(org, request);
  const data = org.agents.keysOf(id).map((key) => presentKey(org, key));
  return ok({ data, _links: { self: { href: `${agentUrl(org, id)}/credentials/jwks` } } });
}

const refuse = (cause: string): never => {
  throw invalid('JsonWebKey', [cause]);
};

function addKey(org: Org, request: ApiRequest): Answer {
  const agent = agentOf(org, request);
  if (typeof request.body === 'object' && request.body !== null && 'd' in request.body)
    refuse('Private keys are not allowed.');
  const {
    status: wanted = 'ACTIVE',
    kid = randomText(40),
    ...jwk
  } = parseBody(schema, request.body, 'JsonWebKey');
  const known = org.agents.keysOf(agent.id);
  if (known.some((key) => key.kid === kid))
    refuse('Each key should have a unique `kid` when adding multiple keys.');
  if (known.length >= most)
    refuse(
      "You can't create a new key. You have reached the maximum number of keys allowed (50). To add another key, you must first delete an existing one.",
    );
  if (jwk.kty === 'RSA' && Buffer.from(jwk.n, 'base64url').length * 8 < shortest)
    refuse('RSA key length in the `jwks` is less than 2048 bits for the given key.');
  const values = Object.entries({ kid, ...jwk }).filter(([, value]) => value !== undefined);
  const key = org.agents.keys.create({
    ...{ agentId: agent.id, status: wanted, kid, jwk: Object.fromEntries(values) },
  });
  log(org, request, 'create', key);
  return created(presentKey(org, key));
}

/** @throws OktaError 404, also for the key of another agent */
function keyOf(org: Org, request: ApiRequest): AgentKey {
  const key = org.agents.keys.require(request.param('keyId'));
  if (key.agentId !== agentOf(org, request).id) throw notFound(key.id, 'AgentJsonWebKey');
  return key;
}

function deleteKey(org: Org, request: ApiRequest): Answer {
  const key = keyOf(org, request);
  if (key.status === 'ACTIVE') refuse("You can't delete an active key. Deactivate it first.");
  org.agents.keys.delete(key);
  log(org, request, 'delete', key);
  return noContent();
}

function setStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const key = org.agents.keys.update(keyOf(org, request), { status: wanted });
  log(org, request, wanted === 'ACTIVE' ? 'activate' : 'deactivate', key);
  return ok(presentKey(org, key));
}

function log(org: Org, request: ApiRequest, verb: string, { id, kid }: AgentKey): void {
  logEvent(org, request, `workload_principal.ai_agent.credential.${verb}`, [
    agentTarget(agentOf(org, request)),
    target('JsonWebKey', { id, name: kid }),
  ]);
}
