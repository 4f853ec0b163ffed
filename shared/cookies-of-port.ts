import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Browsers ignore ports (RFC 6265, section 8.5), so two servers at one host would overwrite each other's
 * cookies. On the wire every cookie carries the port of the address it is for: `idx` is `idx_5001`. Behind that
 * address nothing knows of it. A cookie without a port is taken as it is: programs send `sid` and `idx` as Okta
 * names them.
 *
 * @param url the address under which browsers know the server; without a port in it the names stay
 */
export function cookiesOfPort(url: string): (request: IncomingMessage, response: ServerResponse) => void {
  const { port } = new URL(url);
  if (port === '') return () => undefined;
  const suffix = `_${port}`;
  return (request, response) => {
    const { cookie } = request.headers;
    if (cookie !== undefined) request.headers.cookie = withoutPort(cookie, suffix);
    const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse;
    response.writeHead = (...parts: unknown[]): ServerResponse => {
      const lines = response.getHeader('set-cookie');
      if (Array.isArray(lines))
        response.setHeader(
          'set-cookie',
          lines.map((line) => line.replace('=', `${suffix}=`)),
        );
      return writeHead(...parts);
    };
  };
}

function withoutPort(header: string, suffix: string): string {
  const all = header.split(/; */).map((pair) => [pair.slice(0, pair.indexOf('=')), pair] as const);
  const ours = all.filter(([name]) => name.endsWith(suffix));
  const names = ours.map(([name]) => name.slice(0, -suffix.length));
  const bare = all.filter(([name]) => !/_\d+$/.test(name) && !names.includes(name));
  return [...ours.map(([, pair]) => pair.replace(`${suffix}=`, '=')), ...bare.map(([, pair]) => pair)].join(
    '; ',
  );
}
