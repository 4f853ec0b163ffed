import dns from 'node:dns';
import type { LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';

// A busy machine may take longer than the usual quarter of a second to accept a connection.
setDefaultAutoSelectFamilyAttemptTimeout(30_000);

/**
 * Set-up of the CLI's tests: `localhost` resolves to ::1 first and then to 127.0.0.1, as on macOS and Windows. Linux has
 * it the other way round, which all other tests see.
 */
const addresses: LookupAddress[] = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];
type Callback = (error: Error | null, found?: string | LookupAddress[], family?: number) => void;

const { lookup } = dns as unknown as { lookup: (host: string, options: object, callback: Callback) => void };
dns.lookup = ((host: string, ...rest: [Callback] | [object | number | undefined, Callback]) => {
  const callback = rest.at(-1) as Callback;
  const given = rest.length === 2 ? rest[0] : undefined;
  const options = (typeof given === 'number' ? { family: given } : (given ?? {})) as dns.LookupOptions;
  if (host !== 'localhost') {
    lookup.call(dns, host, options, callback);
    return;
  }
  const family = Number(String(options.family ?? 0).replace('IPv', ''));
  const found = addresses.filter((one) => family === 0 || one.family === family);
  process.nextTick(() => {
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? '', found[0]?.family ?? 0);
  });
}) as typeof dns.lookup;
dns.promises.lookup = (async (host: string, options: dns.LookupOptions = {}) => {
  const found = await new Promise<LookupAddress[]>((settle, fail) => {
    dns.lookup(host, { ...options, all: true }, (error, all) => (error ? fail(error) : settle(all)));
  });
  return options.all ? found : found[0];
}) as typeof dns.promises.lookup;
syncBuiltinESMExports();
