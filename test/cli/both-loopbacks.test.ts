import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { Server } from 'node:http';
import { Server as PlainServer, connect, createServer as createPlain } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { listenAt } from '../../shared/listen-at.ts';
import { runCli, startCli } from '../helpers/cli.ts';
import { freePorts } from '../helpers/ports.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-loopback-'));
});
afterEach(() => rm(cwd, { recursive: true, force: true }));

const addresses = ['127.0.0.1', '::1'];

/** A client that asks one address only, as Java's do; the name in `Host` is that of the URL. */
const statusAt = (address: string, url: string): Promise<number> =>
  new Promise((settle, fail) => {
    const { port, host, pathname } = new URL(url);
    get({ host: address, port, path: pathname, headers: { host }, agent: false }, (answer) => {
      answer.resume();
      settle(answer.statusCode ?? 0);
    }).once('error', fail);
  });

const hasIpv6 = async (): Promise<boolean> => {
  const server = createPlain();
  const found = await new Promise<boolean>((settle) => {
    server.once('error', () => settle(false));
    server.listen(0, '::1', () => settle(true));
  });
  if (found) await new Promise((settle) => server.close(settle));
  return found;
};

it('shop, org, sample app and outside world answer on both loopback addresses', async (context) => {
  if (!(await hasIpv6())) context.skip('this machine has no IPv6');
  const cli = startCli(['serve', '--json', '--port', '0', '--org-port', '0', '--outside-port', '0'], { cwd });
  await cli.until(/\n\}\n$/);
  const { shop, org, sample, outside } = JSON.parse(cli.stdout()) as Record<string, string> & {
    org: { url: string };
  };
  for (const address of addresses) {
    expect(await statusAt(address, `${shop}/status`)).toBe(200);
    expect(await statusAt(address, `${org.url}/.well-known/okta-organization`)).toBe(200);
    expect(await statusAt(address, `${sample}/`)).toBeLessThan(500);
    expect(await statusAt(address, `${outside}/mailbox`)).toBe(200);
  }
  expect(await cli.stop()).toBe(0);
  for (const address of addresses) await expect(statusAt(address, `${shop}/status`)).rejects.toThrow();
});

it.each(addresses)('a request to %s that is under way ends with the shop', async (address) => {
  if (address === '::1' && !(await hasIpv6())) return;
  const [port = 0] = await freePorts(1);
  const others = ['--org-port', '0', '--sample-port', '0', '--outside-port', '0', '--assistant-port', '0'];
  const cli = startCli(['serve', '--port', String(port), ...others], { cwd });
  await cli.until(/Ctrl-C/);
  const socket = connect(port, address);
  let isOpen = true;
  socket.on('error', () => undefined).once('close', () => (isOpen = false));
  onTestFinished(() => void socket.destroy());
  const head = ['POST /api/v1/orders HTTP/1.1', `Host: localhost:${port}`, 'Content-Length: 10'];
  socket.write(`${head.join('\r\n')}\r\nExpect: 100-continue\r\n\r\n`);
  await once(socket, 'data'); // it has arrived, and its body never will
  expect(await cli.stop()).toBe(0);
  await expect.poll(() => isOpen).toBe(false);
});

it('a port of which another program has one half is taken', async (context) => {
  if (!(await hasIpv6())) context.skip('this machine has no IPv6');
  for (const half of addresses) {
    const other = createPlain((socket) => socket.end());
    await new Promise<void>((settle) => other.listen(0, half, settle));
    const { port } = other.address() as AddressInfo;
    await expect(listenAt(createServer(), port, 'localhost')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const { status, stderr } = await runCli(['sandbox', '--in-memory', '--port', String(port)], { cwd });
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is in use by') as string,
    });
    await new Promise((settle) => other.close(settle));
  }
});

