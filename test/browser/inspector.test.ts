import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';
import { Flaws, giveCredentials, signIn, windowToLookAt } from '../helpers/browser/shop-pages.ts';
import { person } from '../helpers/demo.ts';
import { manage } from '../helpers/idps/idps.ts';

interface Rule {
  readonly id: string;
  readonly actions: { readonly appSignOn: { readonly verificationMethod: object } };
}

/** The inspector in a window beside the shop. */
describe.skipIf(noBrowser)(named('inspector'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();
  let beside: Page;
  beforeEach(async () => {
    door.context.setDefaultTimeout(40_000);
    beside = await door.context.newPage();
  });

  const open = async (query = ''): Promise<void> => {
    await beside.goto(`${door.demo.shop}/inspector${query}`);
    await beside.locator('#state', { hasText: 'live' }).waitFor();
  };
  const visible = () => beside.locator('.row:visible');
  /** Who, to whom, what, in which way. */
  const lines = (): Promise<string[]> =>
    visible().evaluateAll((rows) =>
      rows.map((row) =>
        ['.unseen', '.label', '.kind']
          .map((part) => row.querySelector(part)?.textContent.replace(/\s+/g, ' ').trim() ?? '')
          .join(' '),
      ),
    );
  const row = (text: string | RegExp) => visible().filter({ hasText: text }).last();
  const opened = () => beside.locator('#detail h2');

  const askForTwoFactors = async (isAsked: boolean): Promise<void> => {
    const { sandbox } = door.demo;
    for (const { id } of await manage<{ id: string }[]>(
      sandbox,
      'GET',
      '/api/v1/policies?type=ACCESS_POLICY',
    )) {
      const path = `/api/v1/policies/${id}/rules`;
      for (const rule of await manage<Rule[]>(sandbox, 'GET', path)) {
        const { verificationMethod, ...appSignOn } = rule.actions.appSignOn;
        const asked = { ...verificationMethod, factorMode: isAsked ? '2FA' : '1FA' };
        const actions = { appSignOn: { ...appSignOn, verificationMethod: asked } };
        await manage(sandbox, 'PUT', `${path}/${rule.id}`, { ...rule, actions });
      }
    }
  };

  test('draws a sign-in with push while it happens: the push is a row, and so is what follows', async () => {
    const { page, demo } = door;
    await askForTwoFactors(true);
    demo.ledger.clear();
    await open();
    try {
      await page.goto(`${demo.shop}/login/okta`);
      await row('Authorization request').waitFor();
      await giveCredentials(page, 'admin');
      await page
        .getByLabel(/push notification/)
        .first()
        .click();
      await row('Push notification').waitFor();
      // Nothing is drawn ahead: the page still waits for the phone.
      expect((await lines()).filter((line) => line.includes('Token request'))).toEqual([]);
      demo.sandbox.inbox.answerPush({ user: person('admin').login, answer: 'approve' });
      await door.isHome('Linus');
      await row('Token request').waitFor();
    } finally {
      await askForTwoFactors(false);
    }
    const drawn = await lines();
    const at = (text: RegExp) => drawn.findIndex((line) => text.test(line));
    const order = [
      /^(Person|Browser) to Shop: GET \/login\/okta front/,
      /^Browser to Okta org: GET .*authorize\?.* Authorization request front/,
      /^Browser to Okta org: POST \/idp\/idx\/identify Sign-in step front/,
      /^Browser to Okta org: POST \/idp\/idx\/challenge\/answer Sign-in step front/,
      /^Okta org to Outside: PUSH \/phone\/\S+ Push notification back/,
      /^Browser to Okta org: POST \/idp\/idx\/authenticators\/poll Sign-in step front/,
      /^Browser to Shop: GET \/login\/okta\/authorized\?.* Callback front/,
      /^Shop to Okta org: POST \S+\/v1\/token Token request token/,
    ].map(at);
    expect(order, drawn.join('\n')).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('mails of the org are rows, at the org’s own inspector too', async () => {
    const { demo } = door;
    await manage(demo.sandbox, 'POST', '/api/v1/authn/recovery/password', {
      username: person('basic').login,
      factorType: 'EMAIL',
    });
    for (const place of [demo.shop, demo.org]) {
      await beside.goto(`${place}/inspector?filter=mail`);
      const mail = row(/MAIL .*Email/);
      await mail.waitFor();
      await mail.locator('.message').click();
      await beside.getByText('"subject"').waitFor();
      expect(await beside.locator('#detail').textContent()).not.toMatch(/reset-password|signin\/|\b\d{6}\b/);
    }
  });

  describe('with what has happened', () => {
    beforeAll(() => door.demo.ledger.clear());
    beforeEach(async () => {
      await signIn(door.page, door.demo.shop, 'basic');
      await open();
    });

    test('goes through the messages by the keyboard alone, into one and out again', async () => {
      await beside.locator('#filter').focus();
      await beside.keyboard.type('token request');
      await beside.keyboard.press('Enter');
      await expect.poll(() => beside.evaluate(() => document.activeElement?.className)).toBe('message');
      await beside.keyboard.press('Enter');
      await opened().filter({ hasText: 'Token request' }).waitFor();
      await expect.poll(() => beside.evaluate(() => document.activeElement?.id)).toBe('detail');
      await beside.keyboard.press('Escape');
      await beside.getByText('Open a message to see its contents').waitFor();
      expect(await beside.evaluate(() => document.activeElement?.className)).toBe('message');
      // A message that arrives now would appear between the first and the second.
      await beside.locator('#pause').click();
      await beside.keyboard.press('/');
      await beside.keyboard.press('ControlOrMeta+a');
      await beside.keyboard.press('Delete');
      await beside.keyboard.press('Enter');
      /** The message that the key opens; its details follow. */
      const goTo = async (key: string): Promise<string | null> => {
        await beside.keyboard.press(key);
        const id = await beside.locator('li:has([aria-current])').getAttribute('data-id');
        const details = await beside.request.get(new URL(`/inspector/messages/${id}`, beside.url()).href);
        const [, title = ''] = /<h2>([^<]+)/.exec(await details.text()) ?? [];
        await expect.poll(() => opened().textContent()).toBe(title);
        return id;
      };
      const first = await goTo('ArrowDown');
      expect(await goTo('ArrowDown')).not.toBe(first);
      expect(await goTo('ArrowUp')).toBe(first);
      expect(await beside.locator('[aria-current]').count()).toBe(1);
    });

    test('opens tokens: decoded, verified again, each claim in words; masked until secrets are wanted', async () => {
      await row('Token request').locator('.message').click();
      const tokens = beside.locator('#detail .token');
      await tokens.first().waitFor();
      expect(await tokens.locator('.verdict').allTextContents()).toEqual([
        expect.stringContaining('✓ Signature verified'),
        expect.stringContaining('✓ Signature verified'),
      ]);
      const detail = () => beside.locator('#detail').textContent();
      expect(await detail()).toContain('ada@example.com');
      expect(await detail()).toContain('feature_access');
      expect(await detail()).toContain('If no one checked it:');
      expect(await detail()).not.toMatch(/eyJ[\w-]{20,}\./);
      await beside.locator('#reveal').check();
      await expect.poll(detail).toMatch(/eyJ[\w-]{20,}\./);
      await beside.locator('#reveal').uncheck();
      await expect.poll(detail).not.toMatch(/eyJ[\w-]{20,}\./);
      await beside.getByRole('button', { name: /^GET \/login\/okta\/authorized/ }).click();
      await opened().filter({ hasText: 'Callback' }).waitFor();
    });

    test('pauses, steps one by one, and goes on', async () => {
      await beside.locator('#pause').click();
      const before = (await lines()).length;
      await door.page.goto(`${door.demo.shop}/orders`);
      await beside.locator('#state', { hasText: /paused, [1-9]/ }).waitFor();
      expect((await lines()).length).toBe(before);
      await beside.locator('#step').click();
      await expect.poll(async () => (await lines()).length).toBe(before + 1);
      await opened().waitFor();
      await beside.locator('#pause').click();
      await beside.locator('#state', { hasText: 'live' }).waitFor();
      await row('/orders').waitFor();
    });

    test('filters by words, by channel, and by its address, which follows', async () => {
      await beside.locator('#filter').fill('authorize');
      expect(await lines()).not.toEqual([]);
      expect((await lines()).filter((line) => !/authorize/.test(line))).toEqual([]);
      expect(new URL(beside.url()).searchParams.get('filter')).toBe('authorize');
      await beside.locator('#filter').fill('');
      await beside.locator('#channel').selectOption('back');
      expect((await lines()).every((line) => /(back|token|refused)$/.test(line))).toBe(true);
      await open('?filter=POST%20%2Fv1%2Ftoken');
      await opened().filter({ hasText: 'Token request' }).waitFor();
      expect((await lines()).every((line) => line.includes('/v1/token'))).toBe(true);
    });

    test('compares with the last run: another person, another claim', async () => {
      const other = await door.context.browser()!.newContext();
      const page = await other.newPage();
      await signIn(page, door.demo.shop, 'premium');
      await other.close();
      await row('Token request').locator('.message').click();
      await beside.getByRole('button', { name: 'Compare with the previous run' }).click();
      await beside.getByRole('heading', { name: 'Compared with the previous run' }).waitFor();
      const changed = await beside.locator('.differences .is-changed').allTextContents();
      expect(changed.join(' ')).toMatch(/grace@example\.com, before ada@example\.com/);
      expect(changed.join(' ')).toMatch(
        /feature_access \(claim of access_token\): \["premium"\], before \["regular"\]/,
      );
    });

    test('keeps a run by a name, which shows it again without what came later', async () => {
      beside.once('dialog', (dialog) => void dialog.accept('Ada signs in'));
      await beside.locator('#keep').click();
      await beside.locator('#state', { hasText: 'saved as Ada signs in' }).waitFor();
      await door.page.goto(`${door.demo.shop}/apps`);
      await row('/apps').waitFor();
      await beside.locator('#run').selectOption({ label: 'Ada signs in' });
      await beside.locator('#state', { hasText: 'a saved run' }).waitFor();
      await row('Token request').waitFor();
      expect((await lines()).filter((line) => line.includes('/apps'))).toEqual([]);
    });

    test('200 messages: all of them are there, the newest in sight, and the list goes on', async () => {
      await beside.locator('#clear').click();
      await Promise.all(
        Array.from({ length: 200 }, (_, number) => fetch(`${door.demo.org}/api/v1/groups/nobody${number}`)),
      );
      await expect.poll(async () => (await lines()).length, { timeout: 60_000 }).toBe(200);
      const ids = await visible().evaluateAll((rows) =>
        rows.map((one) => Number((one as HTMLElement).dataset['id'])),
      );
      expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
      const last = await visible().last().boundingBox();
      expect(last!.y + last!.height).toBeLessThanOrEqual(beside.viewportSize()!.height + 1);
      await beside.keyboard.press('ArrowUp');
      await opened().waitFor();
      await beside.locator('#filter').fill('nobody199');
      expect(await lines()).toHaveLength(1);
    });

    test('on a phone, the tools take two lines; those used less are under More, by the keyboard too', async () => {
      await beside.setViewportSize({ width: 390, height: 844 });
      const more = beside.getByRole('button', { name: 'More' });
      const lines = () =>
        beside.locator('.top :is(button, input, select)').evaluateAll((tools) => {
          const boxes = tools.map((tool) => tool.getBoundingClientRect()).filter(({ height }) => height > 0);
          return new Set(boxes.map(({ top, bottom }) => Math.round((top + bottom) / 20))).size;
        });
      for (const name of ['Pause', 'Clear']) await beside.getByRole('button', { name }).waitFor();
      for (const name of ['Filter', 'Which messages']) await beside.getByLabel(name).waitFor();
      expect(await lines()).toBe(2);
      await beside.locator('#pause').click();
      expect(await lines()).toBe(2);
      const assets = beside.getByRole('checkbox', { name: 'assets' });
      expect(await assets.count()).toBe(0);
      await beside.getByLabel('Which messages').focus();
      await beside.keyboard.press('Tab');
      await beside.keyboard.press('Enter');
      expect(await more.getAttribute('aria-expanded')).toBe('true');
      await beside.keyboard.press('Tab');
      expect(await assets.evaluate((box) => box === document.activeElement)).toBe(true);
      await beside.getByRole('link', { name: 'Mermaid' }).waitFor();
      await more.press(' ');
      expect(await assets.count()).toBe(0);
      // In a wide window, all of them are visible.
      await beside.setViewportSize({ width: 1280, height: 844 });
      expect(await assets.count()).toBe(1);
      expect(await more.count()).toBe(0);
    });

    test('axe finds nothing: the list, an open token, a comparison; on a phone and in the dark', async () => {
      const flaws = new Flaws();
      const browser = door.context.browser()!;
      const window = await windowToLookAt(browser);
      const page = await window.newPage();
      await page.goto(`${door.demo.shop}/inspector?filter=token%20request`);
      await page.locator('#detail .token').first().waitFor();
      await flaws.lookFromAllSides(page, 'inspector-token');
      await page.goto(`${door.demo.shop}/inspector`);
      await flaws.lookFromAllSides(page, 'inspector');
      await page.locator('.row:visible').last().locator('.message').click();
      await page.locator('#detail h2').waitFor();
      await page.keyboard.press('c');
      await page.locator('.differences, #detail:has-text("ran only once")').first().waitFor();
      await flaws.lookFromAllSides(page, 'inspector-comparison');
      await window.close();
      expect(flaws.found).toEqual({});
    });
  });
});
