/** The register of settings: whole by Okta's descriptions, and honest in answers and in the log. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsRegister } from '../../../sandbox/api/settings/index.ts';
import { covers, placesOf } from '../../../sandbox/api/settings/settings.ts';
import { implementedEndpoints } from '../../../sandbox/api/kernel/endpoints.ts';
import { sharedFolder } from '../../helpers/described.ts';
import { describedSettings } from '../../helpers/described-settings.ts';
import { type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

/** Bodies that set nothing of a resource: they prove or choose something. */
const settingNothing = ['createSession', 'activateUser', 'executeInlineHook', 'globalTokenRevocation'];

const implemented = new Set(implementedEndpoints().map(({ name }) => name));
const titleOfDescribed =
  sharedFolder === undefined
    ? 'has every described setting (skipped: no ../shared/okta-published beside the project)'
    : 'has every described setting';

describe('the register', () => {
  const entriesOf = (operation: string): readonly string[] =>
    settingsRegister
      .filter(({ operations }) => operations.includes(operation))
      .flatMap(({ effective, stored = {} }) => [...Object.keys(effective), ...Object.keys(stored)])
      .flatMap(placesOf);

  it('names operations that the sandbox has, each once, and each setting once', () => {
    const operations = settingsRegister.flatMap((one) => one.operations);
    expect(operations.filter((name) => !implemented.has(name))).toEqual([]);
    expect(operations.filter((name, index) => operations.indexOf(name) !== index)).toEqual([]);
    for (const name of operations) {
      const places = entriesOf(name);
      expect([name, places.filter((place, index) => places.indexOf(place) !== index)]).toEqual([name, []]);
    }
  });

  it.skipIf(sharedFolder === undefined)(
    titleOfDescribed,
    () => {
      const published = `${sharedFolder ?? ''}/okta-published`;
      const described = new Map([
        ...describedSettings(`${published}/management.yaml`),
        ...describedSettings(`${published}/oauth.yaml`),
      ]);
      const missing = [...described].flatMap(([operation, places]) => {
        if (!implemented.has(operation) || settingNothing.includes(operation)) return [];
        const known = entriesOf(operation);
        return places
          .filter((place) => !known.some((entry) => covers(entry, place.split('.'))))
          .map((place) => `${operation}: ${place}`);
      });
      expect(missing).toEqual([]);
    },
    120_000,
  );
});

describe('a setting that is only stored', () => {
  let org: OAuthOrg;
  beforeEach(async () => {
    org = await startOAuthOrg();
  });
  afterEach(async () => {
    expect(org.faults).toEqual([]);
    await org.close();
  });

  const header = 'x-sandbox-not-simulated';
  const noted = async () =>
    (await org.must<{ debugContext: { debugData: object } }[]>('GET', '/api/v1/logs?limit=1000'))
      .filter(
        (event) => (event as unknown as { eventType: string }).eventType === 'sandbox.setting.not_simulated',
      )
      .map(({ debugContext }) => debugContext.debugData);

  it('is told in each answer, and once in the System Log', async () => {
    const zone = (name: string, usage = 'POLICY') =>
      org.api('POST', '/api/v1/zones', {
        ...{ name, type: 'IP', status: 'ACTIVE', usage },
        gateways: [{ type: 'CIDR', value: '192.0.2.0/24' }],
      });
    const [first, second] = [await zone('Office'), await zone('Home')];
    expect([first.headers.get(header), second.headers.get(header)]).toEqual([
      'gateways.type, gateways.value',
      'gateways.type, gateways.value',
    ]);
    expect(await noted()).toMatchObject([
      { operation: 'createNetworkZone', settings: 'gateways.type, gateways.value' },
    ]);
  });

  it('is not told of where nobody asked for anything unusual, or where nothing was stored', async () => {
    const { id, body } = await org.app();
    const plain = await org.api('PUT', `/api/v1/apps/${id}`, body);
    expect([plain.status, plain.headers.get(header)]).toEqual([200, null]);
    const refused = await org.api('PUT', `/api/v1/apps/${id}`, {
      ...body,
      label: '',
      accessibility: { selfService: true },
    });
    expect([refused.status, refused.headers.get(header)]).toEqual([400, null]);
    const asked = await org.api('PUT', `/api/v1/apps/${id}`, {
      ...body,
      accessibility: { selfService: true },
    });
    expect([asked.status, asked.headers.get(header)]).toEqual([200, 'accessibility.selfService']);
    expect(await noted()).toHaveLength(1);
  });

  it('is none of what a new org says of itself: sending back what was read is not told', async () => {
    const read = async (path: string) => org.must<{ id: string }[]>('GET', path);
    const [server] = await read('/api/v1/authorizationServers');
    const places: string[] = [`/api/v1/authorizationServers/${server!.id}`];
    for (const { id } of await read('/api/v1/authenticators')) places.push(`/api/v1/authenticators/${id}`);
    for (const type of ['ACCESS_POLICY', 'OKTA_SIGN_ON', 'PASSWORD', 'MFA_ENROLL', 'PROFILE_ENROLLMENT'])
      for (const { id } of await read(`/api/v1/policies?type=${type}`))
        for (const rule of await read(`/api/v1/policies/${id}/rules`))
          places.push(`/api/v1/policies/${id}`, `/api/v1/policies/${id}/rules/${rule.id}`);
    for (const { id } of await read('/api/v1/behaviors')) places.push(`/api/v1/behaviors/${id}`);
    for (const { id } of await read('/api/v1/brands')) {
      const [theme] = await read(`/api/v1/brands/${id}/themes`);
      places.push(`/api/v1/brands/${id}`, `/api/v1/brands/${id}/themes/${theme!.id}`);
    }
    const told: unknown[] = [];
    for (const place of places) {
      const answer = await org.api('PUT', place, await org.must('GET', place));
      if (answer.headers.has(header)) told.push([place, answer.headers.get(header)]);
    }
    expect(told).toEqual([]);
  });
});