/** Machines that lack one of the two, handed in as `listen` would refuse there. */
it.each([
  ['127.0.0.1', '::1', 'EADDRNOTAVAIL'],
  ['::1', '127.0.0.1', 'EADDRNOTAVAIL'],
  ['::1', '127.0.0.1', 'EAFNOSUPPORT'],
])('a machine without %s gets %s alone (%s)', async (lacking, _, code) => {
  const server = refusing(createServer(), lacking, code);
  const stop = await listenAt(server, 0, 'localhost').catch((error: unknown) => error as Error);
  if (stop instanceof Error) throw stop;
  expect(server.listening).toBe(true);
  await Promise.all([stop(), new Promise((settle) => server.close(settle))]);
});

function refusing(server: Server, address: string, code: string): Server {
  const listen = server.listen.bind(server) as (...given: unknown[]) => Server;
  server.listen = ((port: number, host: string, done: () => void) => {
    if (host !== address) return listen(port, host, done);
    process.nextTick(() => server.emit('error', Object.assign(new Error(code), { code })));
    return server;
  }) as typeof server.listen;
  return server;
}

it('an address that was asked for is that one alone', async () => {
  const server = createServer((_request, response) => response.end());
  await listenAt(server, 0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  await expect(statusAt('::1', `http://localhost:${port}/`)).rejects.toThrow();
  await new Promise((settle) => server.close(settle));
});

it.each(addresses)('serve runs on a machine without %s, and other commands find it', async (lacking) => {
  const listen = Reflect.get(PlainServer.prototype, 'listen') as (...given: unknown[]) => PlainServer;
  const spy = vi.spyOn(PlainServer.prototype, 'listen').mockImplementation(function (
    this: PlainServer,
    ...given: unknown[]
  ) {
    if (given[1] !== lacking) return listen.apply(this, given);
    const error = Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL', syscall: 'listen' });
    process.nextTick(() => this.emit('error', error));
    return this;
  });
  onTestFinished(() => spy.mockRestore());
  const ports = ['--port', '0', '--org-port', '0', '--sample-port', '0', '--outside-port', '0'];
  const cli = startCli(['serve', '--json', ...ports, '--assistant-port', '0'], { cwd });
  await cli.until(/\n\}\n$/);
  const { stdout } = await runCli(['status', '--json'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ shop: { responds: true }, org: { responds: true } });
  expect(await cli.stop()).toBe(0);
});

/** Windows keeps ranges of ports for itself: nobody answers there, and nobody may listen. */
function keepPort(kept: number): void {
  const listen = Reflect.get(PlainServer.prototype, 'listen') as (...given: unknown[]) => PlainServer;
  const spy = vi.spyOn(PlainServer.prototype, 'listen').mockImplementation(function (
    this: PlainServer,
    ...given: unknown[]
  ) {
    if (given[0] !== kept) return listen.apply(this, given);
    const error = { code: 'EACCES', syscall: 'listen', port: kept, address: '127.0.0.1' };
    process.nextTick(() => this.emit('error', Object.assign(new Error('listen EACCES'), error)));
    return this;
  });
  onTestFinished(() => spy.mockRestore());
}

it('a default port that the system keeps gives way', async () => {
  keepPort(5001);
  const cli = startCli(['sandbox', '--in-memory', '--json'], { cwd });
  await cli.until(/\n\}\n$/);
  expect(cli.stderr()).toMatch(
    /Port 5001 is (reserved by the system|in use by .+), so the Okta org uses 50\d\d\./,
  );
  expect(await cli.stop()).toBe(0);
});

it('one that was asked for does not', async () => {
  const free = createPlain();
  await new Promise<void>((settle) => free.listen(0, '127.0.0.1', settle));
  const { port } = free.address() as AddressInfo;
  await new Promise((settle) => free.close(settle));
  keepPort(port);
  const { status, stderr } = await runCli(['sandbox', '--in-memory', '--port', String(port)], { cwd });
  expect(stderr).toMatch(
    /The system reserves port \d+ \(EACCES\)\.\n {2}Choose another port; on Windows, netsh/,
  );
  expect(status).toBe(1);
});
