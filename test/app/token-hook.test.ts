/** The shop's token inline hook: what it adds to tokens, whom it answers, and what its admin page shows. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

const secret = 'token-hook-secret';
let demo: Demo;
let admin: Shopper;

beforeAll(async () => {
  demo = await startDemo({
    variables: { token_hook: true, token_hook_secret: secret },
  });
  admin = new Shopper();
});
afterAll(() => demo.close());

const call = (authorization: string, data: object = { context: {} }) =>
  fetch(`${demo.shop}/api/token-hook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ data }),
  });

const loyaltyOf = async (kind: 'basic' | 'admin'): Promise<unknown[]> => {
  const shopper = kind === 'admin' ? admin : new Shopper();
  const home = await shopper.signIn(demo, kind);
  const given = await shopper.fetch(`${demo.shop}/token`);
  const { access_token: token } = (await given.json()) as { access_token: string };
  const rows = home.match(/<code[^>]*>loyalty<\/code>/g) ?? [];
  return [decodeJwt(token)['loyalty'], rows.length];
};

test('a person’s orders are in both tokens, signed by the org', async () => {
  expect(await loyaltyOf('basic')).toEqual(['bronze', 2]);
});

test('a wrong secret is refused, and a machine is nobody', async () => {
  expect((await call('wrong')).status).toBe(401);
  expect((await call(secret)).status).toBe(204);
  expect((await call(secret, { context: 1 })).status).toBe(400);
});

test('the last call is shown to admins, without the secret', async () => {
  await loyaltyOf('admin');
  const page = await admin.open(`${demo.shop}/admin/token-hook`);
  const { login } = person('admin');
  expect(page.html).toContain(`Tokens for <b>${login}</b>`);
  expect(page.html).toContain('com.okta.oauth2.tokens.transform');
  expect(page.html).toContain('/claims/loyalty');
  expect(page.html).not.toContain(secret);
});
