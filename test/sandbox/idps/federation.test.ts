import { verify, X509Certificate } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../helpers/demo.ts';
import { addSamlIdp, addSocialIdp, manage, routeDomain } from '../../helpers/idps.ts';
import { HostedPage } from '../../helpers/hosted-page.ts';
import { locationOf, Visitor } from '../../helpers/visitor.ts';

let demo: Demo;
const clock = { now: Date.now() };

beforeAll(async () => {
  demo = await startDemo({ clock: () => clock.now });
});
afterAll(() => demo.close());

/** The answer that no redirect leads on from, or the redirect to the shop. */
async function follow(visitor: Visitor, response: Response): Promise<{ url: URL; response: Response }> {
  let current = response;
  while ([302, 303].includes(current.status)) {
    const target = locationOf(current);
    if (target.origin === demo.shop) return { url: target, response: current };
    current = await visitor.fetch(target.href);
  }
  return { url: new URL(current.url), response: current };
}

function authorizeUrl(parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: demo.environment.OKTA_CLIENT_ID!,
    redirect_uri: `${demo.shop}/login/okta/authorized`,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `${demo.environment.OKTA_ISSUER!}/v1/authorize?${query.toString()}`;
}

const open = async (visitor: Visitor, parameters: Record<string, string>) =>
  follow(visitor, await visitor.fetch(authorizeUrl(parameters)));

