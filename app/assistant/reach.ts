import {
  Client,
  InsufficientScopeError,
  StreamableHTTPClientTransport,
  type Tool,
} from '@modelcontextprotocol/client';
import { z } from 'zod';
import { crossAppTokens, CrossAppRefusal, longestCall } from './cross-app.ts';
import type { CrossAppRequest, CrossAppTokens, Fetch } from './cross-app.ts';
import type { Memory } from './memory.ts';

/** What the assistant did for a sentence: it asked for a token, or called a tool with one. */
export type Step =
  | {
      readonly kind: 'token';
      readonly scopes: readonly string[];
      readonly tokens?: CrossAppTokens;
      readonly refusal?: CrossAppRefusal;
    }
  | {
      readonly kind: 'call';
      readonly tool: string;
      readonly input: object;
      /** Of the HTTP response. */
      readonly status: number;
      readonly token: string;
      readonly problem?: string;
    };

/** What became of the call of a tool. */
export type Used =
  | { readonly result: unknown }
  /** The shop handled the call and returned an error. */
  | { readonly problem: string }
  /** The org or the shop does not let the assistant do it. */
  | { readonly refused: string };

export interface Surroundings extends Omit<CrossAppRequest, 'scopes'> {
  /** The address of the shop's MCP server. */
  readonly server: string;
  readonly fetch: Fetch;
  readonly now: () => number;
  readonly memory: Memory;
}

/** What the first token is for. */
const first = ['products:read'];
/** A token is not used when less than that is left of it. Milliseconds. */
const margin = 30_000;
const problem = z.object({ detail: z.string() });
const noAnswer = { status: 0, detail: '' };

/**
 * How the assistant reaches the shop for a person: it calls tools with the smallest token that does, and asks the org for a
 * larger one when the shop wants it. All that it did is in `steps`.
 */
export class Reach {
  readonly steps: Step[] = [];
  readonly #with: Surroundings;
  #token = '';
  #client: Promise<Client> | undefined;
  /** The shop's answer to the last request over HTTP. */
  #last = noAnswer;

  constructor(surroundings: Surroundings) {
    this.#with = surroundings;
  }

  /** Calls a tool. */
  async use(tool: string, input: Record<string, unknown>): Promise<Used> {
    return this.#attempt(
      tool,
      async (client) => {
        const answer = await client.callTool({ name: tool, arguments: input }, { timeout: longestCall });
        const [said] = answer.content;
        const text = said?.type === 'text' ? said.text : '';
        const failed = answer.isError === true ? (detailOf(text) ?? text) : undefined;
        this.#note(tool, input, 200, failed);
        return failed === undefined ? { result: answer.structuredContent } : { problem: failed };
      },
      input,
    );
  }

  /** The tools that the shop has. */
  async tools(): Promise<readonly Tool[] | { readonly refused: string }> {
    const used = await this.#attempt('tools/list', async (client) => ({
      result: (await client.listTools()).tools,
    }));
    if ('result' in used) return used.result as readonly Tool[];
    return { refused: 'refused' in used ? used.refused : used.problem };
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    await client?.close();
  }

  /** Retries with a token with more scopes if the shop requires one, and with a new token if it rejects the old one. */
  async #attempt(tool: string, call: (client: Client) => Promise<Used>, input: object = {}): Promise<Used> {
    const { memory } = this.#with;
    let scopes = memory.needs.get(tool) ?? first;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const refused = await this.#takeToken(scopes);
      if (refused !== undefined) return { refused };
      try {
        const used = await call(await this.#connected());
        memory.needs.set(tool, scopes);
        return used;
      } catch (error) {
        const { status, detail } = this.#last;
        if (status < 400) throw error;
        this.#note(tool, input, status, detail);
        if (error instanceof InsufficientScopeError && error.requiredScope !== undefined)
          scopes = [...new Set([...scopes, ...error.requiredScope.split(' ')])];
        else if (status === 401) memory.tokens.delete(scopes.join(' '));
        else return { refused: `The shop responded with ${status}. ${detail}`.trim() };
      }
    }
    return { refused: this.#last.detail };
  }

  #note(tool: string, input: object, status: number, failed: string | undefined): void {
    const said = failed === undefined || failed === '' ? {} : { problem: failed };
    this.steps.push({ kind: 'call', tool, input, status, token: this.#token, ...said });
  }

  /** @returns why the org gives no token for these scopes */
  async #takeToken(scopes: readonly string[]): Promise<string | undefined> {
    const { memory, now, fetch, ...request } = this.#with;
    const key = scopes.join(' ');
    const known = memory.tokens.get(key);
    if (known !== undefined && known.until > now() + margin) {
      this.#token = known.token;
      return undefined;
    }
    try {
      const tokens = await crossAppTokens(fetch, { ...request, now, scopes });
      memory.tokens.set(key, { token: tokens.accessToken, until: now() + tokens.expiresIn * 1000 });
      this.#token = tokens.accessToken;
      this.steps.push({ kind: 'token', scopes, tokens });
      return undefined;
    } catch (error) {
      if (!(error instanceof CrossAppRefusal)) throw error;
      this.steps.push({ kind: 'token', scopes, refusal: error });
      return `The org says: ${error.message}`;
    }
  }

  /** The client has no token itself: it uses the current one. */
  #connected(): Promise<Client> {
    this.#client ??= this.#connect();
    this.#client.catch(() => (this.#client = undefined));
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const { fetch, server } = this.#with;
    const transport = new StreamableHTTPClientTransport(new URL(server), {
      authProvider: { token: async () => this.#token },
      onInsufficientScope: 'throw',
      fetch: async (url, init = {}) => {
        this.#last = noAnswer;
        const response = await fetch(String(url), { ...init, redirect: 'error' });
        const detail = response.ok ? '' : (detailOf(await response.clone().text()) ?? '');
        this.#last = { status: response.status, detail };
        return response;
      },
    });
    const client = new Client(
      { name: 'okta-multidemo-assistant', version: '1.0.0' },
      { versionNegotiation: { mode: 'auto' } },
    );
    await client.connect(transport);
    return client;
  }
}

function detailOf(text: string): string | undefined {
  try {
    return problem.safeParse(JSON.parse(text)).data?.detail;
  } catch {
    return undefined;
  }
}
