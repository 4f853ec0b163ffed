import { z } from 'zod';
import { UserError } from '../errors.ts';

/** What a tool of the shop's MCP server has answered. */
export interface ToolAnswer {
  readonly status: number;
  readonly result: unknown;
  /** What the shop says is wrong. */
  readonly problem: string | undefined;
  /** The scopes that the token lacks. */
  readonly missingScopes: readonly string[];
}

const message = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    structuredContent: z.unknown(),
    content: z.array(z.looseObject({ text: z.string().optional() })).default([]),
  }),
});
const problem = z.object({ detail: z.string() });

/**
 * Calls one tool of an MCP server, without a session.
 * @throws UserError when the server is not there, or refuses the token
 */
export async function callTool(
  server: string,
  token: string,
  tool: string,
  input: object,
  signal: AbortSignal,
): Promise<ToolAnswer> {
  const response = await fetch(server, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({
      ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
      params: { name: tool, arguments: input },
    }),
    redirect: 'error',
    signal,
  }).catch((cause: unknown) => {
    if (signal.aborted) throw cause;
    throw new UserError(`The shop at ${server} is not responding.`, 'Start it: multidemo serve.', { cause });
  });
  const text = await response.text();
  const challenge = response.headers.get('www-authenticate') ?? '';
  const { status } = response;
  if (status === 403 && challenge.includes('insufficient_scope')) {
    const missingScopes = /(?:^|[ ,])scope="([^"]*)"/.exec(challenge)?.[1]?.split(' ') ?? [];
    return { status, result: undefined, problem: undefined, missingScopes };
  }
  if (!response.ok)
    throw new UserError(`The shop refuses the agent: ${status} ${detailOf(text) ?? ''}`.trim());
  const { result } = message.parse(parsed(/^data: (.*)$/m.exec(text)?.[1] ?? text));
  const said = result.content[0]?.text ?? '';
  return {
    status,
    result: result.structuredContent,
    problem: result.isError === true ? (detailOf(said) ?? said) : undefined,
    missingScopes: [],
  };
}

const detailOf = (text: string): string | undefined => problem.safeParse(parsed(text)).data?.detail;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
