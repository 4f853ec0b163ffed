import { afterEach, beforeEach, expect, it } from 'vitest';
import { IdxClient } from '../../helpers/idx-client.ts';
import { password, startOrg, type TestOrg } from '../../helpers/org.ts';

let test: TestOrg;

beforeEach(async () => {
  test = await startOrg();
  await test.addPerson('ada@example.com');
  const { org, app } = test;
  const scope = org.authorizationServers
    .scopes(org.authorizationServers.require('default').id)
    .find(({ name }) => name === 'email')!;
  org.transaction(() => {
    org.apps.update(app, { oauth: { ...app.oauth!, consentMethod: 'REQUIRED' } });
    org.authorizationServers.updateScope(scope, { consent: 'REQUIRED' });
  });
});
afterEach(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

async function signIn(): Promise<IdxClient> {
  const client = await (await new IdxClient(test).start()).proceed('identify', { identifier: 'ada' });
  return client.answer({ passcode: password });
}

it('no code comes without consent; what is allowed once is remembered', async () => {
  const client = await signIn();
  expect([client.names, client.interactionCode]).toEqual([['consent'], undefined]);
  expect(client.remediation('consent')).toMatchObject({ scopes: [{ name: 'email' }] });
  expect((await client.introspect()).interactionCode).toBeUndefined();
  await client.proceed('consent');
  expect([client.status, client.fieldMessageKeys]).toEqual([400, ['model.validation.field.blank']]);
  await client.proceed('consent', { consent: true });
  expect(await client.idToken()).toMatchObject({ amr: ['pwd'] });
  expect(await (await signIn()).idToken()).toMatchObject({ amr: ['pwd'] });
});

it('who refuses gets no code and leaves no session, nor a consent', async () => {
  const client = await signIn();
  const url = client.remediation('consent').href;
  await client.proceed('consent', { consent: false });
  expect([client.status, client.names, client.messageKeys]).toEqual([403, [], ['access_denied']]);
  expect(client.interactionCode).toBeUndefined();
  const { stateHandle } = client.document;
  await client.post(url, { stateHandle, consent: true });
  expect([client.status, client.interactionCode]).toEqual([400, undefined]);
  expect((await new IdxClient(test, client.visitor).start()).names[0]).toBe('identify');
  expect((await signIn()).names).toEqual(['consent']);
});
