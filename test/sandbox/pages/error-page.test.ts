/** What browsers and programs get at addresses that do not exist. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrg, type TestOrg } from '../../helpers/org.ts';

/** What Chromium sends when it opens a page. */
const ofBrowsers = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

let test: TestOrg;
beforeAll(async () => {
  test = await startOrg();
});
afterAll(async () => {
  expect(test.faults).toEqual([]);
  await test.close();
});

const open = (path: string, accept = ofBrowsers, method = 'GET'): Promise<Response> =>
  fetch(test.url + path, { method, headers: { accept } });

describe('a browser', () => {
  it.each([
    ['/nothing-here', 'Not found: Resource not found: /nothing-here (Endpoint)'],
    ['/home/bookmark/0oanone/2557', 'Not found: Resource not found: /home/bookmark/0oanone/2557 (Endpoint)'],
    ['/sso/idps/0oanone', 'Not found: Resource not found: 0oanone (IdentityProvider)'],
  ])('at %s gets the error page', async (path, description) => {
    const page = await open(path);
    const html = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect([page.status, html]).toEqual([404, expect.stringContaining('<h1 id="title">Page not found</h1>')]);
    expect(html).toContain(description);
    expect(html).toContain('href="/"');
  });

  it('gets it for a form too', async () => {
    const page = await open('/nothing-here', ofBrowsers, 'POST');
    expect([page.status, await page.text()]).toEqual([404, expect.stringContaining('Page not found')]);
  });

  it('is shown the address as text', async () => {
    const html = await (await open('/<script>alert(1)</script>')).text();
    expect(html).not.toContain('<script>alert');
  });

  it.each([
    ['/api/v1/nothing', 404],
    ['/oauth2/ausnone/v1/authorize', 404],
    ['/oauth2/default', 404],
    ['/.well-known/nothing', 404],
    ['/idp/idx/nothing', 404],
    ['/integrations/api/v1/nothing', 404],
    ['/__sandbox/nothing', 404],
    ['/api/v1/users', 401],
  ])('gets JSON where programs call: %s', async (path, status) => {
    const answer = await open(path);
    expect([answer.status, await answer.json()]).toMatchObject([
      status,
      { errorCode: expect.any(String) as string, errorSummary: expect.any(String) as string },
    ]);
  });
});

it.each(['application/json', '*/*', 'image/avif,image/webp,*/*;q=0.8', 'application/json, text/html;q=0.5'])(
  'a request for %s gets JSON',
  async (accept) => {
    const answer = await open('/nothing-here', accept);
    expect([answer.status, await answer.json()]).toMatchObject([404, { errorCode: 'E0000007' }]);
  },
);
