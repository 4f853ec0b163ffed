/**
 * Measures what people wait for, next to what the machine can do at best, in one run. `npm run bench`.
 *
 *   ready     from starting `multidemo serve` to the first 200 of shop and org, median of 5
 *   API       GET /api/products with a valid token, next to bare Koa answering the same bytes
 *   tokens    at the sandbox org, by each grant whose request can be sent again, next to signing alone with RSA-2048
 */
import { fork } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoSettings, startDemo } from './demo.ts';
import { bytesOf, prepareGrants } from './grants.ts';
import { rawRequest, requestsPerSecond } from './load.ts';

const seconds = 4;
const connections = 16;

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const print = (title: string, value: string) => console.log(`${title.padEnd(44)} ${value}`);
const rate = (perSecond: number) => `${Math.round(perSecond)} /s`;
const share = (part: number, whole: number) => `${Math.round((part / whole) * 100)} %`;

async function measureStart(): Promise<void> {
  const first: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < 5; run++) {
    const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
    for (const times of [first, again]) {
      const demo = await startDemo(folder);
      times.push(demo.readyAfter);
      await demo.stop();
    }
    await rm(folder, { recursive: true });
  }
  print('ready, new folder (median of 5)', `${Math.round(median(first))} ms`);
  print('ready, folder used before (median of 5)', `${Math.round(median(again))} ms`);
}

async function measureThroughput(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
  const demo = await startDemo(folder);
  try {
    const settings = await demoSettings(folder);
    const tokenRequest = clientCredentials(settings);
    const token = await getToken(tokenRequest);
    await measureApi(`${demo.shopUrl}/api/products`, token);
  } finally {
    await demo.stop();
    await rm(folder, { recursive: true });
  }
}

async function measureApi(url: string, token: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  const body = await (await fetch(url, { headers })).arrayBuffer();
  const load = { connections, seconds };
  const ours = { port: Number(new URL(url).port), request: rawRequest('GET', url, headers), ...load };
  const bare = fork(join(import.meta.dirname, 'bare-koa.js'), [Buffer.from(body).toString('base64')]);
  const port = await new Promise<number>((settle) =>
    bare.once('message', (message) => settle(Number(message))),
  );
  const theirs = { port, request: rawRequest('GET', `http://localhost:${port}/`, headers), ...load };
  for (const warmUp of [ours, theirs]) await requestsPerSecond({ ...warmUp, seconds: 1 });
  const koa = await requestsPerSecond(theirs);
  const api = await requestsPerSecond(ours);
  bare.kill();
  print('GET /api/products', `${rate(api)}   ${share(api, koa)} of bare Koa`);
  print(`bare Koa, the same ${body.byteLength} bytes`, rate(koa));
}

interface TokenRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

function clientCredentials(settings: Record<string, string>): TokenRequest {
  const credentials = `${settings.okta_service_client_id}:${settings.okta_service_client_secret}`;
  return {
    url: `${settings.okta_issuer}/v1/token`,
    headers: {
      Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
    },
    body: 'grant_type=client_credentials&scope=products:read',
  };
}

async function getToken({ url, headers, body }: TokenRequest): Promise<string> {
  const answer = await fetch(url, { method: 'POST', headers, body });
  const { access_token } = (await answer.json()) as { access_token?: string };
  if (access_token === undefined) throw new Error(`The org gave no token (${answer.status}).`);
  return access_token;
}

async function measureGrants(): Promise<void> {
  const { org, requests } = await prepareGrants();
  const bare = signaturesPerSecond();
  print('RSA-2048 signatures, nothing else', rate(bare));
  try {
    for (const request of requests) {
      const load = { port: Number(new URL(request.url).port), request: bytesOf(request), connections };
      await requestsPerSecond({ ...load, seconds: 1 });
      const tokens = await requestsPerSecond({ ...load, seconds });
      print(`tokens by ${request.name}`, `${rate(tokens)}   ${share(tokens, bare)} of bare signing`);
    }
  } finally {
    await org.stop();
  }
}

/** What one thread signs: the sandbox org is one thread, too. */
function signaturesPerSecond(): number {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const payload = Buffer.alloc(600, 'a');
  let count = 0;
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    sign('sha256', payload, privateKey);
    count++;
  }
  return count / ((performance.now() - began) / 1000);
}

print('Node.js', process.version);
await measureStart();
await measureThroughput();
await measureGrants();
