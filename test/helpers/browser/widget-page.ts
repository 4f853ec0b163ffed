import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** Gen2 and Gen3 of Okta's Sign-In Widget, as the npm package brings them. */
export type Generation = 'Gen2' | 'Gen3';
const scripts: Readonly<Record<Generation, string>> = {
  Gen2: 'okta-sign-in.min.js',
  Gen3: 'okta-sign-in.next.js',
};
const styles: Readonly<Record<Generation, string>> = {
  Gen2: 'okta-sign-in.min.css',
  Gen3: 'okta-sign-in.next.css',
};

const folder = join(import.meta.dirname, '../../../node_modules/@okta/okta-signin-widget/dist');
const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
};

/** What the page says when the widget is done. */
export interface Outcome {
  readonly tokens?: { readonly idToken: { readonly claims: Readonly<Record<string, unknown>> } };
  readonly error?: string;
}

/** An app of one page: the unmodified widget, given issuer and client, shows the tokens' claims as JSON. */
export async function serveWidget() {
  let config: object = {};
  const page = (generation: Generation) => `<!doctype html><html lang="en"><head><meta charset="utf-8">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/dist/css/${styles[generation]}">
    <script src="/dist/js/${scripts[generation]}"></script></head><body><div id="widget"></div><pre id="outcome"></pre>
    <script>
      const show = (outcome) => { document.getElementById('outcome').textContent = JSON.stringify(outcome); };
      const query = new URLSearchParams(location.search);
      const returned = query.has('otp') ? { otp: query.get('otp'), state: query.get('state') } : {};
      const widget = new OktaSignIn({ ...${JSON.stringify(config)}, ...returned });
      // The widget redeems the code itself; Gen3 7.49 says so to auth-js in every call but those that poll.
      if (widget.authClient.options.idx) widget.authClient.options.idx.exchangeCodeForTokens = false;
      widget.showSignInToGetTokens({ el: '#widget' })
        .then((tokens) => show({ tokens }), (error) => show({ error: String(error.message || error) }));
    </script></body></html>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith('/dist/')) {
      const generation = pathname === '/Gen3' ? 'Gen3' : 'Gen2';
      response.writeHead(200, { 'content-type': 'text/html' }).end(page(generation));
      return;
    }
    const file = join(folder, normalize(pathname.slice('/dist/'.length)));
    readFile(file).then(
      (bytes) =>
        response
          .writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
          .end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    configure: (values: object): void => {
      config = values;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