/** The claims of the ID token for which the code in the address is redeemed. */
async function claimsOf(back: URL) {
  const { OKTA_CLIENT_ID: id, OKTA_CLIENT_SECRET: secret, OKTA_ISSUER: issuer } = demo.environment;
  const response = await fetch(`${issuer!}/v1/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id!}:${secret!}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: `${demo.shop}/login/okta/authorized`,
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', // RFC 7636, appendix B
    }),
  });
  const { id_token: token } = (await response.json()) as { id_token?: string };
  expect([response.status, typeof token]).toEqual([200, 'string']);
  return decodeJwt(token!);
}

/** Chooses on the page of an identity provider and follows where that leads. */
const choose = async (visitor: Visitor, page: URL, form: Record<string, string>) =>
  follow(visitor, await visitor.post(page.href, form));

const userOf = (login: string) =>
  manage<{ id: string; profile: Record<string, unknown>; credentials: { provider: unknown } }>(
    demo.sandbox,
    'GET',
    `/api/v1/users/${login}`,
  );

const sessionOf = async (visitor: Visitor) =>
  (await (await visitor.fetch(`${demo.org}/api/v1/sessions/me`)).json()) as {
    login: string;
    idp: { id: string; type: string };
  };

describe('a social identity provider', () => {
  let idp: { id: string };
  beforeAll(async () => {
    idp = await addSocialIdp(demo.sandbox, 'GOOGLE');
  });

  test('a stranger becomes a person of the org, and comes back as the same', async () => {
    const visitor = new Visitor();
    const page = await open(visitor, { idp: idp.id });
    expect(page.url.href).toMatch(new RegExp(`^${demo.sandbox.outside.url}/google/accounts/`));
    expect(await page.response.text()).toContain('mary.anning@social.example');
    const { url } = await choose(visitor, page.url, { choice: 'mary.anning@social.example' });
    expect(url.searchParams.get('state')).toBe('the-state');
    expect(await claimsOf(url)).toMatchObject({
      preferred_username: 'mary.anning@social.example',
      amr: ['fed'],
    });
    const user = await userOf('mary.anning@social.example');
    expect(user.profile).toMatchObject({ firstName: 'Mary', lastName: 'Anning' });
    expect(user.credentials.provider).toEqual({ type: 'SOCIAL', name: 'GOOGLE' });
    expect(await sessionOf(visitor)).toMatchObject({
      login: 'mary.anning@social.example',
      idp: { id: idp.id, type: 'FEDERATION' },
    });

    const again = new Visitor();
    await choose(again, (await open(again, { idp: idp.id })).url, { choice: 'mary.anning@social.example' });
    expect((await userOf('mary.anning@social.example')).id).toBe(user.id);
    expect(await manage<{ id: string }[]>(demo.sandbox, 'GET', `/api/v1/idps/${idp.id}/users`)).toMatchObject(
      [{ id: user.id, profile: { email: 'mary.anning@social.example' } }],
    );
  });

  test('an account with a person’s e-mail address is linked to that person', async () => {
    const before = await userOf('ada@example.com');
    const visitor = new Visitor();
    const { url } = await choose(visitor, (await open(visitor, { idp: idp.id })).url, {
      choice: 'ada@example.com',
    });
    expect(await claimsOf(url)).toMatchObject({ preferred_username: 'ada@example.com' });
    expect(await sessionOf(visitor)).toMatchObject({ login: 'ada@example.com' });
    expect((await userOf('ada@example.com')).id).toBe(before.id);
  });

  test('a person who gives up there comes back to the app with access_denied', async () => {
    const visitor = new Visitor();
    const { url } = await choose(visitor, (await open(visitor, { idp: idp.id })).url, { choice: 'cancel' });
    expect(Object.fromEntries(url.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'The user denied the request.',
      state: 'the-state',
    });
  });

  test('an error there ends on a page of the org that names it', async () => {
    const visitor = new Visitor();
    const end = await choose(visitor, (await open(visitor, { idp: idp.id })).url, { choice: 'fail' });
    expect(end.response.status).toBe(400);
    expect(await end.response.text()).toContain('temporarily_unavailable');
  });

  test('an answer counts once and only in the browser that asked', async () => {
    const visitor = new Visitor();
    const page = (await open(visitor, { idp: idp.id })).url;
    let response = await visitor.post(page.href, { choice: 'mary.anning@social.example' });
    while (!locationOf(response).href.startsWith(`${demo.org}/oauth2/v1/authorize/callback`))
      response = await visitor.fetch(locationOf(response).href);
    const callback = locationOf(response).href;
    expect((await new Visitor().fetch(callback)).status).toBe(400);
    // The attempt from elsewhere has used the answer up.
    expect((await visitor.fetch(callback)).status).toBe(400);
    expect((await visitor.fetch(`${demo.org}/api/v1/sessions/me`)).status).toBe(404);
  });

  test('a new account can be made there; what is missing is told', async () => {
    const visitor = new Visitor();
    const page = (await open(visitor, { idp: idp.id })).url;
    const refused = await visitor.post(page.href, { choice: 'new', firstName: 'Rosa', email: 'nothing' });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('Enter an email address');
    const { url } = await choose(visitor, page, {
      choice: 'new',
      firstName: 'Rosa',
      lastName: 'Bonheur',
      email: 'rosa@social.example',
    });
    expect(await claimsOf(url)).toMatchObject({ preferred_username: 'rosa@social.example' });
    expect((await userOf('rosa@social.example')).profile.lastName).toBe('Bonheur');
  });
});

describe('the policy of an identity provider', () => {
  const signInAs = async (idp: { id: string }, email: string) => {
    const visitor = new Visitor();
    const page = (await open(visitor, { idp: idp.id })).url;
    const { url } = await choose(visitor, page, {
      choice: 'new',
      firstName: 'Tove',
      lastName: 'Jansson',
      email,
    });
    return url.searchParams.get('error_description') ?? 'signed in';
  };

  test('without an ID token, as Facebook: just-in-time person, put into groups', async () => {
    const group = await manage(demo.sandbox, 'POST', '/api/v1/groups', { profile: { name: 'Friends' } });
    const idp = await addSocialIdp(demo.sandbox, 'FACEBOOK', {
      provisioning: { action: 'AUTO', groups: { action: 'ASSIGN', assignments: [group.id] } },
    });
    expect(await signInAs(idp, 'tove.jansson@social.example')).toBe('signed in');
    const members = await manage<{ profile: { login: string } }[]>(
      demo.sandbox,
      'GET',
      `/api/v1/groups/${group.id}/users`,
    );
    expect(members.map(({ profile }) => profile.login)).toEqual(['tove.jansson@social.example']);
  });

  test('may forbid new people, and linking', async () => {
    const { id } = await addSocialIdp(demo.sandbox, 'GOOGLE', {}).catch(async () => {
      const all = await manage<{ id: string; type: string }[]>(demo.sandbox, 'GET', '/api/v1/idps');
      return all.find(({ type }) => type === 'GOOGLE')!;
    });
    const change = async (policy: Record<string, unknown>) => {
      const current = await manage<Record<string, unknown> & { policy: object }>(
        demo.sandbox,
        'GET',
        `/api/v1/idps/${id}`,
      );
      await manage(demo.sandbox, 'PUT', `/api/v1/idps/${id}`, {
        ...current,
        policy: { ...current.policy, ...policy },
      });
    };
    await change({ provisioning: { action: 'DISABLED' } });
    expect(await signInAs({ id }, 'nobody@social.example')).toBe('User creation was disabled.');
    await change({ accountLink: { action: 'DISABLED' } });
    expect(await signInAs({ id }, 'grace@example.com')).toBe('User linking was disabled.');
    const { id: graceId } = await manage<{ id: string }>(
      demo.sandbox,
      'GET',
      '/api/v1/users/grace@example.com',
    );
    await change({ accountLink: { action: 'AUTO', filter: { users: { exclude: [graceId] } } } });
    expect(await signInAs({ id }, 'grace@example.com')).toBe(
      'User linking was denied because the user is excluded.',
    );
    await change({
      accountLink: { action: 'AUTO' },
      subject: {
        userNameTemplate: { template: 'idpuser.email' },
        matchType: 'USERNAME',
        filter: '.*@other.example',
      },
    });
    expect(await signInAs({ id }, 'grace@example.com')).toContain('filter');
  });
});

describe('a SAML identity provider', () => {
  let idp: { id: string };
  beforeAll(async () => {
    idp = await addSamlIdp(demo.sandbox);
  });

  /** Goes to the provider, chooses, and gives the form that its page would post to the org. */
  async function assertionFor(visitor: Visitor, choice: string, provider = idp) {
    const start = await visitor.fetch(authorizeUrl({ idp: provider.id }));
    const page = await follow(visitor, start);
    const fields = hiddenFields(await page.response.text());
    const action = `${demo.sandbox.outside.url}/saml/sso`;
    const answer = await visitor.post(action, { ...fields, choice });
    const html = await answer.text();
    return { action: /action="([^"]*)"/.exec(html)?.[1] ?? '', fields: hiddenFields(html) };
  }
  const deliver = async (
    visitor: Visitor,
    { action, fields }: { action: string; fields: Record<string, string> },
  ) => follow(visitor, await visitor.post(action, fields));
  const change = (fields: Record<string, string>, edit: (xml: string) => string) => ({
    ...fields,
    SAMLResponse: Buffer.from(edit(Buffer.from(fields.SAMLResponse!, 'base64').toString())).toString(
      'base64',
    ),
  });

  test('a signed assertion signs in, by redirect and by form', async () => {
    const visitor = new Visitor();
    const form = await assertionFor(visitor, 'katherine@partner.example');
    expect(form.action).toBe(`${demo.org}/sso/saml2/${idp.id}`);
    const { url } = await deliver(visitor, form);
    expect(await claimsOf(url)).toMatchObject({ preferred_username: 'katherine@partner.example' });
    expect(await sessionOf(visitor)).toMatchObject({ login: 'katherine@partner.example' });
    const user = await userOf('katherine@partner.example');
    expect(user.credentials.provider).toMatchObject({ type: 'FEDERATION' });

    const byForm = await addSamlIdp(demo.sandbox, 'HTTP-POST');
    const second = new Visitor();
    const sent = await follow(second, await second.fetch(authorizeUrl({ idp: byForm.id })));
    const html = await sent.response.text();
    expect(html).toContain(`action="${demo.sandbox.outside.url}/saml/sso"`);
    const page = await second.post(`${demo.sandbox.outside.url}/saml/sso`, hiddenFields(html));
    const answer = await second.post(`${demo.sandbox.outside.url}/saml/sso`, {
      ...hiddenFields(await page.text()),
      choice: 'katherine@partner.example',
    });
    const end = await deliver(second, {
      action: `${demo.org}/sso/saml2/${byForm.id}`,
      fields: hiddenFields(await answer.text()),
    });
    expect(await claimsOf(end.url)).toMatchObject({ preferred_username: 'katherine@partner.example' });
  });

  test('who gives up there comes back with access_denied', async () => {
    const visitor = new Visitor();
    const { url } = await deliver(visitor, await assertionFor(visitor, 'cancel'));
    expect(url.searchParams.get('error')).toBe('access_denied');
  });

  const refusals: Record<string, (fields: Record<string, string>) => Record<string, string>> = {
    'a tampered name': (fields) => change(fields, (xml) => xml.replaceAll('mary@', 'katherine@')),
    'a tampered attribute': (fields) => change(fields, (xml) => xml.replace('>Seacole<', '>Johnson<')),
    'no signature': (fields) =>
      change(fields, (xml) => xml.replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>/g, '')),
    'a second, unsigned assertion (signature wrapping)': (fields) =>
      change(fields, (xml) => {
        const assertion = /<saml2:Assertion[\s\S]*<\/saml2:Assertion>/.exec(xml)![0];
        const forged = assertion
          .replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>/g, '')
          .replaceAll('mary@', 'katherine@')
          .replace(/ID="[^"]*"/, 'ID="_forged"');
        return xml.replace(assertion, forged + assertion);
      }),
    'no response at all': ({ SAMLResponse: _, ...fields }) => fields,
    'no XML': (fields) => change(fields, () => 'not xml'),
  };
  test.each(Object.entries(refusals))('%s is refused', async (_, forge) => {
    const visitor = new Visitor();
    const { action, fields } = await assertionFor(visitor, 'mary@partner.example');
    const { response } = await deliver(visitor, { action, fields: forge(fields) });
    expect(response.status).toBe(400);
    expect((await visitor.fetch(`${demo.org}/api/v1/sessions/me`)).status).toBe(404);
  });

  test('an assertion that came too late is refused', async () => {
    const visitor = new Visitor();
    const form = await assertionFor(visitor, 'mary@partner.example');
    clock.now += 5 * 60 * 1000 + 1000;
    const { response } = await deliver(visitor, form);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('No valid subject confirmation');
  });

  test('an assertion is taken once: not again, not for another request, not from another browser', async () => {
    const visitor = new Visitor();
    const form = await assertionFor(visitor, 'mary@partner.example');
    const { RelayState: _, ...used } = form.fields;
    expect((await deliver(new Visitor(), form)).response.status).toBe(400);

    const own = await assertionFor(visitor, 'mary@partner.example');
    const { url: back } = await deliver(visitor, own);
    expect(await claimsOf(back)).toMatchObject({ preferred_username: 'mary@partner.example' });
    expect((await deliver(visitor, own)).response.status).toBe(400);

    const fresh = new Visitor();
    const next = await assertionFor(fresh, 'katherine@partner.example');
    const replay = { action: form.action, fields: { ...used, RelayState: next.fields.RelayState! } };
    const { response } = await deliver(fresh, replay);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('InResponseTo');
  });

  test('an assertion for another recipient or audience is refused', async () => {
    const other = await addSamlIdp(demo.sandbox, 'HTTP-REDIRECT ').catch(() => undefined);
    const all = await manage<{ id: string; type: string }[]>(demo.sandbox, 'GET', '/api/v1/idps?type=SAML2');
    const second = other ?? all.find(({ id }) => id !== idp.id)!;
    const visitor = new Visitor();
    const mine = await assertionFor(visitor, 'mary@partner.example');
    const { response } = await deliver(visitor, {
      action: mine.action.replace(idp.id, second.id),
      fields: mine.fields,
    });
    expect(response.status).toBe(400);
  });

  test('metadata name the org’s endpoint and its key, with which requests are signed', async () => {
    const metadata = async (): Promise<string> => {
      const response = await fetch(`${demo.org}/api/v1/idps/${idp.id}/metadata.xml`, {
        headers: { authorization: `SSWS ${demo.apiToken}` },
      });
      expect(response.headers.get('content-type')).toContain('xml');
      return response.text();
    };
    const xml = await metadata();
    expect(xml).toContain(`Location="${demo.org}/sso/saml2/${idp.id}"`);
    expect(xml).toContain('AuthnRequestsSigned="true"');
    const certificates = [...xml.matchAll(/use="(\w+)"[^]*?<ds:X509Certificate>([^<]+)/g)];
    expect(certificates.map(([, use]) => use).sort()).toEqual(['encryption', 'signing']);
    const signing = certificates.find(([, use]) => use === 'signing')?.[2] ?? '';
    const certificate = new X509Certificate(Buffer.from(signing, 'base64'));
    expect(await metadata()).toContain(signing); // made once

    const visitor = new Visitor();
    let response = await visitor.fetch(authorizeUrl({ idp: idp.id }));
    while (!locationOf(response).searchParams.has('SAMLRequest'))
      response = await visitor.fetch(locationOf(response).href);
    const url = locationOf(response);
    const [signed = '', signature = ''] = url.search.slice(1).split('&Signature=');
    expect(url.searchParams.get('SigAlg')).toBe('http://www.w3.org/2001/04/xmldsig-more#rsa-sha256');
    const bytes = Buffer.from(decodeURIComponent(signature), 'base64');
    expect(verify('sha256', Buffer.from(signed), certificate.publicKey, bytes)).toBe(true);
  });
});

describe('routing', () => {
  test('by e-mail domain; everyone else signs in at the org', async () => {
    const all = await manage<{ id: string; type: string }[]>(demo.sandbox, 'GET', '/api/v1/idps?type=SAML2');
    await routeDomain(demo.sandbox, all[0]!, 'SAML2', 'partner.example');
    const visitor = new Visitor();
    const page = await HostedPage.open(visitor, (await open(visitor, {})).url.href);
    await page.proceed('identify', { identifier: 'mary@notpartner.example' });
    expect(page.names[0]).toBe('challenge-authenticator');
    await page.submit(page.document['cancel'] as Parameters<typeof page.submit>[0]);
    await page.proceed('identify', { identifier: 'mary@partner.example' });
    expect(page.names).toEqual(['redirect-idp']);
    const routed = await follow(visitor, await visitor.fetch(page.remediation('redirect-idp').href));
    expect(routed.url.href).toContain(`${demo.sandbox.outside.url}/saml/sso`);
  });

  test('a rule for everyone puts a button on the sign-in page', async () => {
    const all = await manage<{ id: string; type: string; name: string }[]>(
      demo.sandbox,
      'GET',
      '/api/v1/idps',
    );
    const google = all.find(({ type }) => type === 'GOOGLE')!;
    await routeDomain(demo.sandbox, google, 'GOOGLE');
    const visitor = new Visitor();
    const page = await HostedPage.open(visitor, (await open(visitor, {})).url.href);
    expect(page.remediation('redirect-idp')).toMatchObject({ idp: { id: google.id, name: google.name } });
  });

  test('Identity Engine: redirect-idp, and an interaction code when the person comes back', async () => {
    const client = {
      client_id: demo.environment.OKTA_CLIENT_ID!,
      client_secret: demo.environment.OKTA_CLIENT_SECRET!,
    };
    await allowOneFactor(client.client_id);
    const visitor = new Visitor();
    const issuer = demo.environment.OKTA_ISSUER!;
    const redirectUri = `${demo.shop}/widget`;
    const idx = async (action: string, body: Record<string, unknown>) => {
      const response = await visitor.fetch(`${demo.org}/idp/idx/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/ion+json; okta-version=1.0.0' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as {
        stateHandle: string;
        remediation: { value: { name: string; type?: string; href: string; rel?: string[] }[] };
      };
    };
    const interact = await visitor.post(`${issuer}/v1/interact`, {
      ...client,
      scope: 'openid profile email',
      redirect_uri: redirectUri,
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      state: 'the-state',
    });
    const { interaction_handle: interactionHandle } = (await interact.json()) as Record<string, string>;
    const begun = await idx('introspect', { interactionHandle });
    const button = begun.remediation.value.find(({ name }) => name === 'redirect-idp')!;
    expect(button).toMatchObject({ type: 'GOOGLE', method: 'GET', idp: { name: 'Okta Multidemo Google' } });
    expect(button.rel).toBeUndefined();

    // By email domain it is the only way on.
    const { stateHandle } = begun;
    const routed = await idx('identify', { stateHandle, identifier: 'mary@partner.example' });
    const [only, ...others] = routed.remediation.value;
    expect([only?.name, only?.type, others]).toEqual(['redirect-idp', 'SAML2', []]);
    const page = await follow(visitor, await visitor.fetch(only!.href));
    const fields = { ...hiddenFields(await page.response.text()), choice: 'mary@partner.example' };
    const html = await (await visitor.post(`${demo.sandbox.outside.url}/saml/sso`, fields)).text();
    const acs = /action="([^"]*)"/.exec(html)![1]!;
    const { url } = await follow(visitor, await visitor.post(acs, hiddenFields(html)));
    expect(`${url.origin}${url.pathname}`).toBe(redirectUri);
    expect(url.searchParams.get('state')).toBe('the-state');
    const tokens = await visitor.post(`${issuer}/v1/token`, {
      ...client,
      grant_type: 'interaction_code',
      interaction_code: url.searchParams.get('interaction_code') ?? '',
      code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
      redirect_uri: redirectUri,
    });
    const body = (await tokens.json()) as { id_token?: string };
    expect(body).toHaveProperty('id_token');
    const { id_token: idToken = '' } = body;
    const claims = JSON.parse(Buffer.from(idToken.split('.')[1]!, 'base64url').toString()) as object;
    expect(claims).toMatchObject({ preferred_username: 'mary@partner.example', amr: ['fed'] });
  });

  test('an inactive identity provider is not found', async () => {
    const all = await manage<{ id: string; type: string }[]>(demo.sandbox, 'GET', '/api/v1/idps');
    const facebook = all.find(({ type }) => type === 'FACEBOOK')!;
    await manage(demo.sandbox, 'POST', `/api/v1/idps/${facebook.id}/lifecycle/deactivate`);
    for (const idp of [facebook.id, '0oanone']) {
      const { response } = await open(new Visitor(), { idp });
      expect([response.status, response.headers.get('content-type')]).toEqual([
        400,
        'text/html; charset=utf-8',
      ]);
    }
  });
});

/** Lets an app in with one factor: the org's default asks two, and an identity provider counts as one. */
async function allowOneFactor(clientId: string): Promise<void> {
  const policy = await manage(demo.sandbox, 'POST', '/api/v1/policies', {
    type: 'ACCESS_POLICY',
    name: 'One factor',
  });
  await manage(demo.sandbox, 'POST', `/api/v1/policies/${policy.id}/rules`, {
    type: 'ACCESS_POLICY',
    name: 'One is enough',
    actions: {
      appSignOn: {
        access: 'ALLOW',
        verificationMethod: {
          type: 'ASSURANCE',
          factorMode: '1FA',
          reauthenticateIn: 'PT2H',
          constraints: [],
        },
      },
    },
  });
  const app = await manage(demo.sandbox, 'GET', `/api/v1/apps/${clientId}`);
  await manage(demo.sandbox, 'PUT', `/api/v1/apps/${app.id}/policies/${policy.id}`);
}

function hiddenFields(html: string): Record<string, string> {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return Object.fromEntries(
    fields.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
  );
}
