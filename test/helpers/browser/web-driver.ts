import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePorts } from '../ports.ts';

/** A browser that is not Chromium, as far as the tests need one. https://www.w3.org/TR/webdriver2/ */
export interface OtherBrowser {
  goto(url: string): Promise<void>;
  /** Runs a function's body in the page. */
  run(script: string): Promise<unknown>;
  /** Waits for the element, and clicks it. */
  click(selector: string): Promise<void>;
  /** Waits for the field, and types; `\n` is Enter. */
  type(selector: string, text: string): Promise<void>;
  /** Waits until the expression is true in the page. */
  until(expression: string): Promise<void>;
  /** What a page's content security policy kept from it, as far as the browser tells. */
  refusedByPolicy?(): Promise<string[]>;
  close(): Promise<void>;
}

const places = {
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
  webKitDriver: ['/usr/bin/WebKitWebDriver'],
  miniBrowser: [
    '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
    '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.0/MiniBrowser',
    '/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser',
  ],
  screen: ['/usr/bin/Xvfb'],
};
const find = (name: keyof typeof places): string | undefined => places[name].find((path) => existsSync(path));

/**
 * Why a browser cannot be tried here; undefined if it can. In continuous integration, which installs Firefox, a missing
 * Firefox fails instead.
 */
export const missing = {
  firefox: find('firefox') ? undefined : 'Firefox was not found: apt-get install firefox-esr',
  webKit:
    find('webKitDriver') && find('miniBrowser') && find('screen')
      ? undefined
      : 'WebKitGTK was not found: apt-get install webkit2gtk-driver xvfb',
};

if (missing.firefox !== undefined && process.env['MULTIDEMO_FAIL_ON_SKIP'] === '1')
  throw new Error(missing.firefox);

type Command = (name: string, parameters?: Readonly<Record<string, unknown>>) => Promise<unknown>;
const timeout = 60_000;

/** Firefox by Marionette, the protocol below geckodriver. https://firefox-source-docs.mozilla.org/testing/marionette/ */
export async function openFirefox(): Promise<OtherBrowser> {
  const [port] = await freePorts(1);
  const profile = await mkdtemp(join(tmpdir(), 'firefox-'));
  await writeFile(join(profile, 'user.js'), `user_pref("marionette.port", ${port});\n`);
  const child = spawn(
    find('firefox')!,
    ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile],
    {
      stdio: 'ignore',
      env: { ...process.env, HOME: profile },
    },
  );
  const socket = await connectTo(port!);
  const command = marionette(socket);
  await command('WebDriver:NewSession', {});
  return browserOf(command, {
    refusedByPolicy: async () => {
      await command('Marionette:SetContext', { value: 'chrome' });
      const script = 'return Services.console.getMessageArray().map((one) => String(one.message ?? one))';
      const { value } = (await command('WebDriver:ExecuteScript', { script, args: [] })) as {
        value: string[];
      };
      await command('Marionette:SetContext', { value: 'content' });
      return value.filter((line) => /Content-Security-Policy/.test(line));
    },
    close: async () => {
      await command('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => undefined);
      socket.destroy();
      await ended(child);
      await rm(profile, { recursive: true, force: true });
    },
  });
}

async function connectTo(port: number): Promise<Socket> {
  const until = Date.now() + timeout;
  for (;;) {
    try {
      return await new Promise<Socket>((resolve, reject) => {
        const socket = connect(port, '127.0.0.1', () => resolve(socket));
        socket.once('error', reject);
      });
    } catch (error) {
      if (Date.now() > until) throw error;
      await wait(300);
    }
  }
}

/** Messages are JSON after their length: `[0, id, name, parameters]` and `[1, id, error, value]`. */
function marionette(socket: Socket): Command {
  const waiting = new Map<number, (error: { message: string } | null, value: unknown) => void>();
  let received: Buffer = Buffer.alloc(0);
  let last = 0;
  socket.on('data', (data: Buffer) => {
    received = Buffer.concat([received, data]);
    for (;;) {
      const colon = received.indexOf(':');
      const end = colon + 1 + Number(received.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || received.length < end) return;
      const message: unknown = JSON.parse(received.subarray(colon + 1, end).toString());
      received = received.subarray(end);
      if (!Array.isArray(message)) continue; // its greeting
      const [, id, error, value] = message as [number, number, { message: string } | null, unknown];
      waiting.get(id)?.(error, value);
      waiting.delete(id);
    }
  });
  return (name, parameters = {}) =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify([0, (last += 1), name, parameters]);
      waiting.set(last, (error, value) =>
        error ? reject(new Error(`${name}: ${error.message}`)) : resolve(value),
      );
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}

