import { fork } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { client } from './client.ts';
import { type Subject, closeConnections, cookiesAfter, signInOnce, signInsPerSecond } from './code-flow.ts';
import { type Demo, demoSettings, startDemo } from './demo.ts';
import { rawRequest, requestsPerSecond } from './load.ts';
import { measureOrders, measureOrdersOnPostgres } from './orders.ts';
import { subjectOf } from './subject.ts';
import { type Table, rate } from './table.ts';
import { toolCall } from './tool-call.ts';

export const connections = 16;
type Settings = Record<string, string>;

/** Runs one of the references beside this file while `work` measures it. @param work gets what it sends when it is ready */
async function withBare<T>(name: string, words: string[], work: (said: string) => Promise<T>): Promise<T> {
  const child = fork(join(import.meta.dirname, `${name}.js`), words, { silent: true });
  const said = await new Promise<string>((settle, fail) => {
    child.once('message', (text) => settle(typeof text === 'object' ? '' : String(text)));
    child.once('exit', (code) => fail(new Error(`${name} ended with ${code} before it was ready.`)));
  });
  try {
    return await work(said);
  } finally {
    child.kill();
  }
}

/** What a running demo answers in a second, next to what the machine can do at best. */
export async function measureThroughput(table: Table, seconds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
  const demo = await startDemo(folder);
  try {
    const settings = await demoSettings(folder);
    const began = await memoryOf(demo.pid);
    const token = await withBare('bare-oidc', [], async (bareUrl) => {
      await measureTokens(table, { settings, bareUrl, seconds });
      return measureSignIns(table, { demo, settings, bareUrl, seconds });
    });
    await measureApi(table, demo.shopUrl, { token, seconds });
    await measureOrders(table, demo, { folder, token, seconds, connections });
    const ended = await memoryOf(demo.pid);
    if (began === undefined || ended === undefined)
      table.skip('memory of `serve`', 'the system does not report it');
    else
      table.add({
        what: 'memory of `serve` after this',
        figure: `${ended} MB`,
        ...{ against: `at the start ${began} MB; 250 MB`, ratio: ended / 250, target: { most: 1 } },
      });
  } finally {
    closeConnections();
    await demo.stop();
    await rm(folder, { recursive: true });
  }
  await measureOrdersOnPostgres(table, { seconds, connections });
}

const post = (url: string, credentials: string, body: string): { url: string; request: string } => ({
  url,
  request: rawRequest(
    'POST',
    url,
    {
      Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'Content-Type': 'application/x-www-form-urlencoded',
      Accept: 'application/json',
    },
    body,
  ),
});

interface Tokens {
  settings: Settings;
  bareUrl: string;
  seconds: number;
}

async function measureTokens(table: Table, { settings, bareUrl, seconds }: Tokens): Promise<void> {
  const body = 'grant_type=client_credentials&scope=products:read';
  const ours = post(
    `${settings.okta_issuer}/v1/token`,
    `${settings.okta_service_client_id}:${settings.okta_service_client_secret}`,
    body,
  );
  const theirs = post(`${bareUrl}/token`, `${client.id}:${client.secret}`, body);
  const [one, other] = await compared(ours, theirs, seconds);
  const bare = signaturesPerSecond(seconds);
  table.add({
    what: '`client_credentials` tokens, 16 connections',
    figure: rate(one),
    ...{
      against: `RSA-2048 signatures, one thread: ${rate(bare)}`,
      ratio: one / bare,
      target: { least: 0.75 },
    },
  });
  table.add({
    what: 'the same',
    figure: rate(one),
    ...{ against: `bare oidc-provider: ${rate(other)}`, ratio: one / other, target: { least: 1.2 } },
  });
}

/** Both warmed up, then in turn, so that both meet the same machine. */
async function compared(
  ours: { url: string; request: string },
  theirs: { url: string; request: string },
  seconds: number,
): Promise<[number, number]> {
  const load = ({ url, request }: typeof ours, time: number): Promise<number> =>
    requestsPerSecond({ port: Number(new URL(url).port), request, connections, seconds: time });
  for (const one of [ours, theirs]) await load(one, 1);
  const sums: [number, number] = [0, 0];
  for (let turn = 0; turn < 2; turn++) {
    sums[0] += await load(ours, seconds / 2);
    sums[1] += await load(theirs, seconds / 2);
  }
  return [sums[0] / 2, sums[1] / 2];
}

/** @returns an access token of a person who may order */
async function measureSignIns(
  table: Table,
  { demo, settings, bareUrl, seconds }: Tokens & { demo: Demo },
): Promise<string> {
  const ours = await subjectOf(demo, settings);
  const theirs: Subject = {
    authorize: `${bareUrl}/auth`,
    token: `${bareUrl}/token`,
    userinfo: `${bareUrl}/me`,
    clientId: client.id,
    clientSecret: client.secret,
    redirectUri: client.redirectUri,
    scope: 'openid',
    cookie: await cookiesAfter(
      `${bareUrl}/auth?client_id=${client.id}&response_type=code&scope=openid&redirect_uri=${encodeURIComponent(client.redirectUri)}&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256`,
    ),
  };
  for (const one of [ours, theirs]) {
    await signInOnce(one);
    await signInsPerSecond(one, { connections, seconds: 1 });
  }
  const one = await signInsPerSecond(ours, { connections, seconds });
  const other = await signInsPerSecond(theirs, { connections, seconds });
  table.add({
    what: 'sign-ins with a session: code with PKCE, tokens, userinfo',
    figure: rate(one),
    ...{ against: `bare oidc-provider: ${rate(other)}`, ratio: one / other, target: { least: 1 } },
  });
  return signInOnce(ours);
}

async function measureApi(
  table: Table,
  shopUrl: string,
  { token, seconds }: { token: string; seconds: number },
): Promise<void> {
  const url = `${shopUrl}/api/products`;
  const headers = { Authorization: `Bearer ${token}` };
  const body = await (await fetch(url, { headers })).arrayBuffer();
  const [api, koa] = await withBare('bare-koa', [Buffer.from(body).toString('base64')], (port) => {
    const bare = `http://localhost:${port}/`;
    const ours = { url, request: rawRequest('GET', url, headers) };
    return compared(ours, { url: bare, request: rawRequest('GET', bare, headers) }, seconds);
  });
  table.add({
    what: '`GET /api/products` with a token, 16 connections',
    figure: rate(api),
    ...{ against: `bare Koa, the same ${body.byteLength} bytes: ${rate(koa)}`, ratio: api / koa },
    target: { least: 0.8 },
  });
  const tool = { url: shopUrl, request: toolCall(shopUrl, token, 'list_products', {}) };
  const [calls, gets] = await compared(tool, { url, request: rawRequest('GET', url, headers) }, seconds);
  table.add({
    what: 'MCP tool `list_products`, 16 connections',
    figure: rate(calls),
    ...{ against: `\`GET /api/products\`: ${rate(gets)}`, ratio: calls / gets, target: { least: 0.6 } },
  });
}

/** What one thread signs. */
export function signaturesPerSecond(seconds: number): number {
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

/** Megabytes that a process has in memory; undefined where the system does not say in this way. */
async function memoryOf(pid: number): Promise<number | undefined> {
  const said = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmRSS:\s+(\d+)/.exec(said)?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}
