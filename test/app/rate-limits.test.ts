import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

describe('who asks too often', () => {
  let demo: Demo;
  let now = Date.now();
  beforeAll(async () => {
    demo = await startDemo({ clock: () => now });
  });
  afterAll(() => demo.close());
  beforeEach(() => {
    now += 61_000;
    demo.log.length = 0;
  });

  /** Sends the request this often, twenty at a time; gives the statuses. */
  async function often(times: number, send: () => Promise<Response>): Promise<number[]> {
    const statuses: number[] = [];
    while (statuses.length < times) {
      const answers = await Promise.all(Array.from({ length: Math.min(20, times - statuses.length) }, send));
      statuses.push(...answers.map(({ status }) => status));
    }
    return statuses;
  }

  async function signedIn(kind: 'basic' | 'premium' | 'admin'): Promise<Shopper> {
    const shopper = new Shopper();
    await shopper.signIn(demo, kind);
    return shopper;
  }

  async function tokenOf(shopper: Shopper): Promise<string> {
    const answer = (await (await shopper.fetch(`${demo.shop}/token`)).json()) as { access_token: string };
    return answer.access_token;
  }

  test('places orders: 429 with Retry-After, for that person alone and until the minute is over', async () => {
    const [ada, grace] = [await tokenOf(await signedIn('basic')), await tokenOf(await signedIn('premium'))];
    const order = (token: string) =>
      fetch(`${demo.shop}/api/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ itemId: 'none' }),
      });
    expect(new Set(await often(3000, () => order(ada)))).toEqual(new Set([404]));
    now += 20_000;
    const refused = await order(ada);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('40');
    expect(await refused.json()).toMatchObject({
      ...{ status: 429, title: 'Too many requests' },
      detail: 'Too many requests. Try again in 40 seconds.',
    });
    expect((await order(grace)).status).toBe(404);
    expect(demo.log.some((line) => line.includes('"problem":"Too many requests"'))).toBe(true);
    now += 40_000;
    expect((await order(ada)).status).toBe(404);
  });

  test('starts sign-ins: 429 with a page, from whichever page they start', async () => {
    const start = () => fetch(`${demo.shop}/login/okta`, { redirect: 'manual' });
    const statuses = await often(605, start);
    expect(statuses.filter((status) => status === 302)).toHaveLength(600);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    for (const path of ['/login/okta', '/login/widget', '/login/custom-form']) {
      const refused = await fetch(demo.shop + path);
      expect(refused.status, path).toBe(429);
      expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d?$/);
      expect(refused.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      const seconds = refused.headers.get('retry-after');
      const text = await refused.text();
      expect(text).toContain('Too many requests');
      expect(text).toContain(`Try again in ${seconds} second`);
    }
    now += 61_000;
    expect((await start()).status).toBe(302);
  });

  test('changes things in the developer portal', async () => {
    const ada = await signedIn('basic');
    const csrf = await ada.csrf(demo);
    const statuses = await often(125, () =>
      ada.post(`${demo.shop}/developer/clients`, { _csrf: csrf, name: '' }),
    );
    expect(statuses.filter((status) => status === 400)).toHaveLength(120);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
    expect((await ada.fetch(`${demo.shop}/developer`)).status).toBe(200);
  });
});