/** WebKitGTK's own small browser, on a screen that nobody sees. */
export async function openWebKit(): Promise<OtherBrowser> {
  const [port, display] = await freePorts(2);
  const name = `:${display}`;
  const screen = spawn(find('screen')!, [name, '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: 'ignore',
  });
  const driver = spawn(find('webKitDriver')!, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: name, GDK_BACKEND: 'x11', WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' },
  });
  (await connectTo(port!)).destroy();
  const base = `http://127.0.0.1:${port}/session`;
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(base + path, { method, ...(body && { body: JSON.stringify(body) }) });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`${path}: ${(value as { message: string }).message}`);
    return value;
  };
  const options = { binary: find('miniBrowser'), args: ['--automation'] };
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
  const { sessionId } = (await ask('POST', '', { capabilities })) as { sessionId: string };
  const command: Command = async (of, parameters = {}) => {
    const { id, ...rest } = parameters as { id?: string };
    const path = {
      'WebDriver:Navigate': '/url',
      'WebDriver:ExecuteScript': '/execute/sync',
      'WebDriver:FindElement': '/element',
      'WebDriver:ElementClick': `/element/${id}/click`,
      'WebDriver:ElementSendKeys': `/element/${id}/value`,
    }[of];
    return { value: await ask('POST', `/${sessionId}${path}`, rest) };
  };
  return browserOf(command, {
    close: async () => {
      await ask('DELETE', `/${sessionId}`).catch(() => undefined);
      for (const child of [driver, screen]) await ended(child);
    },
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await Promise.race([exit, wait(5000)]);
  child.kill('SIGKILL');
}

function browserOf(command: Command, own: Pick<OtherBrowser, 'refusedByPolicy' | 'close'>): OtherBrowser {
  const run = async (script: string): Promise<unknown> =>
    ((await command('WebDriver:ExecuteScript', { script, args: [] })) as { value: unknown }).value;
  /** Pages change under our hands: what fails is tried again until time is up. */
  const persist = async <T>(what: string, work: () => Promise<T | undefined | false>): Promise<T> => {
    const until = Date.now() + timeout;
    for (;;) {
      const result = await work().catch((error: unknown) =>
        Date.now() > until ? Promise.reject(error as Error) : undefined,
      );
      if (result !== undefined && result !== false) return result;
      if (Date.now() > until)
        throw new Error(
          `${what} did not come in time; the page: ${String(await run('return location.href + " " + document.body.innerText.slice(0, 400)'))}`,
        );
      await wait(150);
    }
  };
  const onElement = (
    selector: string,
    of: string,
    more: Readonly<Record<string, unknown>> = {},
  ): Promise<unknown> =>
    persist(selector, async () => {
      const found = (await command('WebDriver:FindElement', { using: 'css selector', value: selector })) as {
        value: Record<string, string>;
      };
      const [id] = Object.values(found.value);
      await command(of, { id, ...more });
      return true;
    });
  return {
    ...own,
    run,
    goto: async (url) => {
      await command('WebDriver:Navigate', { url });
    },
    click: async (selector) => {
      await onElement(selector, 'WebDriver:ElementClick');
    },
    type: async (selector, text) => {
      const words = text.replace(/\n$/, '');
      // A widget that renders its form again empties the field.
      await persist(selector, async () => {
        await onElement(selector, 'WebDriver:ElementSendKeys', { text: words });
        await wait(300);
        return (await run(`return document.querySelector(${JSON.stringify(selector)})?.value`)) === words;
      });
      if (words !== text) await onElement(selector, 'WebDriver:ElementSendKeys', { text: '\uE007' });
    },
    until: async (expression) => {
      await persist(expression, async () => (await run(`return Boolean(${expression})`)) === true);
    },
  };
}
