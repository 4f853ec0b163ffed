import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { checks } from '../../cli/doctor/checks/index.ts';
import type * as Paths from '../../cli/paths.ts';
import { screenNamed } from '../../shared/admin-console.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { giveCredentials } from '../helpers/browser/shop-pages.ts';
import { person } from '../helpers/demo.ts';
import { checkOf, startPatient } from '../helpers/doctor.ts';
import type { Environment, Patient } from '../helpers/doctor.ts';
import { remediesOf } from '../helpers/doctor-docs.ts';
import { clicksOn } from '../helpers/console/clicks.ts';
import { consoleDamages } from '../helpers/doctor/console-damages.ts';
import { curesOn } from '../helpers/doctor/cures.ts';
import { damages } from '../helpers/doctor/damages.ts';

const place: { root: string | undefined } = vi.hoisted(() => ({ root: undefined }));
vi.mock('../../cli/paths.ts', async (original) => {
  const real = await original<typeof Paths>();
  return { ...real, packageRoot: () => place.root ?? packageRoot() };
});

let patient: Patient;
let browser: Browser;
let page: Page;
let cures: ReturnType<typeof curesOn>;
let linusId = '';
const sick = {
  get patient() {
    return patient;
  },
  get linusId() {
    return linusId;
  },
  place,
};
const tools = damages(sick);
const rows = [
  ...tools.rows,
  ...consoleDamages(sick, tools),
  {
    id: 'rights',
    what: 'a token of someone who may not read the org',
    damage: async () => {
      const roles = `/api/v1/users/${person('premium').login}/roles`;
      const { id } = await patient.api.post(roles, { type: 'SUPER_ADMIN' });
      const context = await browser.newContext();
      const hers = await context.newPage();
      await hers.goto(`${patient.demo.org}/admin/access/api/tokens`);
      await giveCredentials(hers, 'premium');
      const OKTA_API_KEY = await clicksOn(hers).createToken('Of someone else');
      await context.close();
      await patient.api.post(roles, { type: 'USER_ADMIN' });
      await patient.api.delete(`${roles}/${id as string}`);
      return { env: { OKTA_API_KEY } };
    },
  },
];

/** What a row breaks, and the way back. */
interface Broken {
  readonly env?: Environment;
  readonly undo?: () => Promise<unknown>;
}
describe.skipIf(noBrowser)(named('remedies that name a screen of the console'), { timeout: 120_000 }, () => {
  beforeAll(async () => {
    [patient, browser] = await Promise.all([startPatient(), launchBrowser()]);
    const linus = await patient.api.read(`/api/v1/users/${person('admin').login}`);
    linusId = linus!.id as string;
    await patient.api.post(`/api/v1/users/${linusId}/lifecycle/reset_factors`);
    const roles = await patient.api.list(`/api/v1/users/${linusId}/roles`);
    if (!roles.some(({ type }) => type === 'SUPER_ADMIN'))
      await patient.api.post(`/api/v1/users/${linusId}/roles`, { type: 'SUPER_ADMIN' });
    await tools.enroll(linusId);
    page = await browser.newPage();
    cures = curesOn(page, patient.demo.shop);
    page.setDefaultTimeout(30_000);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(`${patient.demo.org}/admin/users`);
    await giveCredentials(page, 'admin');
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await patient.close();
  });
  afterEach(() => vi.restoreAllMocks());
  const clicked = new Set<string>();

  test.each(rows.map((row) => [`${row.id}: ${row.what}`, row] as const))('%s', async (_, row) => {
    const done = await row.damage();
    const broken: Broken = typeof done === 'function' ? { undo: done } : done;
    const { env = {}, undo } = broken;
    try {
      const only = ['--only', row.id];
      const check = checkOf(await patient.examine(only, env), row.id);
      expect(check.status, check.because).toMatch(/warning|failure/);
      if (check.console === undefined) {
        // What is not done in a console says so itself: its remedy names no screen.
        expect(screenNamed(check.remedy ?? '')).toBeUndefined();
        return;
      }
      clicked.add(row.id);
      await page.goto(check.console);
      const cure = cures[row.what];
      if (cure === undefined) throw new Error(`Nobody has done in the console: ${check.remedy ?? ''}`);
      const given = ((await cure(check)) ?? {}) as Environment;
      const after = checkOf(await patient.examine(only, { ...env, ...given }), row.id);
      expect([after.status, after.found, after.because]).toEqual(['ok', after.found, undefined]);
    } finally {
      // What the cure has repaired may no longer be there to be taken back.
      await undo?.().catch(() => undefined);
    }
  });

  test('every check whose remedies name a screen was made well by clicks', () => {
    const naming = checks
      .map(({ id }) => id)
      .filter((id) => remediesOf(id).some((remedy) => screenNamed(remedy)?.path !== undefined));
    expect(naming.length).toBeGreaterThan(10);
    expect(clicked.size).toBeGreaterThan(30);
    expect(naming.filter((id) => !clicked.has(id))).toEqual([]);
  });
});
