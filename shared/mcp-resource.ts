/** Where the shop's MCP server answers. */
export const mcpPath = '/mcp';

/**
 * What clients call the MCP server when they ask for a token (RFC 8707). An authorization server of Okta issues tokens for
 * its one audience and rejects every other resource, so it is that audience, as long as the server lies under it: MCP's
 * clients accept that. With an audience that is no such address, it is the server's own.
 */
export function mcpResource(appUrl: string, audience: string): string {
  const server = appUrl + mcpPath;
  return isUnder(server, audience) ? audience : server;
}

/** Whether an address is another's, or lies below it, compared as MCP's clients do. */
function isUnder(address: string, base: string): boolean {
  if (!URL.canParse(base)) return false;
  const [inner, outer] = [new URL(address), new URL(base)];
  const folder = (path: string): string => path.replace(/\/?$/, '/');
  return inner.origin === outer.origin && folder(inner.pathname).startsWith(folder(outer.pathname));
}
