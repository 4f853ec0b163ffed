import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fields } from '../../cli/provision/value.ts';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { person } from '../helpers/demo.ts';
import { checkOf, startPatient } from '../helpers/doctor.ts';
import type { Patient } from '../helpers/doctor.ts';
import { giveCredentials } from '../helpers/browser/shop-pages.ts';

const { login } = person('admin');
const okta = { provider: 'OKTA' };
const push: Fields = { ...okta, factorType: 'push' };
const sms: Fields = { ...okta, factorType: 'sms', profile: { phoneNumber: '+14155550123' } };

interface Row {
  what: string;
  /** Enrolled in this order; those that are not `left` are taken away again: Okta Verify comes as two. */
  factors: readonly (Fields & { activate?: boolean })[];
  left?: readonly string[];
  /** The phone reads the code of Okta Verify, which activates both. */
  scan?: true;
  says: string;
  /** How it ends; undefined where it is refused. */
  approve?: 'push' | 'totp' | 'sms';
}
const rows: readonly Row[] = [
  { what: 'no factor', factors: [], says: 'Orders cannot be approved: no second factor is enrolled.' },
  {
    what: 'push only',
    factors: [push],
    left: ['push'],
    says: 'Approving an order requires Okta Verify (push) on Sandbox phone.',
    approve: 'push',
  },
  {
    what: 'push and TOTP',
    factors: [{ ...push, activate: false }],
    scan: true,
    says: 'Approving an order requires one of these: Okta Verify (push) on Sandbox phone; Okta Verify (code).',
    approve: 'totp',
  },
  {
    what: 'SMS only',
    factors: [sms],
    says: 'Approving an order requires Phone (SMS) ••• 0123.',
    approve: 'sms',
  },
  {
    what: 'a factor that is not activated yet',
    factors: [{ ...sms, activate: false }],
    says: 'Orders cannot be approved: Phone is enrolled but not activated yet.',
  },
];

describe.skipIf(noBrowser)(named('what the doctor says of step-up'), () => {
  let patient: Patient;
  let browser: Browser;
  let page: Page;
  let adminId: string;

  beforeAll(async () => {
    [patient, browser] = await Promise.all([startPatient(), launchBrowser()]);
    adminId = (await patient.api.read(`/api/v1/users/${login}`))!.id as string;
    page = await browser.newPage();
    await page.goto(`${patient.demo.shop}/login/okta?return=/products`);
    await giveCredentials(page, 'admin');
    await page.waitForURL(`${patient.demo.shop}/products`);
    const card = page.locator('.card-item:not(.is-skeleton)').first();
    for (let row = 0; row < rows.length; row++) {
      await page.goto(`${patient.demo.shop}/products`);
      await card.getByRole('button').click();
      await card.getByText('Ordered').waitFor();
    }
  });
  afterAll(async () => {
    await browser.close();
    await patient.close();
  });

  async function enroll({ factors, left, scan }: Row): Promise<void> {
    const { api } = patient;
    const path = `/api/v1/users/${adminId}/factors`;
    await api.post(`/api/v1/users/${adminId}/lifecycle/reset_factors`);
    for (const { activate = true, ...factor } of factors)
      await api.post(`${path}?activate=${String(activate)}&updatePhone=true`, factor);
    for (const { id, factorType } of await api.list(path))
      if (left?.includes(factorType as string) === false) await api.delete(`${path}/${id as string}`);
    if (scan) await onPhone((screen) => press(screen, 'Scan the code'));
  }

  /** What the phone shows: in a window of its own, as the person would look at it. */
  async function onPhone<T>(work: (screen: Page) => Promise<T>): Promise<T> {
    const screen = await browser.newPage();
    await screen.goto(`${patient.demo.outside}/phone/${adminId}`);
    const seen = await work(screen);
    await screen.close();
    return seen;
  }

  async function press(screen: Page, name: string): Promise<void> {
    const button = screen.getByRole('button', { name, exact: true });
    await button.click();
    await button.waitFor({ state: 'detached' });
  }

  async function prove(kind: Row['approve']): Promise<void> {
    if (kind === 'push') {
      const number = (await page.locator('.step-up-number').textContent())!;
      await onPhone((screen) => press(screen, number));
      return;
    }
    await page.getByRole('textbox', { name: /code/i }).waitFor();
    const code = await onPhone(async (screen) =>
      kind === 'totp'
        ? (await screen.locator('.digits').first().textContent())!
        : /\d{6}/.exec(await screen.locator('main').innerText())![0],
    );
    await page.getByRole('textbox', { name: /code/i }).fill(code.replace(' ', ''));
    await page.getByRole('button', { name: 'Approve', exact: true }).last().click();
  }

  test.each(rows)('is what the shop does: $what', async (row) => {
    await enroll(row);
    const check = checkOf(await patient.examine(['--only', 'step-up']), 'step-up');
    expect(check).toMatchObject({
      status: row.approve ? 'ok' : 'warning',
      found: `${login}: ${row.says}`,
    });

    await page.goto(`${patient.demo.shop}/admin/orders?status=pending`);
    const waiting = await page.locator('[data-order]').count();
    await page
      .getByRole('button', { name: /^Approve/ })
      .first()
      .click();
    if (row.approve === undefined) {
      await page.getByText(row.says).waitFor();
      return;
    }
    const choices = page.locator('.step-up-choices button');
    await choices.first().waitFor();
    const offered = await choices.allTextContents();
    const asks = offered.length > 1 ? 'requires one of these:' : 'requires';
    expect(row.says).toBe(`Approving an order ${asks} ${offered.join('; ')}.`);
    await choices.nth(row.approve === 'totp' ? 1 : 0).click();
    await prove(row.approve);
    await page.locator('.status-complete').waitFor();
    await page.reload();
    expect(await page.locator('[data-order]').count()).toBe(waiting - 1);
  });

  test('leaving the dialog takes the push back from the phone', async () => {
    await enroll(rows[1]!);
    await page.goto(`${patient.demo.shop}/admin/orders?status=pending`);
    const open = () =>
      page
        .getByRole('button', { name: /^Approve/ })
        .first()
        .click();
    await open();
    await page.locator('.step-up-choices button').click();
    await page.getByText('Waiting for your phone').waitFor();
    await onPhone(async (screen) => {
      const prompt = screen.getByText('Did you just try to sign in?');
      await prompt.waitFor();
      await page.keyboard.press('Escape');
      await prompt.waitFor({ state: 'detached' });
    });
    await open();
    await page.locator('.step-up-choices button').click();
    await prove('push');
    await page.locator('.status-complete').waitFor();
  });
});
