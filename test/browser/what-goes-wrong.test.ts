import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import type { Fields } from '../../cli/provision/value.ts';
import { named, noBrowser, standsStill } from '../helpers/browser/browser.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';

const builds = ['Gen2', 'Gen3', 'Classic'] as const;
const password = 'Quiet-Harbour-1987';

/** Second factors, and whom Okta does not let in: through the shop, each told in Okta's own words. */
describe.skipIf(noBrowser)(named('what goes wrong'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();
  let api: ManagementApi;
  let people = 0;
  beforeAll(() => {
    api = new ManagementApi(door.demo.org, door.demo.apiToken);
  });
  afterEach(() => door.demo.sandbox.setClockOffset(0));

  interface Newcomer {
    id: string;
    login: string;
    password: string;
  }

  /** Someone new, so that no test meets what another has left. */
  async function newPerson(): Promise<Newcomer> {
    const login = `kim.${++people}@example.com`;
    const profile = { login, email: login, firstName: 'Kim', lastName: 'Reyes' };
    const { id } = await api.post('/api/v1/users', {
      profile,
      credentials: { password: { value: password } },
    });
    return { id: id as string, login, password };
  }

  const typeIn = (build: string, who: Pick<Newcomer, 'login' | 'password'>): Promise<void> =>
    build === 'Classic' ? door.typeAtOnce(who) : door.typeInSteps(who);

  describe('at the first factor', () => {
    test.each(builds)('%s: a wrong password, then the right one', async (build) => {
      const someone = await newPerson();
      await door.choose('Widget in the page', build);
      await typeIn(build, { ...someone, password: 'wrong' });
      await door.shows(build === 'Classic' ? 'Unable to sign in' : 'Password is incorrect');
      await standsStill(door.page);
      await door.send(build === 'Classic' ? 'password' : 'credentials.passcode', password);
      await door.isHome('Kim');
    });

    test.each(builds)('%s: a locked account, where the policy has that told', async (build) => {
      const [policy] = await api.list('/api/v1/policies?type=PASSWORD');
      const settings = policy!.settings as { password: { lockout: Fields } };
      settings.password.lockout = { ...settings.password.lockout, maxAttempts: 2, showLockoutFailures: true };
      await api.put(`/api/v1/policies/${policy!.id as string}`, { ...policy, settings });
      const { login } = await newPerson();
      const attempt = { username: login, password: 'wrong' };
      await expect(api.post('/api/v1/authn', attempt)).rejects.toThrow('Authentication failed');
      expect(await api.post('/api/v1/authn', attempt)).toMatchObject({ status: 'LOCKED_OUT' });
      await door.choose('Widget in the page', build);
      await typeIn(build, { login, password });
      await door.shows('Your account is locked. Please contact your administrator.');
    });

    test.each(builds)('%s: someone whom the app is not assigned to', async (build) => {
      const someone = await newPerson();
      const groups = `/api/v1/apps/${door.demo.environment['OKTA_CLIENT_ID']!}/groups`;
      const assigned = await api.list(groups);
      for (const { id } of assigned) await api.delete(`${groups}/${id as string}`);
      await door.choose('Widget in the page', build);
      await typeIn(build, someone);
      const what = build === 'Classic' ? 'the client application' : 'this application';
      await door.shows(`User is not assigned to ${what}.`);
      for (const { id } of assigned) await api.put(`${groups}/${id as string}`, {});
    });

    test.each(builds)('L5: %s: a domain that nobody knows is not told from any other', async (build) => {
      await door.choose('By email domain', build);
      await door.send(build === 'Classic' ? 'username' : 'identifier', 'kim@nowhere.example');
      await door.send(build === 'Classic' ? 'password' : 'credentials.passcode', password);
      await door.shows(build === 'Classic' ? 'Unable to sign in' : 'Password is incorrect');
    });
  });

  describe('at the consent', () => {
    const decide = async (consent: string, method: string): Promise<void> => {
      const { OKTA_CLIENT_ID: client, OKTA_ISSUER: issuer } = door.demo.environment;
      const scopes = `/api/v1/authorizationServers/${issuer!.split('/').at(-1)!}/scopes`;
      const scope = (await api.list(scopes)).find(({ name }) => name === 'orders:create')!;
      await api.put(`${scopes}/${scope.id as string}`, { ...scope, consent });
      const app = (await api.read(`/api/v1/apps/${client!}`))!;
      const settings = app.settings as { oauthClient: Fields };
      settings.oauthClient.consent_method = method;
      await api.put(`/api/v1/apps/${client!}`, { ...app, settings });
    };
    beforeAll(() => decide('REQUIRED', 'REQUIRED'));
    afterAll(() => decide('IMPLICIT', 'TRUSTED'));

    test.each(builds)('%s: who does not allow is not let in', async (build) => {
      await door.choose('Widget in the page', build);
      await typeIn(build, await newPerson());
      await door.press(/^(Don.t allow|Cancel)$/i);
      await door.shows(/denied/);
    });
  });

  describe('with Okta Verify', () => {
    /** The policy of the shop asks for two factors from now on. */
    beforeAll(async () => {
      const app = await api.read(`/api/v1/apps/${door.demo.environment['OKTA_CLIENT_ID']!}`);
      const links = app!._links as unknown as { accessPolicy: { href: string } };
      const rules = `${new URL(links.accessPolicy.href).pathname}/rules`;
      for (const { id, actions, ...rule } of await api.list(rules)) {
        const { appSignOn } = actions as { appSignOn: Fields };
        const verificationMethod = {
          ...(appSignOn.verificationMethod as Fields),
          factorMode: '2FA',
          constraints: [],
        };
        await api.put(`${rules}/${id as string}`, {
          ...rule,
          actions: { appSignOn: { ...appSignOn, verificationMethod } },
        });
      }
    });
    const generations = ['Gen2', 'Gen3'] as const;

    /** Sets Okta Verify up and goes up to the choice of a factor. @returns the phone */
    async function givePassword(build: string): Promise<Page> {
      const someone = await newPerson();
      const okta = { factorType: 'push', provider: 'OKTA' };
      await api.post(`/api/v1/users/${someone.id}/factors?activate=false`, okta);
      const phone = await phoneOf(someone);
      await phone.getByRole('button', { name: 'Scan the code' }).click();
      await phone.getByText('Okta Verify is ready').waitFor();
      await door.choose('Widget in the page', build);
      await door.typeInSteps(someone);
      return phone;
    }

    const chooseFactor = (name: RegExp): Promise<void> => door.page.getByLabel(name).first().click();

    /** In a second tab, from the page of all that surrounds the org: the person's phone. */
    async function phoneOf({ login }: Newcomer): Promise<Page> {
      const phone = await door.context.newPage();
      await phone.goto(door.demo.outside);
      await phone.getByRole('link', { name: /^Phone/ }).click();
      await phone.getByRole('link', { name: login }).click();
      return phone;
    }

    test.each(generations)('%s: password and push, approved on the phone in a second tab', async (build) => {
      const phone = await givePassword(build);
      await chooseFactor(/push notification/);
      // The prompt appears automatically, without reloading the phone.
      await phone.getByRole('button', { name: 'Yes, it’s me' }).click();
      await door.isHome('Kim');
    });

    test.each(generations)('%s: a declined push, and then one that is approved', async (build) => {
      const phone = await givePassword(build);
      await chooseFactor(/push notification/);
      await phone.getByRole('button', { name: 'No, it’s not me' }).click();
      await door.shows('You have chosen to reject this login.');
      await door.press('Resend push notification');
      await phone.getByRole('button', { name: 'Yes, it’s me' }).click();
      await door.isHome('Kim');
    });

    test.each(generations)('%s: a push that nobody answers', async (build) => {
      const phone = await givePassword(build);
      await chooseFactor(/push notification/);
      await phone.getByRole('button', { name: 'Yes, it’s me' }).waitFor();
      door.demo.sandbox.setClockOffset(301_000);
      await door.shows('Your push notification has expired.');
    });

    test.each(generations)('%s: a wrong code, then the one that the phone shows', async (build) => {
      const phone = await givePassword(build);
      await chooseFactor(/enter a code/i);
      await door.fill({ 'credentials.totp': '000000' });
      await door.press('Verify');
      await door.shows(/Your code doesn't match our records/);
      const code = (await phone.locator('.digits').first().textContent())!.replace(' ', '');
      await standsStill(door.page);
      await door.fill({ 'credentials.totp': code });
      await door.press('Verify');
      await door.isHome('Kim');
    });
  });
});
