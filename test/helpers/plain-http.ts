import * as oidc from 'openid-client';

/** Lets a client of openid-client call the demo, which has no TLS on this machine. */
export function allowPlainHttp(client: oidc.Configuration): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated as a warning only; loopback addresses here
  oidc.allowInsecureRequests(client);
}
