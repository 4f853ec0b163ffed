import { afterEach, expect, test } from 'vitest';
import { startApp } from '../../helpers/app.ts';
import type { RunningApp } from '../../helpers/app.ts';

let shop: RunningApp | undefined;
afterEach(() => shop?.close());

const token = 'a token that nobody guesses';
const ask = (authorization?: string): Promise<Response> =>
  fetch(`${shop!.url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });

test('without METRICS_TOKEN there is no such page', async () => {
  shop = await startApp({});
  expect((await ask(`Bearer ${token}`)).status).toBe(404);
});

test('a request without the token learns nothing', async () => {
  shop = await startApp({ METRICS_TOKEN: token });
  for (const wrong of [undefined, token, `Bearer ${token} `.slice(0, -2), 'Bearer', `bearer ${token}`]) {
    const answer = await ask(wrong);
    expect(answer.status, wrong).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="metrics"');
    expect(await answer.text()).not.toContain('multidemo_');
  }
});

test('counts answers by part, method and status, and says whether the store works', async () => {
  shop = await startApp({ METRICS_TOKEN: token });
  await fetch(`${shop.url}/api/products`);
  await fetch(`${shop.url}/api/products`);
  expect((await fetch(`${shop.url}/nothing/here`, { method: 'PURGE' })).ok).toBe(false);
  const answer = await ask(`Bearer ${token}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const text = await answer.text();
  expect(text).toContain(
    'multidemo_http_request_duration_seconds_count{part="api",method="GET",status="401"} 2',
  );
  expect(text).toContain('_count{part="pages",method="other",status="4');
  expect(text).not.toContain('PURGE');
  expect(text).not.toContain('nothing');
  expect(text).toContain('multidemo_store_up 1');
  expect(text).toContain('process_cpu_user_seconds_total');
});
