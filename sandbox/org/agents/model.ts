/** Records of AI agents: their keys, what they may connect to, and the operations that changed them. */
import type { Dated, Status } from '../kernel/model.ts';

/** What may be done to an agent. */
export type OperationType =
  `ai-agent:${'Register' | 'Replace' | 'Patch' | 'Delete' | 'Activate' | 'Deactivate'}`;

/** An AI agent in the directory. It authenticates with its own key, or with the app that users sign in to. */
export interface Agent extends Dated {
  readonly status: 'STAGED' | Status;
  readonly profile: { readonly name: string; readonly description?: string | undefined };
  /** The app that users sign in to. */
  readonly appId?: string | undefined;
}

/** A public key of an agent. */
export interface AgentKey extends Dated {
  readonly agentId: string;
  readonly status: Status;
  readonly kid: string;
  readonly jwk: Readonly<Record<string, unknown>>;
}

export const scopeConditions = ['ALL_SCOPES', 'INCLUDE_ONLY', 'EXCLUDE'] as const;

/** What an agent may request from a custom authorization server on behalf of a user. */
export interface AgentConnection extends Dated {
  readonly agentId: string;
  readonly serverId: string;
  /** The address of the resource, if the connection names one. */
  readonly resourceIndicator?: string | undefined;
  readonly scopeCondition: (typeof scopeConditions)[number];
  readonly scopes: readonly string[];
  readonly status: Status;
}

/** An app whose access tokens an agent may exchange for an ID-JAG for the same user. */
export interface DelegationLink extends Dated {
  readonly appId: string;
  readonly agentId: string;
}

/** A change to an agent, which Okta completes later, and this org immediately. */
export interface AgentOperation extends Dated {
  readonly type: OperationType;
  readonly agentId: string;
  readonly agentStatus: string;
}
