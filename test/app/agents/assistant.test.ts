/** The assistant: an agent that shops for the people who sign in to it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assistantInOrg, AssistantUser } from '../../helpers/cross-app/assistant.ts';
import { type Demo, startDemo } from '../../helpers/demo.ts';
import { Shopper } from '../../helpers/shopper.ts';
import { Phone } from '../../helpers/phone.ts';

let demo: Demo;
let org: Awaited<ReturnType<typeof assistantInOrg>>;
let ada: AssistantUser;
let phone: Phone;
let passed = 0;

beforeAll(async () => {
  demo = await startDemo({ assistant: true, clock: () => Date.now() + passed });
  org = await assistantInOrg(demo);
  ada = new AssistantUser(demo);
  await ada.signIn('basic');
  phone = new Phone(demo, { id: await org.userId('ada@example.com') });
});
afterAll(() => demo.close());

test('reads with the smallest token; beside the sentence stand the calls and the token, with person and agent', async () => {
  const { answer, steps, html } = await ada.ask('What do you sell?');
  expect(answer).toMatch(/^Pour-Over Set: \$\d+$/m);
  expect(steps).toEqual(['products:read 200', 'list_products 200']);
  expect(html).toContain('<dd>oauth-id-jag+jwt</dd>');
  expect(html).toContain('<dd>ada@example.com</dd>');
  expect(html).toContain(`&quot;sub&quot;: &quot;${org.id}&quot;`);
  // No token and no secret reaches the page.
  expect(html).not.toMatch(/\beyJ/);
});

test('people do not find the agent’s apps among theirs', async () => {
  const links = await org.api.list('/api/v1/users/ada@example.com/appLinks');
  const shown = links.filter(({ hidden }) => hidden !== true).map(({ label }) => label as string);
  expect(shown.filter((label) => /assistant|approvals/.test(label))).toEqual([]);
});

test('the connection bounds it: what is not allowed is refused at the first leg, widened it works, and the order says who', async () => {
  const refused = await ada.ask('Order 1 × Pour-Over Set');
  expect(refused.answer).toBe('I am not allowed to order for you. The org says: Scope not permitted');
  expect(refused.steps).toEqual([
    'list_products 200',
    'place_order 403',
    'products:read orders:create unauthorized_client',
  ]);
  await org.allow('products:read', 'orders:create', 'orders:read:user');
  const placed = await ada.ask('order a pour-over set');
  expect(placed.answer).toContain('Ordered: 1 × Pour-Over Set');
  expect(placed.steps).toEqual([
    'list_products 200',
    'place_order 403',
    'products:read orders:create 200',
    'place_order 200',
  ]);
  // It has learned which token that takes.
  expect((await ada.ask('Order a Morning Mug')).steps).toEqual(['list_products 200', 'place_order 200']);
  expect((await ada.ask('What have I ordered?')).answer).toContain('Pour-Over Set: waiting for approval');
});

/** Above the limit: the phone answers, or nobody does. @returns what the phone showed, and the turn */
async function askOverLimit(sentence: string, answer: 'approve' | 'decline' | undefined) {
  const asking = ada.ask(sentence);
  await expect.poll(async () => (await phone.screen()).pushes.length).toBe(1);
  const [push] = (await phone.screen()).pushes;
  if (answer !== undefined) await phone.answer(answer);
  passed += answer === undefined ? 125_000 : 6000;
  return { push, turn: await asking };
}
const ordered = async (): Promise<readonly { quantity: number; price: number; agentName?: string }[]> => {
  const token = await org.machineToken('orders:read');
  const answer = await fetch(`${demo.shop}/api/orders`, { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as { quantity: number; price: number; agentName?: string }[];
};

test('above the limit the shop asks the person, who sees what it is about', async () => {
  const before = await ordered();
  const { push, turn } = await askOverLimit('Order 3 × Pour-Over Set', 'approve');
  expect(push).toMatchObject({ bindingMessage: 'Okta Multidemo assistant: 3 × Pour-Over Set, $162' });
  expect(turn.answer).toBe('Ordered: 3 × Pour-Over Set. It is waiting for approval.');
  const [newest, ...others] = await ordered();
  expect(others).toEqual(before);
  expect(newest).toMatchObject({
    ...{ quantity: 3, price: 162, agentId: org.id, agentName: 'Okta Multidemo assistant' },
    userName: 'ada@example.com',
  });
});

test.each([
  ['refused', 'decline', 'the user declined it on the phone'],
  ['not answered in time', undefined, 'the user did not approve it on the phone in time'],
] as const)('what is %s is not ordered', async (_what, answer, why) => {
  const before = await ordered();
  const { turn } = await askOverLimit('Order 3 × Pour-Over Set', answer);
  expect(turn.answer).toContain('Not ordered.');
  expect(turn.answer).toContain(why);
  expect(await ordered()).toEqual(before);
});

test('many small orders are one large one, and nobody is asked twice at a time', async () => {
  const before = await ordered();
  // 54 and 28 are ordered today without asking: 54 more are above 100.
  const elsewhere = new AssistantUser(demo);
  await elsewhere.signIn('basic');
  const asking = ada.ask('Order a Pour-Over Set');
  await expect.poll(async () => (await phone.screen()).pushes.length).toBe(1);
  expect((await elsewhere.ask('Order a Pour-Over Set')).answer).toContain('already being asked on the phone');
  const { pushes } = await phone.screen();
  expect(pushes.map(({ bindingMessage }) => bindingMessage)).toEqual([
    'Okta Multidemo assistant: 1 × Pour-Over Set, $54',
  ]);
  await phone.answer('decline');
  passed += 6000;
  expect((await asking).answer).toContain('declined it on the phone');
  expect(await ordered()).toEqual(before);
});

test('it says so when it does not understand, and escapes what was said', async () => {
  const { answer, steps, html } = await ada.ask('<img src=x onerror=alert(1)> sing');
  expect(answer).toContain('I do not understand that');
  expect(steps).toEqual([]);
  expect(html).not.toContain('<img');
});

test('the portfolio lists what the agent may do for the person, and revokes it, for this person only', async () => {
  const shopper = new Shopper();
  await shopper.signIn(demo, 'basic');
  const portfolio = async () => (await shopper.open(`${demo.shop}/portfolio`)).html;
  expect(await portfolio()).toMatch(/Okta Multidemo assistant[\s\S]*<code>orders:create<\/code>/);
  expect((await shopper.open(`${demo.shop}/orders`)).html).toContain('for you by Okta Multidemo assistant');
  expect((await shopper.send(demo, `/portfolio/agents/${org.id}/revoke`)).status).toBe(303);
  expect(await portfolio()).toContain('You revoked this');
  const refused = await ada.ask('What do you sell?');
  expect(refused.answer).toContain('The user has revoked this agent’s access');
  const grace = new AssistantUser(demo);
  await grace.signIn('premium');
  expect((await grace.ask('What do you sell?')).steps.at(-1)).toBe('list_products 200');
  await shopper.send(demo, `/portfolio/agents/${org.id}/allow`);
  expect((await ada.ask('What do you sell?')).steps.at(-1)).toBe('list_products 200');
});

test('switched off, the agent is refused at once, with the token that it holds', async () => {
  await org.turn(false);
  passed += 1000;
  const { answer, steps } = await ada.ask('What do you sell?');
  expect(answer).toMatch(/^I am not allowed to see the products\. The org says: /);
  expect(steps).toEqual(['list_products 401', 'products:read invalid_client']);
  await org.turn(true);
  expect((await ada.ask('What do you sell?')).steps.at(-1)).toBe('list_products 200');
});

test('its page allows no script of others, and its forms only itself and the org', async () => {
  const { headers } = await ada.fetch(`${demo.assistant}/`);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).toContain(`form-action 'self' ${new URL(demo.org).origin}`);
  expect(policy).not.toContain('unsafe');
  expect(headers.get('cache-control')).toBe('no-store');
  const forged = await ada.post(`${demo.assistant}/ask`, { sentence: 'What do you sell?' });
  expect(forged.status).toBe(403);
  const foreign = await ada.fetch(`${demo.assistant}/ask`, {
    method: 'POST',
    headers: { origin: 'https://evil.example.com' },
    body: new URLSearchParams({ sentence: 'Order a Pour-Over Set', _csrf: await ada.csrf() }),
  });
  expect(foreign.status).toBe(403);
});

test('a sign-in that another browser began is refused, and one works once', async () => {
  const stranger = new AssistantUser(demo);
  const begun = await ada.fetch(`${demo.assistant}/login`);
  const callback = await ada.authorize(begun.headers.get('location')!, {
    login: 'ada@example.com',
    password: 'x',
  });
  expect((await stranger.fetch(callback.href)).status).toBe(400);
  expect((await ada.fetch(callback.href)).status).toBe(302);
  await ada.ask('Sing');
  // No second sign-in: the conversation is still there.
  expect((await ada.fetch(callback.href)).status).toBe(302);
  expect(await ada.page()).toContain('Sing');
});

test('signed out, the conversation is gone, and the org’s session ends too', async () => {
  const left = await ada.post(`${demo.assistant}/logout`, { _csrf: await ada.csrf() });
  expect(left.status).toBe(303);
  const end = new URL(left.headers.get('location')!);
  expect(end.origin + end.pathname).toBe(`${demo.org}/oauth2/v1/logout`);
  const back = await ada.fetch(end.href);
  expect(back.headers.get('location')).toBe(`${demo.assistant}/`);
  expect(await ada.page()).toContain('Sign in with Okta');
  expect((await ada.post(`${demo.assistant}/ask`, { sentence: 'What do you sell?' })).status).toBe(403);
});
