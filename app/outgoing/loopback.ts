/** Names of this machine in URLs. */
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** True for an http URL on this machine, the only case in which the demo accepts an issuer without TLS. */
export function isLoopbackHttp(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && loopback.test(hostname);
}

/** True for an address that only this machine finds. */
export const isLoopback = (address: string): boolean => loopback.test(new URL(address).hostname);

/** True if `host` (of a request) and the app's URL are different names of this machine. */
export function isOtherLoopback(host: string, appUrl: string): boolean {
  const hostname = host.replace(/:\d+$/, '');
  const own = new URL(appUrl).hostname;
  return hostname !== own && loopback.test(hostname) && loopback.test(own);
}
