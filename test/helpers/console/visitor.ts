import { expect } from 'vitest';
import { createSession } from '../../../sandbox/sign-in/session.ts';
import { callerOf } from '../call.ts';
import { type TestOrg, startOrg } from '../org.ts';

/** A browser at the org's own pages, with a session and without scripts. */
export class ConsoleVisitor {
  readonly #url: string;
  readonly #cookie: string;

  constructor({ org, url }: TestOrg, userId: string) {
    this.#url = url;
    const session = org.transaction(() => createSession(org, { userId, amr: ['pwd'] }));
    this.#cookie = `idx=${session.cookie}`;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.#url), {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', ...(init.headers as Record<string, string>), cookie: this.#cookie },
    });
  }

  /** The page at a path. @throws when the answer is another than expected */
  async page(path: string, status = 200): Promise<string> {
    const response = await this.fetch(path);
    if (response.status !== status) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.text();
  }

  /** Sends a form of the page at `path`, with the hidden fields of that page and its own. */
  async send(path: string, action: string, values: Readonly<Record<string, string | string[]>> = {}) {
    const url = new URL(path, this.#url);
    url.searchParams.set('open', action);
    const html = await this.page(url.pathname + url.search);
    // The console's own fields have names that no field of a form can have.
    const dot = /^\/(admin|report)\//.test(path) ? '.' : '';
    return this.post(path, {
      [`${dot}csrf`]: hiddenIn(html, 'csrf'),
      [`${dot}seen`]: hiddenIn(html, '.seen'),
      [`${dot}do`]: action,
      ...values,
    });
  }

  post(path: string, values: Readonly<Record<string, string | string[]>>): Promise<Response> {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(values))
      for (const one of [value].flat()) form.append(name, one);
    return this.fetch(path, { method: 'POST', body: form });
  }
}

/** An org with its administrator at the console; nothing in it may fail unexpectedly until `close`. */
export async function startConsole() {
  const test = await startOrg();
  return {
    test,
    admin: new ConsoleVisitor(test, test.org.administrator.id),
    /** The Management API, by an API token. */
    call: callerOf(test),
    close: async (): Promise<void> => {
      expect(test.faults).toEqual([]);
      await test.close();
    },
  };
}

export const hiddenIn = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
