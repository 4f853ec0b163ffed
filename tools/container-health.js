/**
 * The container's health check: asks what its main process runs, at the port that this was given.
 * node tools/container-health.js
 */
import { readFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The address to ask, by the arguments of the main process: `serve` is the shop, `sandbox` the org alone. */
export function addressOf(args, env = {}) {
  const isSandbox = args.includes('sandbox');
  const at = args.findIndex((arg) => /^(-p|--port)(=|$)/.test(arg));
  const given = at < 0 ? undefined : (args[at].split('=')[1] ?? args[at + 1]);
  const port = given ?? (isSandbox ? '5001' : (env.PORT ?? '5000'));
  const scheme = args.includes('--https') ? 'https' : 'http';
  return `${scheme}://localhost:${port}${isSandbox ? '/.well-known/okta-organization' : '/status'}`;
}

async function check() {
  const args = readFileSync('/proc/1/cmdline', 'utf8').split('\0');
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // its own certificate, and only whether it answers
  process.removeAllListeners('warning');
  const { ok } = await globalThis.fetch(addressOf(args, process.env));
  return ok;
}

if (process.argv[1] && (await realpath(process.argv[1])) === fileURLToPath(import.meta.url))
  process.exitCode = (await check().catch(() => false)) ? 0 : 1;
