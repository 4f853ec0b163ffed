import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { UnreachableError, createOutgoing } from '../../app/outgoing/http.ts';
import { callsOf, Ledger } from '../../exchange/index.ts';
import { runIn } from '../../exchange/current.ts';

const runFor = <T>(ledger: Ledger, browser: string, work: () => T): T =>
  runIn({ ledger, now: Date.now, message: undefined, browser }, work);

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function answering(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const answers = (...statuses: number[]) => {
  let calls = 0;
  return (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(statuses[Math.min(calls++, statuses.length - 1)]!, {
      'content-type': 'application/json',
    });
    response.end('{}');
  };
};

test('asks again what may be asked twice, after a passing failure', async () => {
  const url = await answering(answers(503, 429, 200));
  const outgoing = createOutgoing(new Ledger(), Date.now);
  expect((await outgoing(url)).status).toBe(200);
});

test('never sends a POST twice', async () => {
  const url = await answering(answers(503, 200));
  const outgoing = createOutgoing(new Ledger(), Date.now);
  expect((await outgoing(url, { method: 'POST', body: 'a=b' })).status).toBe(503);
});

test('gives up after the timeout and says who did not answer', async () => {
  const url = await answering(() => undefined);
  const outgoing = createOutgoing(new Ledger(), Date.now);
  await expect(outgoing(url, { method: 'POST', timeout: 50 })).rejects.toThrow(
    new UnreachableError(url, 'no response within 0.05 s', undefined).message,
  );
  server.closeAllConnections();
});

test('keeps each call for the browser that caused it, with its secrets redacted', async () => {
  const url = await answering((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'set-cookie': 'sid=secret' });
    response.end('{"access_token":"secret","token_type":"Bearer","user":{"password":"secret"}}');
  });
  const ledger = new Ledger();
  const outgoing = createOutgoing(ledger, () => 7);
  const response = await runFor(ledger, 'ada', () =>
    outgoing(`${url}/v1/token?id_token_hint=secret&prompt=none`, {
      method: 'POST',
      headers: { authorization: 'Basic secret' },
      body: new URLSearchParams({ code: 'secret', grant_type: 'authorization_code' }),
    }),
  );
  expect(await response.json()).toMatchObject({ access_token: 'secret' });
  const [call, ...others] = callsOf(ledger, 'ada');
  expect(others).toEqual([]);
  expect(call).toMatchObject({
    at: 7,
    method: 'POST',
    status: 200,
    requestHeaders: { authorization: 'Basic •••' },
  });
  expect(call?.requestBody).toBe('code=•••&grant_type=authorization_code');
  expect(JSON.stringify(call)).not.toContain('secret');
  expect(callsOf(ledger, 'grace')).toEqual([]);
});
