import { headerOf } from './decode.ts';
import type { Ledger } from './ledger.ts';
import type { Party, Recorded } from './recorded.ts';

const wire = (message: Recorded) => message.wireHeaders ?? message.requestHeaders;

/** Files that a page loads, which are not part of the flow. */
const ballast =
  /^\/(assets|fs|sandbox-assets|inspector-assets|theme|themes|app-logo|okta-signin-widget)\/|^\/favicon|\.(avif|css|ico|js|json|png|svg|webp|woff2?)$/;

export function isAsset(message: Recorded): boolean {
  const { pathname } = new URL(message.url);
  const isPart = /^(style|script|image|font|manifest)$/.test(headerOf(wire(message), 'sec-fetch-dest') ?? '');
  // Stays open as long as the page does.
  const isStream = headerOf(wire(message), 'accept') === 'text/event-stream';
  // Browsers send preflights on their own account.
  return (
    message.method === 'OPTIONS' ||
    isPart ||
    isStream ||
    (ballast.test(pathname) && !pathname.startsWith('/api/'))
  );
}

/** Where shop and org say who called: paths that only the org calls. */
const hooks = /^\/api\/(events|token-hook|global-token-revocation)$/;

/** The MCP server, and where its metadata is. */
const agents = /^\/(mcp$|\.well-known\/oauth-protected-resource)/;

/** Who sent it and who received it. Programs do not say who they are: their path and their headers do. */
export function partiesOf(message: Recorded, ledger: Ledger): { from: Party; to: Party } {
  const { origin, pathname } = new URL(message.url);
  const to = message.receiver ?? ledger.placeOf(origin) ?? 'client';
  if (message.sender !== undefined) {
    const cause = message.cause === undefined ? undefined : ledger.find(message.cause);
    // The API calls on its own account while it answers.
    const from = message.sender === 'shop' && cause?.receiver === 'api' ? 'api' : message.sender;
    return { from, to };
  }
  const headers = wire(message);
  if (headerOf(headers, 'user-agent')?.startsWith('Mozilla'))
    return { from: headerOf(headers, 'sec-fetch-user') === '?1' ? 'person' : 'browser', to };
  if (to === 'api' && hooks.test(pathname)) return { from: 'org', to };
  return { from: agents.test(pathname) ? 'agent' : 'client', to };
}
