import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
let admin: Shopper;
beforeAll(async () => {
  demo = await startDemo({ environment: { FF_EVENTS: 'true' } });
  admin = new Shopper();
  await admin.signIn(demo, 'admin');
});
afterAll(() => demo.close());

let made = 0;
const event = () => ({
  uuid: `event-${(made += 1)}`,
  eventType: 'user.session.start',
  published: '2026-11-23T08:00:00.000Z',
  displayMessage: 'User login to Okta',
  actor: { alternateId: 'ada@example.com' },
});

const deliver = (events: unknown[], secret = 'hook-secret') =>
  fetch(`${demo.shop}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: secret },
    body: JSON.stringify({ eventType: 'com.okta.event_hook', data: { events } }),
  });

/** Reads the stream until it has `count` events; gives their numbers in order of arrival. */
async function listen(count: number, headers: Record<string, string> = {}, onFirst = (): void => undefined) {
  const response = await admin.fetch(`${demo.shop}/events/stream`, { headers });
  expect(response.headers.get('content-type')).toMatch('text/event-stream');
  const numbers: number[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('id: ')) numbers.push(Number(line.slice(4)));
    if (numbers.length > 0) onFirst();
    if (numbers.length >= count) break;
  }
  return numbers;
}

describe('the receiver', () => {
  test('gives the challenge back, once asked', async () => {
    const answer = await fetch(`${demo.shop}/api/events`, {
      headers: { 'x-okta-verification-challenge': 'abc' },
    });
    expect(await answer.json()).toEqual({ verification: 'abc' });
    expect((await fetch(`${demo.shop}/api/events`)).status).toBe(400);
  });

  test('refuses a wrong secret and a delivery that is none', async () => {
    expect((await deliver([event()], 'wrong')).status).toBe(401);
    expect((await deliver([{ uuid: 'x' }])).status).toBe(400);
  });

  test('keeps every event of a delivery, and each once', async () => {
    const [one, other] = [event(), event()];
    expect((await deliver([one, other])).status).toBe(204);
    expect((await deliver([one, other, event()])).status).toBe(204);
    const { html } = await admin.open(`${demo.shop}/events`);
    for (const { uuid } of [one, other]) expect(html.split(`&quot;${uuid}&quot;`)).toHaveLength(2);
  });
});

describe('the page', () => {
  test('is for admins; others are told so', async () => {
    const ada = new Shopper();
    await ada.signIn(demo, 'basic');
    for (const path of ['/events', '/events/stream']) {
      const { response, html } = await ada.open(demo.shop + path);
      expect(response.status).toBe(403);
      expect(html).toContain('This part is for admins');
      expect((await new Shopper().open(demo.shop + path)).response.status).toBe(401);
    }
  });

  test('a thousand events while someone listens, and again after a break: none lost, none twice', async () => {
    const before = (await admin.send(demo, '/events/clear')).status;
    expect(before).toBe(303);
    await deliver([event()]);
    const sending = Array.from({ length: 100 }, () => Array.from({ length: 10 }, event));
    let started = false;
    const heard = await listen(600, {}, () => {
      if (started) return;
      started = true;
      void Promise.all(sending.map((events) => deliver(events)));
    });
    const rest = await listen(1001 - heard.length, { 'last-event-id': String(heard.at(-1)) });
    const all = [...heard, ...rest];
    expect(all).toHaveLength(1001);
    expect(new Set(all).size).toBe(1001);
    expect(all).toEqual([...all].sort((a, b) => a - b));
  });

  test("the org's own hook delivers a sign-in", async () => {
    const hook = `${demo.org}/api/v1/eventHooks/${demo.environment['FF_EVENTS_HOOK_ID']!}`;
    const headers = { authorization: `SSWS ${demo.apiToken}` };
    const verified = await fetch(`${hook}/lifecycle/verify`, { method: 'POST', headers });
    expect(await verified.json()).toMatchObject({ verificationStatus: 'VERIFIED' });
    await admin.send(demo, '/events/clear');
    await new Shopper().signIn(demo, 'premium');
    await vi.waitFor(
      async () => expect((await admin.open(`${demo.shop}/events`)).html).toContain('grace@example.com'),
      { timeout: 100_000, interval: 200 },
    );
  });
});

describe('my orders', () => {
  test('are empty at first, then what was ordered, and nobody else sees them', async () => {
    const ada = new Shopper();
    await ada.signIn(demo, 'basic');
    expect((await ada.open(`${demo.shop}/orders`)).html).toContain('Nothing ordered yet');
    const { access_token: token } = (await (await ada.fetch(`${demo.shop}/token`)).json()) as {
      access_token: string;
    };
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const [product] = (await (await fetch(`${demo.shop}/api/products`, { headers })).json()) as {
      itemId: string;
      title: string;
    }[];
    await fetch(`${demo.shop}/api/orders`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ itemId: product!.itemId }),
    });
    const { html } = await ada.open(`${demo.shop}/orders`);
    expect(html).toContain(product!.title);
    expect(html).toContain('Waiting for approval');
    expect((await admin.open(`${demo.shop}/orders`)).html).toContain('Nothing ordered yet');
  });
});
