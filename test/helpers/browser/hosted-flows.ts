import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { hashSecret } from '../../../sandbox/org/people/passwords.ts';
import { onePassword, startOrg, type TestOrg, twoFactors } from '../org.ts';
import { launchBrowser, noBrowser } from './browser.ts';
import { HostedFlow } from './hosted-flow.ts';

/** The number of everyone's phone. */
export const phone = '+14155550123';
const food = 'What is the food you least liked as a child?';

type Actions = Readonly<Record<string, unknown>>;

/** A suite that is run in light and in dark. */
export const inLightAndDark = describe.skipIf(noBrowser).each(['light', 'dark'] as const);

/** An org that offers self-service, for the tests of one file; each test has a window of its own. */
export function openHostedFlows(colours: 'light' | 'dark') {
  let org: TestOrg;
  let browser: Browser;
  let flow: HostedFlow;
  let people = 0;
  /** The app that the org redirects back to. */
  const app = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<h1>Back in the app</h1>');
  });

  beforeAll(async () => {
    await new Promise<void>((settle) => app.listen(0, 'localhost', settle));
    const callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
    [org, browser] = await Promise.all([startOrg(callback), launchBrowser()]);
    const { authenticators } = org.org;
    const question = authenticators.byKey('security_question')!;
    org.org.transaction(() => authenticators.update(question, { settings: { allowedFor: 'any' } }));
    allow('PASSWORD', () => ({ selfServiceUnlock: { access: 'ALLOW' } }));
    allow('PROFILE_ENROLLMENT', ({ profileEnrollment }) => ({
      profileEnrollment: { ...(profileEnrollment as object), access: 'ALLOW' },
    }));
  }, 120_000);
  beforeEach(async () => {
    org.demand(onePassword);
    requireMethods();
    flow = await openAnother();
  });
  afterEach(() => flow.close());
  afterAll(async () => {
    await browser.close();
    app.close();
    expect(org.faults).toEqual([]);
    await org.close();
  });

  const openAnother = (): Promise<HostedFlow> => HostedFlow.open(browser, org, colours);

  /** Changes the actions of the first rule of the org's own policy of that type. */
  function allow(type: string, changes: (actions: Actions) => Actions): void {
    const { policies } = org.org;
    const { actions, ...rule } = policies.rules(policies.systemPolicy(type).id)[0]!;
    org.org.transaction(() =>
      policies.updateRule({ ...rule, actions }, { actions: { ...actions, ...changes(actions) } }),
    );
  }

  /** What everyone must have set up; nothing more than a password without names. */
  function requireMethods(...keys: string[]): void {
    const { policies, authenticators } = org.org;
    const settings = {
      type: 'AUTHENTICATORS',
      authenticators: authenticators.all().map(({ key }) => ({
        key,
        enroll: { self: key === 'okta_password' || keys.includes(key) ? 'REQUIRED' : 'OPTIONAL' },
      })),
    };
    org.org.transaction(() => policies.update(policies.systemPolicy('MFA_ENROLL'), { settings }));
  }

  const newLogin = (name: string): string => `${name}${(people += 1)}@example.com`;
  const newPerson = () => org.addPerson(newLogin('ada'));

  /** One who has every method. */
  async function equipped() {
    const ada = await newPerson();
    const { factors } = org.org;
    const { login } = ada.profile;
    const google = factors.enrollTotp(ada.id, login, 'GOOGLE');
    factors.activate(google);
    const { push, totp: code } = factors.enrollOktaVerify(ada.id, login);
    factors.activateDevice(ada.id, push.deviceId!);
    factors.activate(factors.enrollSms(ada.id, phone));
    factors.enrollQuestion(ada.id, 'disliked_food', food, await hashSecret('spinach'));
    return { ada, login, google, code };
  }

  /** The second factor is asked for, and one is chosen from the list. */
  async function choose(login: string, name: string | RegExp): Promise<void> {
    org.demand(twoFactors);
    await flow.begin();
    await flow.signIn(login);
    await flow.heading("Verify it's you with a security method");
    await flow.press(name);
  }

  return {
    get org() {
      return org;
    },
    get flow() {
      return flow;
    },
    ...{ newLogin, newPerson, equipped, choose, requireMethods, openAnother },
  };
}
