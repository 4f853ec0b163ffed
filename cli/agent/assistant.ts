import { z } from 'zod';
import { examples, most, understand } from './mind.ts';
import type { ToolAnswer } from './mcp-call.ts';

/** How the assistant reaches the org and the shop. */
export interface Reach {
  /** A token for these scopes, or why the org gives none. */
  readonly tokenFor: (scopes: readonly string[]) => Promise<{ token: string } | { refused: string }>;
  readonly call: (token: string, tool: string, input: object) => Promise<ToolAnswer>;
}

/** A tool that the assistant has called, with which token. */
export interface Call {
  readonly tool: string;
  readonly input: object;
  readonly status: number;
  readonly token: string;
}

export interface Reply {
  readonly answer: string;
  readonly calls: readonly Call[];
}

const products = z.object({
  products: z.array(z.object({ itemId: z.string(), title: z.string(), price: z.number() })),
});
const orders = z.object({ orders: z.array(z.object({ productTitle: z.string(), status: z.string() })) });

/** Answers one sentence of a person, by tools of the shop. */
export async function reply(sentence: string, reach: Reach): Promise<Reply> {
  const calls: Call[] = [];
  let scopes = ['products:read'];
  let refused: string | undefined;

  /** Calls a tool; where the token is too small, with a wider one, if the org gives it. Undefined where it does not. */
  const use = async (tool: string, input: object): Promise<ToolAnswer | undefined> => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const got = await reach.tokenFor(scopes);
      if ('refused' in got) {
        refused = got.refused;
        return undefined;
      }
      const answer = await reach.call(got.token, tool, input);
      calls.push({ tool, input, status: answer.status, token: got.token });
      if (answer.missingScopes.length === 0) return answer;
      scopes = [...new Set([...scopes, ...answer.missingScopes])];
    }
    return undefined;
  };
  const ended = (answer: string): Reply => ({ answer, calls });
  const denied = (what: string): Reply => ended(`I may not ${what}. The org says: ${refused ?? 'no'}.`);

  const intent = understand(sentence);
  switch (intent.kind) {
    case 'unknown':
      return ended(`I do not understand that. Try: ${examples.join(' · ')}`);
    case 'orders': {
      const mine = await use('my_orders', {});
      if (mine === undefined) return denied('see your orders');
      const list = orders.safeParse(mine.result).data?.orders ?? [];
      if (list.length === 0) return ended('You have not ordered anything.');
      return ended(list.map(({ productTitle, status }) => `${productTitle}: ${status}`).join('\n'));
    }
    default: {
      const answer = await use('list_products', {});
      if (answer === undefined) return denied('see the products');
      const all = products.safeParse(answer.result).data?.products ?? [];
      if (intent.kind === 'products')
        return ended(all.map(({ title, price }) => `${title}: ${price}`).join('\n'));
      const wanted = all.find(({ title }) => title.toLowerCase() === intent.item.toLowerCase());
      if (wanted === undefined) return ended(`The shop does not sell ${intent.item}.`);
      if (intent.count < 1 || intent.count > most) return ended(`I order at most ${most} at a time.`);
      for (let placed = 0; placed < intent.count; placed += 1) {
        const order = await use('place_order', { itemId: wanted.itemId });
        if (order === undefined) return denied('order for you');
        if (order.problem !== undefined)
          return ended(`${placed} of ${intent.count} ordered. ${order.problem}`);
      }
      return ended(`Ordered: ${intent.count} × ${wanted.title}. Each waits for approval.`);
    }
  }
}
