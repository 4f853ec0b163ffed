/** What holds for every endpoint: who may call, what an error looks like, what is not there. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await createSandbox();
});
afterAll(() => sandbox.close());

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: {
      authorization: `SSWS ${sandbox.apiToken}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text ? JSON.parse(text) : undefined) as never,
  };
}

const failure = (errorCode: string): object => ({
  errorCode,
  errorLink: errorCode,
  errorId: expect.stringMatching(/^oae/) as string,
  errorSummary: expect.any(String) as string,
  errorCauses: expect.any(Array) as unknown[],
});

test('credentials: none, unknown, of another kind', async () => {
  for (const authorization of ['', 'SSWS nonsense', 'Bearer nonsense', 'Basic YTpi']) {
    const answer = await call('GET', '/api/v1/users', undefined, { authorization });
    expect(answer).toMatchObject({ status: 401, body: failure('E0000011') });
  }
});

test('OAuth for Okta: a token opens what its scopes name, and the 403 names the missing one', async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const app = (
    await call('POST', '/api/v1/apps', {
      label: 'Service',
      signOnMode: 'OPENID_CONNECT',
      credentials: { oauthClient: { token_endpoint_auth_method: 'private_key_jwt' } },
      settings: {
        oauthClient: {
          application_type: 'service',
          grant_types: ['client_credentials'],
          jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] },
        },
      },
    })
  ).body as { id: string };
  await call('POST', `/api/v1/apps/${app.id}/grants`, { issuer: sandbox.url, scopeId: 'okta.groups.read' });
  const token = `${sandbox.url}/oauth2/v1/token`;
  const assertion = await new SignJWT({})
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(app.id)
    .setSubject(app.id)
    .setAudience(token)
    .setJti('one')
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey);
  const response = await fetch(token, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'okta.groups.read',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const { access_token: accessToken } = (await response.json()) as { access_token: string };
  const authorization = `Bearer ${accessToken}`;
  expect((await call('GET', '/api/v1/groups', undefined, { authorization })).status).toBe(200);
  expect(await call('GET', '/api/v1/users', undefined, { authorization })).toMatchObject({
    status: 403,
    body: {
      errorCode: 'E0000006',
      errorCauses: [{ errorSummary: expect.stringContaining('okta.users.read') as string }],
    },
  });
  const group = await call('POST', '/api/v1/groups', { profile: { name: 'no' } }, { authorization });
  expect(group.status).toBe(403);
  const refused = await fetch(`${sandbox.url}/api/v1/users/me`, { headers: { authorization } });
  expect(refused.headers.get('www-authenticate')).toBe(
    `Bearer authorization_uri="${sandbox.url}/oauth2/v1/authorize", realm="${sandbox.url}", scope="okta.users.read", ` +
      'error="insufficient_scope", error_description="The access token provided does not contain the required scopes.", ' +
      'resource="/api/v1/users/me"',
  );
});

test('what is not implemented says its name; what Okta does not have is 404 and 405', async () => {
  const domains = await call('GET', '/api/v1/domains');
  expect(domains).toMatchObject({
    status: 501,
    body: { errorSummary: expect.stringContaining('listCustomDomains') as string },
  });
  expect((await call('GET', '/api/v1/nothing')).status).toBe(404);
  expect(await call('PATCH', '/api/v1/users')).toMatchObject({ status: 405, body: failure('E0000022') });
});

test('bodies: no JSON, another type, wrong JSON type, missing field', async () => {
  expect(await call('POST', '/api/v1/groups', '{"profile":')).toMatchObject({
    status: 400,
    body: failure('E0000003'),
  });
  expect(await call('POST', '/api/v1/groups', 'x=1', { 'content-type': 'text/plain' })).toMatchObject({
    status: 400,
    body: failure('E0000021'),
  });
  expect(await call('POST', '/api/v1/groups', { profile: 7 })).toMatchObject({
    status: 400,
    body: failure('E0000003'),
  });
  expect(await call('POST', '/api/v1/groups', {})).toMatchObject({
    status: 400,
    body: {
      errorSummary: 'Api validation failed: profile',
      errorCauses: [{ errorSummary: 'profile: The field cannot be left blank' }],
    },
  });
});

test('headers of every answer', async () => {
  const { headers } = await call('GET', '/api/v1/groups');
  expect(headers.get('x-okta-request-id')).toMatch(/.+/);
  expect(Number(headers.get('x-rate-limit-limit'))).toBeGreaterThan(0);
  expect(Number(headers.get('x-rate-limit-reset'))).toBeGreaterThan(Date.now() / 1000 - 1);
  expect(headers.get('link')).toBe(`<${sandbox.url}/api/v1/groups>; rel="self"`);
});

test('CORS for trusted origins only', async () => {
  await call('POST', '/api/v1/trustedOrigins', {
    name: 'o',
    origin: 'http://trusted.example',
    scopes: [{ type: 'CORS' }],
  });
  const trusted = await call('GET', '/api/v1/groups', undefined, { origin: 'http://trusted.example' });
  expect(trusted.headers.get('access-control-allow-origin')).toBe('http://trusted.example');
  const other = await call('GET', '/api/v1/groups', undefined, { origin: 'http://other.example' });
  expect(other.headers.get('access-control-allow-origin')).toBeNull();
});

test('absolute targets are routed by path alone, also with the port dropped', async () => {
  const { port } = new URL(sandbox.url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), 'localhost', () => {
      socket.write(
        `GET http://localhost/api/v1/users/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: SSWS ${sandbox.apiToken}\r\nConnection: close\r\n\r\n`,
      );
    });
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
  expect(answer).toMatch(/^HTTP\/1.1 200/);
  expect(answer).toContain(`${sandbox.url}/api/v1/users/`);
});

test('an event hook is verified, told of events with its secret, and tried twice', async () => {
  const calls: { method: string; authorization: string | undefined; body: string }[] = [];
  const receiver = createServer((request: IncomingMessage, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      calls.push({ method: request.method ?? '', authorization: request.headers.authorization, body: text });
      const challenge = request.headers['x-okta-verification-challenge'];
      response.statusCode = calls.length === 2 ? 500 : 200;
      response.end(JSON.stringify(challenge === undefined ? {} : { verification: challenge }));
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, resolve));
  const uri = `http://localhost:${(receiver.address() as AddressInfo).port}/hook`;
  const hook = await call('POST', '/api/v1/eventHooks', {
    name: 'h',
    events: { type: 'EVENT_TYPE', items: ['group.lifecycle.create'] },
    channel: {
      type: 'HTTP',
      version: '1.0.0',
      config: { uri, authScheme: { type: 'HEADER', key: 'Authorization', value: 'shh' } },
    },
  });
  const { id } = hook.body as { id: string };
  expect((await call('POST', `/api/v1/eventHooks/${id}/lifecycle/verify`)).body).toMatchObject({
    verificationStatus: 'VERIFIED',
  });
  await call('POST', '/api/v1/groups', { profile: { name: 'Told' } });
  await expect.poll(() => calls.length).toBe(3);
  expect(calls.map(({ method, authorization }) => [method, authorization])).toEqual([
    ['GET', 'shh'],
    ['POST', 'shh'],
    ['POST', 'shh'],
  ]);
  expect(JSON.parse(calls[2]!.body)).toMatchObject({
    eventType: 'com.okta.event_hook',
    data: { events: [{ eventType: 'group.lifecycle.create', target: [{ displayName: 'Told' }] }] },
  });
  await new Promise((resolve) => receiver.close(resolve));
});

test('a group rule moves people as their profile changes', async () => {
  const group = (await call('POST', '/api/v1/groups', { profile: { name: 'Sales' } })).body as { id: string };
  const rule = (
    await call('POST', '/api/v1/groups/rules', {
      type: 'group_rule',
      name: 'sales',
      conditions: { expression: { type: 'urn:okta:expression:1.0', value: 'user.department == "Sales"' } },
      actions: { assignUserToGroups: { groupIds: [group.id] } },
    })
  ).body as { id: string };
  await call('POST', `/api/v1/groups/rules/${rule.id}/lifecycle/activate`);
  const user = (
    await call('POST', '/api/v1/users', {
      profile: {
        login: 's@x.example',
        email: 's@x.example',
        firstName: 'S',
        lastName: 'S',
        department: 'Sales',
      },
    })
  ).body as { id: string };
  const members = async (): Promise<number> =>
    ((await call('GET', `/api/v1/groups/${group.id}/users`)).body as unknown[]).length;
  expect(await members()).toBe(1);
  await call('POST', `/api/v1/users/${user.id}`, { profile: { department: 'Ops' } });
  expect(await members()).toBe(0);
});
