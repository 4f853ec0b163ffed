import type { IncomingHttpHeaders } from 'node:http';
import {
  type AuthInfo,
  classifyInboundRequest,
  isJsonContentType,
  type JSONRPCMessage,
  type JSONRPCRequest,
  PerRequestHTTPServerTransport,
  type RequestId,
} from '@modelcontextprotocol/server';
import { tools } from './tools.ts';

/** The protocol revision whose calls are handled directly. */
export const directRevision = '2026-07-28';
const classification = { era: 'modern', revision: directRevision } as const;

/**
 * The tool call in a request whose headers are complete and agree with its body. All other requests go to the library's handler,
 * which has the right error for each.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports
 */
export function directCall(headers: IncomingHttpHeaders, body: object): JSONRPCRequest | undefined {
  const [version, method, name] = [
    headers['mcp-protocol-version'],
    headers['mcp-method'],
    headers['mcp-name'],
  ];
  if (version !== directRevision || method !== 'tools/call' || !tools.some((tool) => tool.name === name))
    return undefined;
  if (!isJsonContentType(headers['content-type'])) return undefined;
  const route = classifyInboundRequest({
    httpMethod: 'POST',
    protocolVersionHeader: version,
    mcpMethodHeader: method,
    body,
  });
  if (route.kind !== 'modern' || route.messageKind !== 'request') return undefined;
  const { name: called, _meta } = route.message.params ?? {};
  // A client that requests progress gets a stream.
  if (called !== name || hasToken(_meta)) return undefined;
  return route.message;
}

const hasToken = (meta: unknown): boolean =>
  (meta as { readonly progressToken?: unknown } | undefined)?.progressToken !== undefined;

/**
 * Connects one server to all direct calls. The library's handler connects a new server for each call, and returns a web
 * `Response` whose body has to be read from a stream, which takes longer than the call itself.
 */
export class DirectCalls extends PerRequestHTTPServerTransport {
  readonly #waiting = new Map<RequestId, (response: JSONRPCMessage) => void>();
  #calls = 0;

  constructor() {
    super({ classification });
  }

  answer(call: JSONRPCRequest, authInfo: AuthInfo): Promise<JSONRPCMessage> {
    this.#calls += 1;
    // Clients choose their own IDs, so two calls may have the same one.
    const id = this.#calls;
    return new Promise((settle) => {
      this.#waiting.set(id, (response) => settle({ ...response, id: call.id }));
      this.onmessage?.({ ...call, id }, { classification, authInfo });
    });
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    const { id } = message as { id?: RequestId };
    if (id === undefined) return;
    this.#waiting.get(id)?.(message);
    this.#waiting.delete(id);
  }
}
