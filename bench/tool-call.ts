import { rawRequest } from './load.ts';

/**
 * A call to a tool of the shop's MCP server, as bytes.
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports
 */
export function toolCall(shopUrl: string, token: string, name: string, args: object): string {
  const key = (member: string): string => `io.modelcontextprotocol/${member}`;
  const version = '2026-07-28';
  const method = 'tools/call';
  const headers = {
    ...{ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    ...{ Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': version },
    ...{ 'Mcp-Method': method, 'Mcp-Name': name },
  };
  const meta = {
    [key('protocolVersion')]: version,
    [key('clientInfo')]: { name: 'bench', version: '1' },
    [key('clientCapabilities')]: {},
  };
  const params = { name, arguments: args, _meta: meta };
  return rawRequest(
    'POST',
    `${shopUrl}/mcp`,
    headers,
    JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  );
}
