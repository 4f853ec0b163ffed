/** Names of this machine as they stand in a URL. */
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** True for an http URL on this machine: the only case in which the demo accepts an issuer without TLS. */
export function isLoopbackHttp(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && loopback.test(hostname);
}

/** True when `host` (of a request) and the app's URL both mean this machine by different names. */
export function isOtherLoopback(host: string, appUrl: string): boolean {
  const hostname = host.replace(/:\d+$/, '');
  const own = new URL(appUrl).hostname;
  return hostname !== own && loopback.test(hostname) && loopback.test(own);
}
