import { agentName } from '../okta/agents.ts';
import { oktaForShop } from '../okta/client.ts';
import type { Services } from '../site/services.ts';
import { wholeMoney } from '../site/view-filters.ts';
import type { Approvals, Waiting } from '../auth/approvals.ts';
import type { Buyer, Orders, Placing, Wanted } from './orders.ts';

type AgentOrderServices = Pick<Services, 'config' | 'outgoing' | 'store' | 'theme' | 'now' | 'log'>;

/** The agent that sent the order and waits while the user is being asked on the phone. */
export interface Caller {
  /** Whether it no longer waits for the response. */
  readonly hasGone: () => boolean;
  readonly waiting?: Waiting | undefined;
}

/** An agent orders for a person. */
export interface AgentBuyer extends Buyer {
  readonly agentId: string;
}

const day = 24 * 60 * 60_000;
/** Milliseconds for which the name of an agent is remembered. */
const remembered = 60_000;
const many = 1000;

/**
 * Orders that AI agents place for people. What an agent orders for a person in a day without asking has a limit; for more
 * than that, the shop asks the person on their phone. The limit is the shop's, not the agent's: no text that an agent reads
 * can talk it away, and many small orders are one large one.
 */
export class AgentOrders {
  readonly #services: AgentOrderServices;
  readonly #orders: Orders;
  readonly #approvals: Pick<Approvals, 'ask'>;
  readonly #names = new Map<string, { readonly at: number; readonly name: Promise<string | undefined> }>();

  constructor(services: AgentOrderServices, orders: Orders, approvals: Pick<Approvals, 'ask'>) {
    this.#services = services;
    this.#orders = orders;
    this.#approvals = approvals;
  }

  async place(wanted: Wanted, buyer: AgentBuyer, caller: Caller): Promise<Placing> {
    const { theme, config, now } = this.#services;
    const name = await this.#nameOf(buyer.agentId);
    const named = { ...buyer, agentName: name };
    const limit = { amount: config.assistant.limit, since: now() - day };
    const small = await this.#orders.place(wanted, { ...named, limit });
    if (!('refused' in small) || small.refused !== 'above-limit') return small;
    const { title, total } = small;
    const answer = await this.#approvals.ask(
      { id: buyer.id, login: buyer.name },
      buyer.agentId,
      `${name ?? 'AI agent'}: ${wanted.quantity} × ${title}, ${wholeMoney(total, theme.currency)}`,
      caller.waiting,
    );
    if (answer !== 'approved') return { refused: 'not-approved', answer };
    // The agent has reported a failure to the user, who may already have asked again.
    if (caller.hasGone()) return { refused: 'not-approved', answer: 'too-late' };
    return this.#orders.place(wanted, { ...named, approved: true });
  }

  /** The order must not fail where only the name is not known. */
  #nameOf(agentId: string): Promise<string | undefined> {
    const { now, log, config } = this.#services;
    if (agentId === config.assistant.mcpClientId) return Promise.resolve('MCP client');
    const known = this.#names.get(agentId);
    if (known !== undefined && now() - known.at < remembered) return known.name;
    const ask = async (): Promise<string | undefined> => {
      const okta = await oktaForShop(this.#services);
      return okta && agentName(okta, agentId);
    };
    const name = ask().catch((error: unknown) => {
      log.warning('no name of an agent', { message: String(error) });
      return undefined;
    });
    if (this.#names.size >= many) this.#names.clear();
    this.#names.set(agentId, { at: now(), name });
    return name;
  }
}
