import { afterEach, expect, test } from 'vitest';
import type { Stage } from '../../../app/index.ts';
import { startApp } from '../../helpers/app.ts';
import type { RunningApp } from '../../helpers/app.ts';

let shop: RunningApp | undefined;
afterEach(() => shop?.close());

const stage: Stage = {
  view: {
    ...{ version: 1, title: 'Demo', minutes: 5, startedAt: 0, scenes: ['One'], scene: 0, say: 'Hello' },
    ...{ look: [], changes: [], steps: [], expects: [], stays: [], trouble: undefined },
    ...{ isAuto: false, hasOneClick: true },
  },
  keys: { door: 'the-key-of-the-door', form: 'the-key-of-the-forms' },
  start: async () => undefined,
  stop: async () => undefined,
  go: async () => undefined,
  play: async () => undefined,
  open: () => '/',
  redeem: () => undefined,
  observe: () => undefined,
  record: async () => ({}),
};

test('behind a proxy that ends TLS, the link with the key opens the stage, and no other does', async () => {
  shop = await startApp({ APP_URL: 'https://shop.example.com' }, { stage });
  const open = (path: string, cookie = '') =>
    fetch(`${shop!.url}${path}`, { redirect: 'manual', headers: { cookie } });
  expect((await open('/stage?key=another')).status).toBe(403);
  const opened = await open('/stage?key=the-key-of-the-door');
  expect([opened.status, opened.headers.get('location')]).toEqual([302, '/stage']);
  const [cookie = ''] = opened.headers.getSetCookie();
  expect(cookie).toMatch(/^__Host-multidemo-stage-.*; secure/);
  const page = await open('/stage', cookie.split(';')[0]);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Hello')]);
});
