import { expect, test } from 'vitest';
import { startApp } from '../../helpers/app.ts';

test('serve --present shows the bar with any org, and a browser can hide it; one click signs nobody in there', async () => {
  const shop = await startApp({}, { presents: true });
  const home = async (cookie: string) => (await fetch(shop.url, { headers: { cookie } })).text();
  const bar = await home('');
  expect(bar).toContain('aria-label="Presenter bar"');
  expect(bar).not.toContain('/presenter/person');
  expect(await home('presenter=off')).not.toContain('aria-label="Presenter bar"');
  await shop.close();
});
