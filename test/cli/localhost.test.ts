import { lookup } from 'node:dns/promises';
import dns from 'node:dns';
import { expect, it } from 'vitest';

it('these tests run with localhost as macOS and Windows resolve it', async () => {
  const found = await new Promise((settle) => {
    dns.lookup('localhost', { all: true }, (_, addresses) => settle(addresses));
  });
  expect(found).toEqual([
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ]);
  expect(await new Promise((settle) => dns.lookup('localhost', (_, address) => settle(address)))).toBe('::1');
  expect(await lookup('127.0.0.1')).toMatchObject({ family: 4 }); // any other name as the system does
});
