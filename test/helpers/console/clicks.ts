import type { Locator, Page } from 'playwright-core';
import { person } from '../demo.ts';
import type { Environment } from '../doctor.ts';

/** What an administrator does on a page of the Admin Console. */
export function clicksOn(page: Page) {
  const button = (name: string | RegExp, place: Page | Locator = page): Locator =>
    place.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
  const link = (name: string): Locator => page.getByRole('main').getByRole('link', { name, exact: true });
  const box = (name: string, value: string): Locator =>
    page.locator(`input[name="${name}"][value="${value}"]:visible`);
  const said = async (): Promise<void> => page.locator('.notice.good').first().waitFor();

  async function press(name: string | RegExp, place: Page | Locator = page): Promise<void> {
    await button(name, place).first().click();
    await said();
  }
  const save = (): Promise<void> => press('Save');
  async function fill(label: string, value: string): Promise<void> {
    await page.getByLabel(label, { exact: true }).fill(value);
  }
  /** Opens the panel of an action. */
  async function open(name: string): Promise<Locator> {
    await button(name).first().click();
    const panel = page.getByRole('dialog', { name });
    await panel.waitFor();
    return panel;
  }
  /** Where a list names it. */
  async function goTo(name: string): Promise<void> {
    await link(name).first().click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  }
  /** Brings the items of an ordered list into an order, by their buttons. */
  async function arrange(names: readonly string[]): Promise<void> {
    for (const [index, name] of names.entries()) {
      for (let moves = 0; moves < names.length; moves++) {
        const now = await page.locator('.order li strong').allInnerTexts();
        const held = now.filter((one) => names.includes(one));
        if (held.indexOf(name) <= index) break;
        await press(`Move ${name} up`);
      }
    }
  }
  async function addLines(label: string, lines: readonly string[]): Promise<void> {
    const area = page.getByLabel(label, { exact: true });
    await area.fill([await area.inputValue(), ...lines].join('\n'));
    await save();
  }
  /** The secret that the page shows once. */
  async function secretOf(name: string): Promise<Environment> {
    await press(/^Show/);
    return { [name]: await page.locator('.secret code').innerText() };
  }
  /** Checks the scopes that a rule lacks. */
  async function allow(scopes: readonly string[]): Promise<void> {
    for (const scope of scopes) await box('scopes', scope).check();
    await save();
  }
  async function giveProfile(profile: Record<string, string[]>, place: Page | Locator = page): Promise<void> {
    for (const [name, values] of Object.entries(profile)) {
      const boxes = place.locator(`input[name="${name}"]`);
      for (const one of await boxes.all()) await one.setChecked(values.includes(await one.inputValue()));
    }
  }
  async function createToken(name: string): Promise<string> {
    await button('Create token').click();
    const panel = page.getByRole('dialog', { name: 'Create token' });
    await panel.getByLabel(/What do you want your token to be named/).fill(name);
    await button('Create token', panel).click();
    return page.locator('.secret code').innerText();
  }
  async function setPassword(kind: 'basic' | 'premium'): Promise<void> {
    const panel = await open('Reset password');
    await panel.getByLabel('How').selectOption('set');
    await panel.getByLabel('Password', { exact: true }).fill(person(kind).password);
    await press('Reset password', panel);
  }
  async function permit(rule: string): Promise<void> {
    await link(rule).first().click();
    await page.getByLabel('THEN access is').selectOption('ALLOW');
    await save();
  }

  return {
    button,
    said,
    press,
    save,
    fill,
    open,
    goTo,
    arrange,
    addLines,
    secretOf,
    allow,
    giveProfile,
    createToken,
    setPassword,
    permit,
  };
}
