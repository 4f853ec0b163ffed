import type { AgentOrders } from '../shop/agent-orders.ts';
import type { Catalogue } from '../shop/catalogue.ts';
import type { TokenKeeper } from '../auth/token-keeper.ts';
import type { Deliveries } from '../shop/deliveries.ts';
import type { Orders } from '../shop/orders.ts';
import type { Services } from '../site/services.ts';
import type { AgentTokens } from './agent-tokens.ts';
import type { VerifyAccessToken } from './access-token.ts';
import type { ConsentCheck } from './consent.ts';
import type { VerifyProof } from './dpop.ts';
import type { TokenHookCalls } from './token-hook-calls.ts';

/** What the API's operations can use; each names what it needs. */
export interface ApiServices extends Services {
  verify: VerifyAccessToken;
  /** Checks the proof for a token that is bound to a key. */
  proofs: VerifyProof;
  /** Whether an agent may still act. */
  agentTokens: AgentTokens;
  /** Whether the user's consent is still valid. */
  consents: ConsentCheck;
  keeper: TokenKeeper;
  catalogue: Catalogue;
  /** The only way to change orders. */
  orders: Orders;
  /** Those that AI agents place. */
  agentOrders: AgentOrders;
  /** Asks the fulfilment service when an order will be delivered. */
  deliveries: Deliveries;
  /** What the org last asked the token hook. */
  tokenHook: TokenHookCalls;
}
