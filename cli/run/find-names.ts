import dns from 'node:dns';

let isDone = false;

/**
 * Lets this process find `*.localhost` at this machine, as browsers do and RFC 6761 (section 6.3) asks of every resolver:
 * shop and org call each other at the addresses that browsers use, and many systems resolve `localhost` alone.
 */
export function findLocalNames(): void {
  if (isDone) return;
  isDone = true;
  const lookup = dns.lookup as (name: string, ...rest: unknown[]) => void;
  dns.lookup = ((name: string, ...rest: unknown[]) => {
    lookup(/\.localhost$/i.test(name) ? 'localhost' : name, ...rest);
  }) as typeof dns.lookup;
}
