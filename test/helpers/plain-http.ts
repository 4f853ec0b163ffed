import * as oidc from 'openid-client';

/**
 * Lets a client of openid-client call the demo, which has no TLS on this machine. The very function, since
 * `discovery` looks for it among what it is to execute.
 */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated as a warning only; loopback addresses here
export const allowPlainHttp: (config: oidc.Configuration) => void = oidc.allowInsecureRequests;
