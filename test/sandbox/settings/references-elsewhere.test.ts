/** As references.test.ts, for what is no policy: groups, providers, apps, brands, zones and others. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import { serviceProviderKey } from '../../helpers/service-provider.ts';

let org: OAuthOrg;
let ids: Readonly<Record<'group' | 'brand' | 'zone', string>>;
beforeAll(async () => {
  org = await startOAuthOrg();
  const [brand] = await org.must<readonly { id: string }[]>('GET', '/api/v1/brands');
  ids = {
    group: (await org.group('Known')).id,
    brand: brand!.id,
    zone: (await org.must('POST', '/api/v1/zones', { type: 'IP', name: 'Known' })).id,
  };
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const group = '00gnosuchgroup000000';
const user = '00unosuchuser0000000';
const zone = 'nzonosuchzone0000000';

let names = 0;
const next = (): string => `Thing ${String((names += 1))}`;

const groupRule = (people: object) => ({
  type: 'group_rule',
  name: next(),
  conditions: { people, expression: { value: 'user.title == "x"', type: 'urn:okta:expression:1.0' } },
  actions: { assignUserToGroups: { groupIds: [ids.group] } },
});
const provider = (policy: object) => ({
  type: 'GOOGLE',
  name: next(),
  protocol: {
    type: 'OIDC',
    scopes: ['openid'],
    credentials: { client: { client_id: 'a', client_secret: 'b' } },
  },
  policy,
});
const samlProvider = (credentials: object) => ({
  type: 'SAML2',
  name: next(),
  protocol: {
    type: 'SAML2',
    endpoints: { sso: { url: 'http://localhost:9/sso', binding: 'HTTP-POST' } },
    credentials,
  },
});
const client = (oauthClient: object) => ({
  name: 'oidc_client',
  label: next(),
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: {} },
  settings: {
    oauthClient: {
      application_type: 'web',
      grant_types: ['authorization_code'],
      redirect_uris: ['http://localhost:9/callback'],
      ...oauthClient,
    },
  },
});
const attribute = (more: object) => ({
  definitions: { custom: { properties: { shoe: { title: 'Shoe', type: 'string', ...more } } } },
});

/** What → where it goes, and a body that names it. */
const bodies: Record<string, () => readonly [path: string, body: object]> = {
  'user whom a group rule leaves out': () => ['groups/rules', groupRule({ users: { exclude: [user] } })],
  'group that a group rule leaves out': () => ['groups/rules', groupRule({ groups: { exclude: [group] } })],
  'group that a provider assigns': () => [
    'idps',
    provider({ provisioning: { groups: { action: 'ASSIGN', assignments: [group] } } }),
  ],
  'group that a provider keeps in step': () => [
    'idps',
    provider({ provisioning: { groups: { action: 'SYNC', filter: [group] } } }),
  ],
  'group whose users a provider links': () => [
    'idps',
    provider({ accountLink: { action: 'AUTO', filter: { groups: { include: [group] } } } }),
  ],
  'user whom a provider does not link': () => [
    'idps',
    provider({ accountLink: { action: 'AUTO', filter: { users: { exclude: [user] } } } }),
  ],
  'attribute by which a provider finds users': () => [
    'idps',
    provider({ subject: { matchType: 'CUSTOM_ATTRIBUTE', matchAttribute: 'nosuch' } }),
  ],
  'key of a provider': () => ['idps', samlProvider({ trust: { issuer: 'i', kid: 'nosuch' } })],
  'network zone of an app': () => ['apps', client({ network: { connection: 'ZONE', include: [zone] } })],
  'authenticator of an app': () => ['apps', client({ backchannel_custom_authenticator_id: 'nosuch' })],
  'provider of an authenticator': () => [
    'authenticators',
    { key: 'external_idp', name: next(), provider: { type: 'CLAIMS', configuration: { idpId: 'nosuch' } } },
  ],
  'Okta app of a trusted origin': () => [
    'trustedOrigins',
    {
      name: next(),
      origin: 'http://embed.example',
      scopes: [{ type: 'IFRAME_EMBED', allowedOktaApps: ['nosuch'] }],
    },
  ],
  'kind of place of a behavior': () => [
    'behaviors',
    { name: next(), type: 'ANOMALOUS_LOCATION', settings: { granularity: 'GALAXY' } },
  ],
  'encryption of a device': () => [
    'device-assurances',
    { name: next(), platform: 'WINDOWS', diskEncryptionType: { include: ['ROT13'] } },
  ],
  'screen lock of a device': () => [
    'device-assurances',
    { name: next(), platform: 'IOS', screenLockType: { include: ['KNOCK'] } },
  ],
  'country of a zone': () => ['zones', { type: 'DYNAMIC', name: next(), locations: [{ country: 'ZZ' }] }],
  'region of a zone': () => [
    'zones',
    { type: 'DYNAMIC', name: next(), locations: [{ country: 'US', region: 'the north' }] },
  ],
  'proxy of a zone': () => ['zones', { type: 'DYNAMIC', name: next(), proxyType: 'nosuch' }],
  'network of a zone': () => ['zones', { type: 'DYNAMIC', name: next(), asns: ['nosuch'] }],
  'IP service of a zone': () => [
    'zones',
    { type: 'DYNAMIC_V2', name: next(), ipServiceCategories: { include: ['NOSUCH_VPN'] } },
  ],
  'source of an attribute': () => ['meta/schemas/user/default', attribute({ master: { type: 'NOSUCH' } })],
  'permission for an attribute': () => [
    'meta/schemas/user/default',
    attribute({ permissions: [{ principal: 'SELF', action: 'BURN' }] }),
  ],
};

