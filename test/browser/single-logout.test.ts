import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { signIn } from '../helpers/browser/shop-pages.ts';
import { callerOf } from '../helpers/call.ts';
import { type Demo, startDemo } from '../helpers/demo.ts';

/** Front-channel single logout in a browser: another app signs out, and the open shop says so. */
describe.skipIf(noBrowser)(named('single logout'), { timeout: 300_000 }, () => {
  let demo: Demo;
  let browser: Browser;
  let other: Server;
  let at: string;
  let context: BrowserContext;
  /** What the SAML app was posted. */
  const heard: string[] = [];

  beforeAll(async () => {
    other = createServer((request, response) => {
      if (request.url === '/saml/logout') void text(request).then((body) => heard.push(body));
      response.setHeader('content-type', 'text/html').end('<p>other');
    });
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
    at = `http://localhost:${(other.address() as AddressInfo).port}`;
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    context = await browser.newContext();
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await demo.close();
    other.closeAllConnections();
    other.close();
  });

  test('signing out of another app ends the shop’s session, and its open page says so', async () => {
    const call = callerOf(demo.sandbox);
    const app = await call('POST', '/api/v1/apps', {
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
    const payroll = await call('POST', '/api/v1/apps', {
      ...{ label: 'Payroll', signOnMode: 'SAML_2_0' },
      settings: {
        signOn: {
          ...{ ...places, audience: 'urn:example:payroll' },
          participateSlo: { enabled: true, bindingType: 'POST', logoutRequestUrl: `${at}/saml/logout` },
        },
      },
    });
    const { items } = await call('GET', '/api/v1/groups?q=Everyone');
    for (const { id } of [app, payroll])
      await call('PUT', `/api/v1/apps/${id}/groups/${String(items[0]!['id'])}`, {});
    // The shop's sign-on policy: a password is enough.
    const { body: web } = await call('GET', `/api/v1/apps/${demo.environment['OKTA_CLIENT_ID']!}`);
    const { href } = (web['_links'] as { accessPolicy: { href: string } }).accessPolicy;
    for (const { id } of [app, payroll])
      await call('PUT', `/api/v1/apps/${id}/policies/${href.split('/').at(-1)!}`);
    const shop = await context.newPage();
    // The open page listens a moment after it has loaded.
    const listening = shop.waitForResponse((response) => response.url().endsWith('/session/stream'));
    await signIn(shop, demo.shop, 'basic');
    await listening;
    const page = await context.newPage();
    const query = {
      ...{ client_id: app.id, response_type: 'id_token', scope: 'openid', prompt: 'none' },
      ...{ redirect_uri: `${at}/in`, state: 's', nonce: 'n' },
    };
    await page.goto(`${demo.org}/oauth2/v1/authorize?${new URLSearchParams(query).toString()}`);
    const hint = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('id_token') ?? '';
    expect(hint).not.toBe('');
    const { appLinks } = payroll.body['_links'] as { appLinks: { href: string }[] };
    await page.goto(appLinks[0]!.href);
    await page.waitForURL(`${at}/saml`);
    const out = { id_token_hint: hint, post_logout_redirect_uri: `${at}/out` };
    await shop.bringToFront();
    await page.goto(`${demo.org}/oauth2/v1/logout?${new URLSearchParams(out).toString()}`);
    await page.waitForURL(`${at}/out`);
    expect(heard).toEqual([expect.stringMatching(/^SAMLRequest=/)]);
    await shop.getByText('You signed out in another app.').waitFor();
    await shop.reload();
    await shop.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor();
    // The org does not know the browser any more.
    await shop.goto(`${demo.shop}/login/okta`);
    await shop.locator('input[name="identifier"]').waitFor();
  });
});
