/**
 * The conformance suite of the Model Context Protocol, against the shop's MCP server: the scenarios that need no tool,
 * prompt or resource of the suite's own. It runs where MCP_CONFORMANCE names a folder in which the package is installed, on
 * Node.js 22 or newer; elsewhere it says so in its name. docs/conformance.md has the figures of the whole suite.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../helpers/app.ts';
import { startIssuer } from '../helpers/issuer.ts';

const folder = join(process.env['MCP_CONFORMANCE'] ?? '.', 'node_modules');
const suite = join(folder, '@modelcontextprotocol/conformance/dist/index.js');
/** The suite does not run on Node.js 20; npm has newer ones, as the package `node`. */
const ownNode = join(folder, 'node/bin/node');
const node = existsSync(ownNode) ? ownNode : process.execPath;
const isOld = node === process.execPath && Number(process.versions.node.split('.')[0]) < 22;
const isMissing = !existsSync(suite) || isOld;
const remedy =
  'MCP_CONFORMANCE names no folder with @modelcontextprotocol/conformance@0.2.0-alpha.12 and node@24: npm install them there';
if (isMissing && process.env['MULTIDEMO_FAIL_ON_SKIP'] === '1') throw new Error(remedy);
const named = (title: string): string => (isMissing ? `${title} (skipped: ${remedy})` : title);

/** With the checks that each has at least. */
const scenarios = [
  ['2026-07-28', 'tools-list', 4],
  ['2026-07-28', 'dns-rebinding-protection', 2],
  ['2026-07-28', 'http-header-validation', 14],
  ['2026-07-28', 'server-sse-multiple-streams', 1],
  ['2025-11-25', 'server-initialize', 2],
  ['2025-11-25', 'ping', 2],
  ['2025-11-25', 'tools-list', 3],
  ['2025-11-25', 'dns-rebinding-protection', 2],
] as const;

let issuer: Awaited<ReturnType<typeof startIssuer>>;
let shop: RunningApp;
/** The suite sends no token: this stands before the shop and adds one. */
let door: ReturnType<typeof createServer>;
let url: string;

beforeAll(async () => {
  if (isMissing) return;
  issuer = await startIssuer();
  shop = await startApp({ OKTA_ISSUER: issuer.issuer, OKTA_AUDIENCE: 'http://localhost:5000' });
  const token = await issuer.sign({ scp: ['products:read', 'orders:read:user', 'orders:create'] });
  const { host } = new URL(shop.url);
  door = createServer((asked, answer) => {
    const own = new URL(url);
    const headers = { ...asked.headers, authorization: `Bearer ${token}` };
    if (headers.host === own.host) headers.host = host;
    if (headers.origin === own.origin) headers.origin = new URL(shop.url).origin;
    const passed = request(
      new URL(asked.url ?? '/', shop.url),
      { method: asked.method, headers },
      (given) => {
        answer.writeHead(given.statusCode ?? 500, given.headers);
        given.pipe(answer);
      },
    );
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  await new Promise<void>((ready) => door.listen(0, 'localhost', ready));
  url = `http://localhost:${(door.address() as AddressInfo).port}`;
});
afterAll(async () => {
  if (isMissing) return;
  door.closeAllConnections();
  await new Promise((closed) => door.close(closed));
  await shop.close();
  await issuer.close();
});

test.skipIf(isMissing).each(scenarios)(
  named('revision %s, %s: %i checks'),
  async (revision, scenario, checks) => {
    const options = ['--url', `${url}/mcp`, '--spec-version', revision, '--scenario', scenario];
    const { stdout } = await promisify(execFile)(node, [suite, 'server', ...options]);
    const [, passed, all] = /Passed: (\d+)\/(\d+)/.exec(stdout) ?? [];
    expect(passed, stdout).toBe(all);
    expect(Number(passed)).toBeGreaterThanOrEqual(checks);
  },
);