it.each(Object.entries(bodies))('an unknown %s is refused', async (_, of) => {
  const [path, body] = of();
  const { status, body: said } = await org.api('POST', `/api/v1/${path}`, body);
  expect([400, 404]).toContain(status);
  expect(said.errorCode).toBe(status === 404 ? 'E0000007' : 'E0000001');
});

it('an unknown email domain of a brand is refused', async () => {
  const body = { name: 'Mine', emailDomainId: 'nosuch' };
  expect((await org.api('PUT', `/api/v1/brands/${ids.brand}`, body)).status).toBe(404);
});

it('what is known is taken', async () => {
  const ada = await org.person();
  const people = { users: { exclude: [ada.id] }, groups: { exclude: [ids.group] } };
  await org.must('POST', '/api/v1/groups/rules', groupRule(people));
  const groups = { action: 'ASSIGN', assignments: [ids.group] };
  const made = await org.must('POST', '/api/v1/idps', provider({ provisioning: { groups } }));
  await org.must('POST', '/api/v1/apps', client({ network: { connection: 'ZONE', include: [ids.zone] } }));
  const configuration = { idpId: made.id };
  const federated = { key: 'external_idp', name: next(), provider: { type: 'CLAIMS', configuration } };
  await org.must('POST', '/api/v1/authenticators', federated);
  const locations = { include: [{ country: 'CA', region: 'CA-QC' }] };
  const services = { ipServiceCategories: { include: ['NORD_VPN'], exclude: ['ALL_IP_SERVICES'] } };
  const asns = { include: ['2232'] };
  await org.must('POST', '/api/v1/zones', { type: 'DYNAMIC_V2', name: next(), locations, asns, ...services });
});

it('a SAML provider keeps the key that the org signs with', async () => {
  const trust = { issuer: 'i', kid: (await newKey()).kid };
  const made = await org.must<SamlProvider>('POST', '/api/v1/idps', samlProvider({ trust }));
  const path = `/api/v1/idps/${made.id}`;
  expect((await org.api('PUT', path, made)).status).toBe(200);
  const other = samlProvider({ trust, signing: { kid: 'nosuch' } });
  expect((await org.api('PUT', path, other)).status).toBe(404);
});

it('a provider that calls out is not implemented', async () => {
  const body = provider({ provisioning: { action: 'CALLOUT' } });
  expect((await org.api('POST', '/api/v1/idps', body)).status).toBe(501);
});

interface SamlProvider {
  readonly id: string;
}
const newKey = async () =>
  org.must<{ readonly kid: string }>('POST', '/api/v1/idps/credentials/keys', {
    x5c: [serviceProviderKey.certificate],
  });
