import { describe, expect, test } from 'vitest';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { person } from '../helpers/demo.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';
import { giveCredentials } from '../helpers/browser/shop-pages.ts';

/** Entries of the Sign in menu from the click to the signed-in home, with Okta's own unmodified clients. */
describe.skipIf(noBrowser)(named('ways to sign in'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();

  test('L1: Okta’s own page, by redirect', async () => {
    await door.choose('Okta sign-in page');
    expect(door.page.url()).toContain(door.demo.org);
    await giveCredentials(door.page, 'premium');
    await door.isHome('Grace');
  });

  test.each(['Gen2', 'Gen3', 'Classic'])('L2: widget in the page, %s', async (build) => {
    await door.choose('Widget in the page', build);
    await (build === 'Classic' ? door.typeAtOnce(person('basic')) : door.typeInSteps(person('basic')));
    await door.isHome('Ada');
  });

  test('L3: implicit flow; the page says why not to use it', async () => {
    await door.choose('Implicit flow (deprecated)');
    await door.page.getByRole('heading', { name: 'Do not use it today' }).waitFor();
    await door.typeAtOnce(person('premium'));
    await door.isHome('Grace');
  });

  test.each(['Gen2', 'Classic'])('L6: widget with heavy custom CSS, %s', async (build) => {
    await door.choose('Custom-styled widget', build);
    await (build === 'Classic' ? door.typeAtOnce(person('basic')) : door.typeInSteps(person('basic')));
    await door.isHome('Ada');
  });

  test('L7: custom form on auth-js', async () => {
    await door.choose('Custom form');
    await door.typeInSteps(person('admin'));
    await door.isHome('Linus');
  });

  test('L9: opened by a tile of the org’s dashboard, the shop begins a sign-in of its own', async () => {
    const { org, environment } = door.demo;
    await door.page.goto(`${org}/home/oidc_client/${environment['OKTA_CLIENT_ID']!}/aln1`);
    await giveCredentials(door.page, 'basic');
    await door.isHome('Ada');
  });

  test('a page that was asked for is where one comes out', async () => {
    await door.page.goto(`${door.demo.shop}/login/widget?return=/products`);
    await door.typeInSteps(person('basic'));
    await door.page.waitForURL(`${door.demo.shop}/products`);
  });

  test('reload begins again, and the sign-in goes on', async () => {
    await door.choose('Widget in the page');
    await door.page.locator('input[name="identifier"]').waitFor();
    await door.page.reload();
    await door.typeInSteps(person('basic'));
    await door.isHome('Ada');
  });
});
