import { isLoopbackName } from '../../shared/this-machine.ts';

/** True for an http URL on this machine, the only case in which the demo accepts an issuer without TLS. */
export function isLoopbackHttp(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && isLoopbackName(hostname);
}

/** True for an address that only this machine finds. */
export const isLoopback = (address: string): boolean => isLoopbackName(new URL(address).hostname);

/** True if `host` (of a request) and the app's URL are different names of this machine. */
export function isOtherLoopback(host: string, appUrl: string): boolean {
  const hostname = host.replace(/:\d+$/, '');
  const own = new URL(appUrl).hostname;
  return hostname !== own && isLoopbackName(hostname) && isLoopbackName(own);
}
