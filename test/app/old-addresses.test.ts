import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ environment: { THEME: 'books' } });
});
afterAll(() => demo.close());

it.each([
  ['/login-widget', '/login/widget'],
  ['/login-custom', '/login/custom-form'],
  ['/login-of-another-kind', '/login'],
  ['/subscribe', '/products'],
  ['/logout', '/'],
  ['/authorization-code/callback', '/login'],
  ['/login/okta-o4o', '/login/okta-admin'],
  ['/login/okta-o4o/authorized', '/login'],
  ['/books', '/products'],
  ['/admin/events', '/events'],
])('%s of the original leads to %s', async (from, to) => {
  const answer = await fetch(demo.shop + from, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([301, to]);
});

it('leaves what never was where it is', async () => {
  expect((await fetch(`${demo.shop}/nowhere`, { redirect: 'manual' })).status).toBe(404);
});

it.each([
  ['/login-custom', '/login/custom-form'],
  ['/authorization-code/callback', '/login'],
  ['/subscribe', '/products'],
  ['/books', '/products'],
])('a form sent to %s is told that the page is %s', async (from, to) => {
  const answer = await fetch(demo.shop + from, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams({ code: 'secret-code' }),
    redirect: 'manual',
  });
  expect(answer.status).toBe(410);
  const page = await answer.text();
  expect(page).toContain(`href="${to}">Go to ${to}</a>`);
  expect(page).not.toContain('secret-code');
});

it('a form sent to an address of today is protected as before', async () => {
  const { status } = await fetch(`${demo.shop}/sign-out`, { method: 'POST', redirect: 'manual' });
  expect(status).toBe(403);
});
