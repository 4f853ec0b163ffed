/** Network zones and behaviors as Okta keeps them: what a new org has, what is normalized, what is refused. */
import { expect, test } from 'vitest';
import { sandboxOfFile } from '../helpers/sandbox-of-file.ts';

const { call } = sandboxOfFile();

const zones = '/api/v1/zones';
const names = async (query = ''): Promise<unknown[]> =>
  (await call('GET', `${zones}${query}`)).items.map(({ name }) => name);

test('a new org has four zones of its own, which can be renamed but not deleted, and seven behaviors', async () => {
  expect(await names()).toEqual([
    'LegacyIpZone',
    'BlockedIpZone',
    'DefaultEnhancedDynamicZone',
    'DefaultExemptIpZone',
  ]);
  const blocked = `${zones}?filter=${encodeURIComponent('usage eq "BLOCKLIST" and system eq true')}`;
  const [zone] = (await call('GET', blocked)).items;
  const path = `${zones}/${String(zone?.['id'])}`;
  expect((await call('DELETE', path)).status).toBe(403);
  expect((await call('PUT', path, { ...zone, name: 'Blocked' })).body).toMatchObject({ system: true });
  const behaviors = (await call('GET', '/api/v1/behaviors')).items.map(({ name }) => name);
  expect(behaviors).toContain('New Country');
  expect(behaviors).toHaveLength(7);
});

test('zones are filtered by id, usage and system', async () => {
  const { id } = await call('POST', zones, { type: 'IP', name: 'Mine', usage: 'POLICY' });
  expect(await names(`?filter=${encodeURIComponent(`id eq "${id}"`)}`)).toEqual(['Mine']);
  expect(await names(`?filter=${encodeURIComponent('system eq false')}`)).toEqual(['Mine']);
  expect((await call('GET', `${zones}?filter=${encodeURIComponent('name eq "Mine"')}`)).body).toMatchObject({
    errorCode: 'E0000031',
  });
});

test('an IP zone: a single address becomes a range, an empty list null, a wrong address is refused', async () => {
  const gateways = [
    { type: 'RANGE', value: '203.0.113.7' },
    { type: 'CIDR', value: '2001:db8::/32' },
  ];
  const made = await call('POST', zones, { type: 'IP', name: 'Ranges', gateways, proxies: [] });
  expect(made.body).toMatchObject({
    gateways: [{ type: 'RANGE', value: '203.0.113.7-203.0.113.7' }, gateways[1]],
    proxies: null,
  });
  for (const value of ['203.0.113.300', '203.0.113.1-2001:db8::1', '1.2.3.4-1.2.3.5-1.2.3.6']) {
    const bad = await call('POST', zones, {
      type: 'IP',
      name: 'Bad',
      gateways: [{ type: 'RANGE', value }],
    });
    expect(bad.body).toMatchObject({ errorCode: 'E0000001' });
  }
});

test('a dynamic zone: an empty region is null; an enhanced one always says what it includes and excludes', async () => {
  const plain = await call('POST', zones, {
    type: 'DYNAMIC',
    name: 'Places',
    proxyType: 'Any',
    locations: [{ country: 'DE' }, { country: 'DE', region: 'DE-BY' }],
  });
  expect(plain.body['locations']).toHaveLength(2);
  expect(plain.body['locations']).toContainEqual({ country: 'DE', region: null });
  expect(plain.body).toMatchObject({ proxyType: 'Any' });
  const enhanced = await call('POST', zones, {
    type: 'DYNAMIC_V2',
    name: 'Enhanced',
    locations: { exclude: [{ country: 'FR', region: '' }] },
    asns: {},
  });
  expect(enhanced.body).toMatchObject({
    locations: { include: [], exclude: [{ country: 'FR', region: null }] },
    ipServiceCategories: { include: [], exclude: [] },
    asns: { include: [], exclude: [] },
  });
});

test('a new zone is active, whatever was asked; a behavior changes its status by the lifecycle alone', async () => {
  const zone = { type: 'IP', name: 'Asleep', status: 'INACTIVE' };
  const made = await call('POST', zones, zone);
  expect(made.body).toMatchObject({ status: 'ACTIVE' });
  const rule = { name: 'Far', type: 'VELOCITY', status: 'INACTIVE' };
  const behavior = await call('POST', '/api/v1/behaviors', rule);
  const path = `/api/v1/behaviors/${behavior.id}`;
  expect((await call('PUT', path, rule)).body).toMatchObject({ status: 'ACTIVE' });
  await call('POST', `${path}/lifecycle/deactivate`);
  expect((await call('PUT', path, { ...rule, status: 'ACTIVE' })).body).toMatchObject({ status: 'INACTIVE' });
});
