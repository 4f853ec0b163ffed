/** The sample app of another company signs its users in by SAML: two tiles of one dashboard, one OIDC and one SAML. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig, loadSideApps } from '../../app/index.ts';
import { bareEnvironment } from '../helpers/app.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { manage } from '../helpers/idps/idps.ts';
import { type Posted, readPost, signInAt } from '../helpers/service-provider.ts';
import { Visitor } from '../helpers/visitor.ts';

let demo: Demo;
const ada = person('basic');
const clock = { now: Date.now() };
beforeAll(async () => {
  demo = await startDemo({ signsInSample: true, clock: () => clock.now });
});
afterAll(() => demo.close());

/** From an address to the form that the browser posts to the sample app. */
const signIn = async (visitor: Visitor, url: string) => signInAt(visitor, await visitor.fetch(url), ada);
const deliver = async (visitor: Visitor, { action, fields }: Pick<Posted, 'action' | 'fields'>) =>
  readPost(await visitor.post(action, { ...fields }));

const tile = async (): Promise<string> => {
  const apps = await manage<{ label: string; _links: { appLinks: { href: string }[] } }[]>(
    demo.sandbox,
    'GET',
    '/api/v1/apps?q=Okta%20Multidemo%20Tally',
  );
  return apps[0]!._links.appLinks[0]!.href;
};

test('its page offers it, and its button leads through Okta to a page that knows the user', async () => {
  const visitor = new Visitor();
  expect(await (await visitor.fetch(`${demo.sample}/`)).text()).toContain('href="/saml/login"');
  const posted = await signIn(visitor, `${demo.sample}/saml/login`);
  expect(posted.action).toBe(`${demo.sample}/saml/acs`);
  const page = await deliver(visitor, posted);
  expect(page.status).toBe(200);
  expect(page.text).toContain(`Welcome, ${ada.login}`);
  expect(page.text).toContain('Tally asked Okta to.');
  expect(page.text).toMatch(/firstName\s+Ada/);
  expect(page.text).toMatch(/groups\s+Everyone/);
  expect(page.text).toContain('<saml2:Assertion');
  // The same response signs in once.
  const again = await deliver(visitor, posted);
  expect([again.status, again.text]).toEqual([400, expect.stringContaining('You are not signed in')]);
});

test('the tile on the dashboard starts it, and the tile of the shop is OpenID Connect', async () => {
  const visitor = new Visitor();
  const posted = await signIn(visitor, await tile());
  const page = await deliver(visitor, posted);
  expect(page.text).toContain('The sign-in started on the dashboard');
  const again = await deliver(visitor, posted);
  expect(again.text).toContain('This assertion has already been used.');
  const modes = await manage<{ label: string; signOnMode: string }[]>(demo.sandbox, 'GET', '/api/v1/apps');
  // The set-up of the org creates both at once.
  expect(Object.fromEntries(modes.map(({ label, signOnMode }) => [label, signOnMode]))).toMatchObject({
    'Okta Multidemo': 'OPENID_CONNECT',
    'Okta Multidemo Tally': 'SAML_2_0',
  });
});

describe('it rejects', () => {
  test.each<[string, (xml: string) => string]>([
    ['another user', (xml) => xml.replaceAll(ada.login, 'grace@example.com')],
    ['what nobody signed', (xml) => xml.replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>/g, '')],
    ['what is no XML', () => 'no xml'],
  ])('%s', async (_, edit) => {
    const visitor = new Visitor();
    const posted = await signIn(visitor, `${demo.sample}/saml/login`);
    const SAMLResponse = Buffer.from(edit(posted.xml)).toString('base64');
    const page = await deliver(visitor, { ...posted, fields: { SAMLResponse } });
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('You are not signed in')]);
  });

  test('a post without a response', async () => {
    const page = await deliver(new Visitor(), { action: `${demo.sample}/saml/acs`, fields: {} });
    expect([page.status, page.text]).toEqual([400, expect.stringContaining('There is no SAMLResponse.')]);
  });
});

test.each([
  ['has no metadata', { status: 404, body: '{}' }, 'Okta has no metadata for this app (404).'],
  ['answers with a text', { status: 200, body: 'Back soon' }, 'Okta’s metadata for this app cannot be used.'],
  ['answers with a page', { status: 200, body: '<html><p>Soon<br></html>' }, 'cannot be used.'],
  ['answers with other XML', { status: 200, body: '<EntityDescriptor/>' }, 'cannot be used.'],
])('an org that %s is told as such', async (_, { status, body }, words) => {
  const org = createServer((_request, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => org.listen(0, 'localhost', resolve));
  const { createSampleApp } = await loadSideApps();
  const app = createSampleApp(
    loadConfig({
      ...bareEnvironment,
      OKTA_BASE_URL: `http://localhost:${(org.address() as AddressInfo).port}`,
      OKTA_SAMPLE_SAML_APP: 'exk1a2b3c4d5e6f7g8h9',
      SAMPLE_APP_URL: 'http://localhost:5005',
    }),
  );
  const sample = app.listen(0, 'localhost');
  await once(sample, 'listening');
  try {
    const url = `http://localhost:${(sample.address() as AddressInfo).port}/saml/login`;
    const page = await fetch(url, { redirect: 'manual' });
    const text = await page.text();
    expect([page.status, text]).toEqual([400, expect.stringContaining('Tally cannot sign you in: ')]);
    expect(text).toContain(words);
  } finally {
    sample.close();
    org.close();
  }
});

test('it has metadata, and takes a new certificate without a change', async () => {
  const metadata = await (await fetch(`${demo.sample}/saml/metadata`)).text();
  expect(metadata).toContain(`entityID="${demo.sample}/saml/metadata"`);
  expect(metadata).toContain(`Location="${demo.sample}/saml/acs"`);
  const [app] = await manage<{ id: string }[]>(
    demo.sandbox,
    'GET',
    '/api/v1/apps?q=Okta%20Multidemo%20Tally',
  );
  const path = `/api/v1/apps/${app!.id}`;
  const keys = `${path}/credentials/keys/generate`;
  const { kid, x5c } = await manage<{ kid: string; x5c: string[] }>(demo.sandbox, 'POST', keys);
  await manage(demo.sandbox, 'PUT', path, { ...app, credentials: { signing: { kid } } });
  const visitor = new Visitor();
  const posted = await signIn(visitor, `${demo.sample}/saml/login`);
  expect(posted.xml).toContain(x5c[0]);
  expect((await deliver(visitor, posted)).status).toBe(200);
});
