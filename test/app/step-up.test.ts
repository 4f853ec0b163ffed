import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

interface StepUp {
  id: string;
  state: string;
  number: number | null;
  order?: string;
  problem?: string;
}

describe('approving an order behind a second factor', () => {
  let demo: Demo;
  let now = 0;
  let admin: Shopper;
  let csrf = '';
  let adminId = '';
  let order = '';

  beforeAll(async () => {
    demo = await startDemo({ clock: () => Date.now() + now });
    admin = new Shopper();
    await admin.signIn(demo, 'admin');
    const { html } = await admin.open(`${demo.shop}/admin/users?search=linus`);
    adminId = /id-(00u\w+)/.exec(html)![1]!;
    csrf = await admin.csrf(demo);
  });
  afterAll(() => demo.close());
  beforeEach(async () => {
    order = await place();
  });

  async function place(): Promise<string> {
    const token = (await (await admin.fetch(`${demo.shop}/token`)).json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' };
    const [product] = (await (await fetch(`${demo.shop}/api/products`, { headers })).json()) as {
      itemId: string;
    }[];
    const body = JSON.stringify({ itemId: product!.itemId });
    const placed = await fetch(`${demo.shop}/api/orders`, { method: 'POST', headers, body });
    return ((await placed.json()) as { id: string }).id;
  }

  async function ask(
    method: string,
    path: string,
    data?: unknown,
    by = admin,
    token = csrf,
  ): Promise<Response> {
    return by.fetch(demo.shop + path, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'x-csrf-token': token },
      ...(data === undefined ? {} : { body: JSON.stringify(data) }),
    });
  }
  const told = async (answer: Promise<Response>): Promise<StepUp> => (await (await answer).json()) as StepUp;

  async function factor(kind: string): Promise<string> {
    const { factors } = (await (await ask('GET', '/admin/step-up/factors')).json()) as {
      factors: { id: string; kind: string }[];
    };
    return factors.find((one) => one.kind === kind)!.id;
  }
  const begin = async (kind: string): Promise<StepUp> =>
    told(ask('POST', `/admin/orders/${order}/step-up`, { factor: await factor(kind) }));
  const status = async (): Promise<string> => {
    const { html } = await admin.open(`${demo.shop}/admin/orders`);
    return new RegExp(`data-order="${order}"[\\s\\S]*?status-(\\w+)`).exec(html)![1]!;
  };

  /** The person takes the phone: the sandbox plays it. */
  async function answer(approve: boolean, number: number | null): Promise<void> {
    const page = await (await fetch(`${demo.outside}/phone/${adminId}`)).text();
    const challenge = /name="challenge" value="([^"]+)"/.exec(page)![1]!;
    const form = {
      challenge,
      answer: approve ? 'approve' : 'decline',
      ...(number === null ? {} : { number: String(number) }),
    };
    await fetch(`${demo.outside}/phone/${adminId}/push`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
  }

  test('a push with the right number completes the order once, clicked twice', async () => {
    const [first, second] = [await begin('push'), await begin('push')];
    expect(second.id).toBe(first.id);
    expect(first.number).toBeGreaterThan(9);
    expect((await told(ask('GET', `/admin/step-up/${first.id}`))).state).toBe('waiting');
    await answer(true, first.number);
    const ends = await Promise.all([1, 2, 3].map(() => told(ask('GET', `/admin/step-up/${first.id}`))));
    expect(ends.map(({ state, order: end }) => [state, end])).toContainEqual(['approved', 'complete']);
    expect(await status()).toBe('complete');
    expect((await begin('push')).state).toBe('settled');
  });

  test('two tabs that begin at once share one push', async () => {
    const push = { factor: await factor('push') };
    const tabs = [1, 2, 3].map(() => told(ask('POST', `/admin/orders/${order}/step-up`, push)));
    const stepUps = await Promise.all(tabs);
    expect(new Set(stepUps.map(({ id, number }) => `${id} ${number}`)).size).toBe(1);
    await answer(true, stepUps[0]!.number);
    expect((await told(ask('GET', `/admin/step-up/${stepUps[0]!.id}`))).state).toBe('approved');
  });

  test('declined leaves the order waiting', async () => {
    const stepUp = await begin('push');
    await answer(false, null);
    expect((await told(ask('GET', `/admin/step-up/${stepUp.id}`))).state).toBe('declined');
    expect(await status()).toBe('pending');
  });

  test('a wrong number is a refusal', async () => {
    const stepUp = await begin('push');
    await answer(true, stepUp.number === 10 ? 11 : 10);
    expect((await told(ask('GET', `/admin/step-up/${stepUp.id}`))).state).toBe('declined');
    expect(await status()).toBe('pending');
  });

  test('approved and cancelled at once: the order and the step-up tell the same', async () => {
    const stepUp = await begin('push');
    await answer(true, stepUp.number);
    await Promise.all([
      ask('GET', `/admin/step-up/${stepUp.id}`),
      ask('POST', `/admin/step-up/${stepUp.id}/cancel`, {}),
    ]);
    const end = await told(ask('GET', `/admin/step-up/${stepUp.id}`));
    expect([
      ['approved', 'complete'],
      ['cancelled', 'pending'],
    ]).toContainEqual([end.state, await status()]);
    const late = await told(ask('POST', `/admin/step-up/${stepUp.id}/cancel`, {}));
    expect(late.state).toBe(end.state);
  });

  test('cancelled: the phone no longer asks', async () => {
    const asks = async (): Promise<boolean> =>
      (await (await fetch(`${demo.outside}/phone/${adminId}`)).text()).includes('name="challenge"');
    const stepUp = await begin('push');
    expect(await asks()).toBe(true);
    const cancelled = await ask('POST', `/admin/step-up/${stepUp.id}/cancel`, {});
    expect([cancelled.status, await cancelled.json()]).toMatchObject([200, { state: 'cancelled' }]);
    expect(await asks()).toBe(false);
    expect(await status()).toBe('pending');
    const again = await begin('push');
    expect([again.state, again.id === stepUp.id]).toEqual(['waiting', false]);
    expect(await asks()).toBe(true);
  });

  test('timed out leaves the order waiting', async () => {
    const stepUp = await begin('push');
    now += 6 * 60_000;
    expect((await told(ask('GET', `/admin/step-up/${stepUp.id}`))).state).toBe('timed-out');
    expect(await status()).toBe('pending');
  });

  test('a code by e-mail: a wrong one is told, the right one approves', async () => {
    const stepUp = await begin('email');
    const wrong = await told(ask('POST', `/admin/step-up/${stepUp.id}/code`, { code: '000000' }));
    expect(wrong).toMatchObject({ state: 'waiting', problem: expect.stringContaining('match') as string });
    expect(await status()).toBe('pending');
    const mail = await (await fetch(`${demo.outside}/mailbox/linus%40example.com`)).text();
    const code = /\b(\d{6})\b/.exec(mail.replace(/<[^>]+>/g, ' '))![1]!;
    expect(await told(ask('POST', `/admin/step-up/${stepUp.id}/code`, { code }))).toMatchObject({
      state: 'approved',
      order: 'complete',
    });
  });

  test('codes by text message and by an app', async () => {
    const factors = `${demo.org}/api/v1/users/${adminId}/factors?activate=true`;
    const enrolled = await fetch(factors, {
      method: 'POST',
      headers: { authorization: `SSWS ${demo.apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ factorType: 'token:software:totp', provider: 'GOOGLE' }),
    });
    expect(enrolled.status).toBe(200);
    for (const [kind, shown] of [
      ['sms', /Copy (\d{6})/],
      ['totp', /Google Authenticator[^]*?class="digits">([\d ]+)</],
    ] as const) {
      order = await place();
      const stepUp = await begin(kind);
      const short = await told(ask('POST', `/admin/step-up/${stepUp.id}/code`, { code: '12' }));
      expect(short.problem).toBe('Enter the six-digit code.');
      const phone = await (await fetch(`${demo.outside}/phone/${adminId}`)).text();
      const code = shown.exec(phone)![1]!.replace(' ', '');
      const end = await told(ask('POST', `/admin/step-up/${stepUp.id}/code`, { code }));
      expect(end, kind).toMatchObject({ state: 'approved', order: 'complete' });
    }
  });

  test('is not for others: another person, a forged form, no admin token', async () => {
    const stepUp = await begin('push');
    expect(
      (await ask('POST', `/admin/orders/${order}/step-up`, { factor: 'x' }, admin, 'guessed')).status,
    ).toBe(403);
    const basic = new Shopper();
    await basic.signIn(demo, 'basic');
    const refused = await ask('GET', `/admin/step-up/${stepUp.id}`, undefined, basic);
    expect(refused.status).toBe(401);
    expect(await status()).toBe('pending');
  });
});
