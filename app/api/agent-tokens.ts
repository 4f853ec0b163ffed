import * as oidc from 'openid-client';
import type { OidcClient } from '../auth/client.ts';
import type { Services } from '../site/services.ts';
import type { AccessClaims } from './access-token.ts';
import { Problem } from './problem.ts';

export interface AgentTokens {
  /**
   * @throws Problem 401 invalid_token when the org has ended the token, 403 when the user has revoked what the agent may
   * do, 503 when the org cannot be asked
   */
  require(token: string, claims: Pick<AccessClaims, 'userId' | 'agentId'>): Promise<void>;
}

/** How long a response is cached, in milliseconds, so that a deactivated agent stops within a second. */
const remembered = 500;
/** Beyond that many answers the old ones are forgotten. */
const many = 1000;

/**
 * Whether the token of an agent is still good: an administrator may have switched the agent off, which no signature
 * tells. The org is asked (RFC 7662).
 */
export function createAgentTokens(
  client: () => Promise<OidcClient>,
  { now, store }: Pick<Services, 'now' | 'store'>,
): AgentTokens {
  const answers = new Map<string, { readonly at: number; readonly isActive: Promise<boolean> }>();

  const ask = async (token: string): Promise<boolean> => {
    try {
      return (await oidc.tokenIntrospection(await client(), token)).active;
    } catch (error) {
      answers.delete(token);
      throw new Problem(
        503,
        'Cannot check the agent',
        `The token could not be checked with the org: ${error instanceof Error ? error.message : 'no response'}`,
      );
    }
  };

  return {
    async require(token, { userId = '', agentId = '' }) {
      if (await store.agentBlocks.has(userId, agentId))
        throw new Problem(403, 'Revoked', 'The user has revoked this agent’s access');
      let known = answers.get(token);
      if (known === undefined || now() - known.at > remembered) {
        if (answers.size >= many) answers.clear();
        known = { at: now(), isActive: ask(token) };
        answers.set(token, known);
      }
      if (await known.isActive) return;
      throw new Problem(401, 'Invalid token', 'The org has ended the agent’s access', {
        challenge: { error: 'invalid_token' },
      });
    },
  };
}
