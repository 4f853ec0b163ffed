import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../../helpers/demo.ts';
import { federationOf, hiddenFields } from '../../helpers/idps/federation.ts';
import { HostedPage } from '../../helpers/hosted-page.ts';
import { addSamlIdp, addSocialIdp, manage, routeDomain } from '../../helpers/idps/idps.ts';
import { locationOf, Visitor } from '../../helpers/visitor.ts';

let demo: Demo;
const { choose, claimsOf, follow, open, sessionOf, userOf } = federationOf(() => demo);

beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());

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

describe('routing', () => {
  beforeAll(() => addSamlIdp(demo.sandbox));

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
