/** Parts that the shop's own variables choose: proofs of possession, and the fulfilment service. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inner } from '../../cli/provision/kinds/kind.ts';
import { type InitBench, startInitBench } from '../helpers/init.ts';

let bench: InitBench;
beforeEach(async () => {
  bench = await startInitBench();
});
afterEach(() => bench.close());

const wanted = { OKTA_DPOP: 'true', FF_FULFILMENT: 'true' };
const labels = async (): Promise<unknown[]> => {
  const [apps, servers] = await Promise.all([
    bench.api.list('/api/v1/apps'),
    bench.api.list('/api/v1/authorizationServers'),
  ]);
  return [...apps.map(({ label }) => label), ...servers.map(({ name }) => name)].toSorted();
};
const isBound = async (): Promise<unknown> => {
  const apps = await bench.api.list('/api/v1/apps');
  const web = apps.find(({ label }) => label === 'Okta Multidemo');
  return inner(web, 'settings', 'oauthClient').dpop_bound_access_tokens;
};

it('are made and remembered when asked for, left out again, and removed', async () => {
  const before = await labels();
  expect((await bench.init([], wanted)).status).toBe(0);
  expect(await bench.values()).toMatchObject({
    ...wanted,
    OKTA_FULFILMENT_ISSUER: expect.stringMatching(/\/oauth2\/aus/) as unknown,
    OKTA_FULFILMENT_CLIENT_ID: expect.stringMatching(/^0oa/) as unknown,
    OKTA_FULFILMENT_CLIENT_SECRET: expect.any(String) as unknown,
  });
  expect(await isBound()).toBe(true);
  expect(await labels()).toEqual(expect.arrayContaining(['Okta Multidemo fulfilment']));

  // .env says it from now on.
  const again = await bench.run(['init', '--yes']);
  expect(again.stdout).toContain('The org is up to date: nothing to change.');

  expect((await bench.init(['--without', 'dpop,fulfilment'])).status).toBe(0);
  expect(await isBound()).toBe(false);
  expect(await labels()).not.toContain('Okta Multidemo fulfilment');
  const { FF_FULFILMENT: used, OKTA_DPOP: proves } = await bench.values();
  expect([used, proves]).toEqual(['false', 'false']);

  expect((await bench.init([], wanted)).status).toBe(0);
  expect((await bench.run(['destroy', '--yes'])).status).toBe(0);
  expect(await labels()).toEqual(before);
});
