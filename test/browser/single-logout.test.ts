import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Profile } from '@node-saml/node-saml';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { signIn } from '../helpers/browser/shop-pages.ts';
import { type ApiAnswer, callerOf } from '../helpers/call.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import {
  entityId,
  type SamlApp,
  samlAppOf,
  serviceProvider,
  serviceProviderKey,
} from '../helpers/service-provider.ts';

/** The open shop says so when its session ends elsewhere: by signing out of another app, or in the org. */
describe.skipIf(noBrowser)(named('single logout'), { timeout: 300_000 }, () => {
  let demo: Demo;
  let browser: Browser;
  let other: Server;
  let at: string;
  let context: BrowserContext;
  let app: ApiAnswer;
  let payroll: SamlApp;
  /** What was posted to the other apps, and where. */
  const heard: [string, URLSearchParams][] = [];

  beforeAll(async () => {
    other = createServer((request, response) => {
      if (request.method === 'POST')
        void text(request).then((body) => heard.push([request.url ?? '', new URLSearchParams(body)]));
      response.setHeader('content-type', 'text/html').end('<p>other');
    });
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
    at = `http://localhost:${(other.address() as AddressInfo).port}`;
    [demo, browser] = await Promise.all([startDemo({ environment: { FF_EVENTS: 'true' } }), launchBrowser()]);
    const call = callerOf(demo.sandbox);
    app = await call('POST', '/api/v1/apps', {
      ...{ name: 'oidc_client', label: 'Other', signOnMode: 'OPENID_CONNECT' },
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
      settings: {
        oauthClient: {
          ...{ grant_types: ['implicit'], response_types: ['id_token'], application_type: 'web' },
          ...{ redirect_uris: [`${at}/in`], post_logout_redirect_uris: [`${at}/out`] },
        },
      },
    });
    const places = { ssoAcsUrl: `${at}/saml`, recipient: `${at}/saml`, destination: `${at}/saml` };
    const added = await call('POST', '/api/v1/apps', {
      ...{ label: 'Payroll', signOnMode: 'SAML_2_0' },
      settings: {
        signOn: {
          ...{ ...places, audience: entityId },
          participateSlo: { enabled: true, bindingType: 'POST', logoutRequestUrl: `${at}/saml/logout` },
          slo: { enabled: true, issuer: entityId, logoutUrl: `${at}/saml/out` },
          spCertificate: { x5c: [serviceProviderKey.certificate] },
        },
      },
    });
    const { items } = await call('GET', '/api/v1/groups?q=Everyone');
    payroll = samlAppOf(demo.org, added.body as never);
    for (const { id } of [app, payroll])
      await call('PUT', `/api/v1/apps/${id}/groups/${String(items[0]!['id'])}`, {});
    // The shop's sign-on policy: a password is enough.
    const { body: web } = await call('GET', `/api/v1/apps/${demo.environment['OKTA_CLIENT_ID']!}`);
    const { href } = (web['_links'] as { accessPolicy: { href: string } }).accessPolicy;
    for (const { id } of [app, payroll])
      await call('PUT', `/api/v1/apps/${id}/policies/${href.split('/').at(-1)!}`);
  }, 300_000);
  beforeEach(async () => {
    heard.length = 0;
    context = await browser.newContext();
  });
  afterEach(() => context.close());
  afterAll(async () => {
    await browser.close();
    await demo.close();
    other.closeAllConnections();
    other.close();
  });

  const provider = () =>
    serviceProvider(payroll, {
      ...{ callbackUrl: `${at}/saml`, privateKey: serviceProviderKey.privateKey },
      signatureAlgorithm: 'sha256',
    });
  const openShop = async (): Promise<Page> => {
    const shop = await context.newPage();
    // The open page listens a moment after it has loaded.
    const listening = shop.waitForResponse((response) => response.url().endsWith('/session/stream'));
    await signIn(shop, demo.shop, 'basic');
    await listening;
    return shop;
  };
  /** Signs in to the SAML app. @returns the user's name and session there */
  const openPayroll = async (page: Page): Promise<Profile> => {
    await page.goto(payroll.home);
    await page.waitForURL(`${at}/saml`);
    const [, posted] = heard.pop()!;
    const SAMLResponse = posted.get('SAMLResponse')!;
    return (await (await provider()).validatePostResponseAsync({ SAMLResponse })).profile!;
  };
  const seesTheEnd = async (shop: Page): Promise<void> => {
    await shop.getByText('You signed out in another app.').waitFor();
    await shop.reload();
    await shop.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor();
    // The org does not know the browser any more.
    await shop.goto(`${demo.shop}/login/okta`);
    await shop.locator('input[name="identifier"]').waitFor();
  };

  test('signing out of another app ends the shop’s session, and its open page says so', async () => {
    const shop = await openShop();
    const page = await context.newPage();
    const query = {
      ...{ client_id: app.id, response_type: 'id_token', scope: 'openid', prompt: 'none' },
      ...{ redirect_uri: `${at}/in`, state: 's', nonce: 'n' },
    };
    await page.goto(`${demo.org}/oauth2/v1/authorize?${new URLSearchParams(query).toString()}`);
    const hint = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('id_token') ?? '';
    expect(hint).not.toBe('');
    await openPayroll(page);
    const out = { id_token_hint: hint, post_logout_redirect_uri: `${at}/out` };
    await shop.bringToFront();
    await page.goto(`${demo.org}/oauth2/v1/logout?${new URLSearchParams(out).toString()}`);
    await page.waitForURL(`${at}/out`);
    expect(heard.map(([url, form]) => [url, [...form.keys()]])).toEqual([['/saml/logout', ['SAMLRequest']]]);
    await seesTheEnd(shop);
  });

  test('signing out of a SAML app does too, before the app is answered', async () => {
    const shop = await openShop();
    const page = await context.newPage();
    const profile = await openPayroll(page);
    const address = await (await provider()).getLogoutUrlAsync(profile, 'bye', {});
    await shop.bringToFront();
    await page.goto(address);
    await page.waitForURL(`${at}/saml/out`);
    expect(heard.map(([url, form]) => [url, form.get('RelayState')])).toEqual([['/saml/out', 'bye']]);
    await seesTheEnd(shop);
  });

  test('a user who is deactivated in the org reads it in the open page, and the API answers 401', async () => {
    const call = callerOf(demo.sandbox);
    await call('POST', `/api/v1/eventHooks/${demo.environment['FF_EVENTS_HOOK_ID']!}/lifecycle/verify`);
    const shop = await openShop();
    const statusOfApi = () =>
      shop.evaluate(async () => {
        const answer = await fetch('/token');
        // Afterwards it is the token from before.
        if (answer.ok) window.name = ((await answer.json()) as { access_token: string }).access_token;
        return (await fetch('/api/products', { headers: { authorization: `Bearer ${window.name}` } })).status;
      });
    expect(await statusOfApi()).toBe(200);
    const { id } = await call('GET', `/api/v1/users/${person('basic').login}`);
    const told = shop.getByText('Your account was deactivated.');
    const answer = await call('POST', `/api/v1/users/${id}/lifecycle/deactivate?sendEmail=false`);
    expect(answer.status).toBe(200);
    await told.waitFor();
    expect(await statusOfApi()).toBe(401);
  });
});
