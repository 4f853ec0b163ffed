import type { App } from '../apps/model.ts';
import type { OrgContext } from '../kernel/context.ts';
import { Shelf } from '../kernel/shelf.ts';
import type { Agent, AgentConnection, AgentKey, AgentOperation, DelegationLink } from './model.ts';

/** The grants by which an agent acts for a person: one at the org, the next at the API's authorization server. */
const agentGrants = [
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
];

/**
 * The directory of AI agents.
 * @see https://developer.okta.com/docs/api/secures-ai/openapi/secures-ai-workload-principals/
 */
export class Agents extends Shelf<Agent> {
  readonly keys: Shelf<AgentKey>;
  readonly connections: Shelf<AgentConnection>;
  readonly operations: Shelf<AgentOperation>;
  readonly links: Shelf<DelegationLink>;

  constructor(context: OrgContext) {
    super(context, 'agents', 'agent', 'AIAgent');
    this.keys = new Shelf(context, 'agentKeys', 'clientKey', 'AgentJsonWebKey');
    this.connections = new Shelf(context, 'agentConnections', 'agentConnection', 'ManagedConnection');
    this.operations = new Shelf(context, 'agentOperations', 'agentOperation', 'AIAgentOperation');
    this.links = new Shelf(context, 'delegationLinks', 'delegationLink', 'DelegationLink');
  }

  keysOf(agentId: string): AgentKey[] {
    return this.keys.all().filter((key) => key.agentId === agentId);
  }

  connectionsOf(agentId: string): AgentConnection[] {
    return this.connections.all().filter((connection) => connection.agentId === agentId);
  }

  /** The agent that a client is: by its own id, or by the app through which people sign in to it. */
  ofClient({ id }: Pick<App, 'id'>): Agent | undefined {
    return this.get(id) ?? this.all().find(({ appId }) => appId === id);
  }

  /** An agent as a client of the authorization servers: it signs with its keys, and no one is assigned to it. */
  asClient(id: string): App | undefined {
    const agent = this.get(id);
    if (agent === undefined) return undefined;
    const keys = this.keysOf(id).filter(({ status }) => status === 'ACTIVE');
    const { created, lastUpdated, profile } = agent;
    return {
      ...{ id, created, lastUpdated, name: 'ai_agent', label: profile.name },
      status: agent.status === 'ACTIVE' ? 'ACTIVE' : 'INACTIVE',
      signOnMode: 'OPENID_CONNECT',
      oauth: {
        ...{
          clientId: id,
          secrets: [],
          tokenEndpointAuthMethod: 'private_key_jwt',
          applicationType: 'service',
        },
        ...{ grantTypes: agentGrants, responseTypes: [], redirectUris: [], postLogoutRedirectUris: [] },
        ...{ pkceRequired: false, consentMethod: 'TRUSTED', wildcardRedirect: 'DISABLED' },
        jwks: { keys: keys.map(({ jwk }) => jwk) },
        refreshToken: { rotation: 'STATIC', leewaySeconds: 0 },
        dpopBoundAccessTokens: false,
      },
      rest: { accessibility: {}, visibility: {}, features: [], credentials: {}, settings: {} },
    };
  }

  /** Whether the agent may show access tokens of the app. */
  isLinked(appId: string, agentId: string): boolean {
    return this.links.all().some((link) => link.appId === appId && link.agentId === agentId);
  }

  /** Detaches a deleted app from its agents. */
  forgetApp(appId: string): void {
    for (const link of this.links.all()) if (link.appId === appId) this.links.delete(link);
    for (const agent of this.all()) if (agent.appId === appId) this.update(agent, { appId: undefined });
  }

  override delete(agent: Agent): void {
    for (const key of this.keysOf(agent.id)) this.keys.delete(key);
    for (const connection of this.connectionsOf(agent.id)) this.connections.delete(connection);
    for (const link of this.links.all()) if (link.agentId === agent.id) this.links.delete(link);
    super.delete(agent);
  }
}
