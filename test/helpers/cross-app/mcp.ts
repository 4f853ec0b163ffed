/** Calls a tool of the shop's MCP server by HTTP, as programs without MCP's own client do. @param shop its address */
export const callTool = (
  shop: string,
  name: string,
  args: object = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> =>
  fetch(`${shop}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
