/**
 * What a presenter does on a new machine, by script: serve, both loopback addresses, sign in, doctor, stop; and all that
 * again, because the second start finds the first one's files; init and destroy; and the version of a clean checkout. In a
 * folder whose name has spaces, an umlaut and a number sign. Needs only Node.js and a build.
 * node tools/first-run.js [--package node_modules/okta-multidemo] [folder]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { package: { type: 'string' } },
  allowPositionals: true,
});
const installed = resolve(values.package ?? fileURLToPath(new URL('..', import.meta.url)));
const launcher = join(installed, 'cli/launch.js');
const parent = mkdtempSync(join(tmpdir(), 'multidemo-'));
const folder = positionals[0] ?? join(parent, 'First run für #1');
mkdirSync(folder, { recursive: true });

const env = { ...process.env, CI: undefined };
const began = performance.now();
const say = (text) =>
  console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

function check(isSo, text) {
  if (!isSo) throw new Error(text);
  say(text);
}

/** Runs a command to its end. */
function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

let running;

/** Starts `serve` and waits for its addresses. */
async function serve(ports) {
  const [shop, org, outside, sample] = ports.map(String);
  const chosen = ['--port', shop, '--org-port', org, '--outside-port', outside, '--sample-port', sample];
  const child = spawn(process.execPath, [launcher, 'serve', '--json', ...chosen], { cwd: folder, env });
  running = child;
  const ended = new Promise((settle) => child.once('exit', settle));
  let stdout = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text));
  await new Promise((settle, fail) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      if (stdout.endsWith('\n}\n')) settle();
    });
    child.once('exit', (status) => fail(new Error(`serve ended with ${status}: ${stdout}${stderr}`)));
  });
  const stop = async () => {
    child.kill('SIGINT'); // on Windows, this ends the process without a word
    const status = await ended;
    check(process.platform === 'win32' || status === 0, `stopped (${status ?? 'killed'})`);
  };
  const told = JSON.parse(stdout);
  if (told.error) throw new Error([`serve: ${told.error.message}`, ...told.error.remedy].join('\n  '));
  return { told, stop };
}

/** Ports that are free together. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((settle) => {
          const server = createServer().listen(0, '127.0.0.1', () => settle(server));
        }),
    ),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((settle) => server.close(settle))));
  return ports;
}

const statusAt = (host, url) =>
  new Promise((settle, fail) => {
    const { port, pathname, host: name } = new URL(url);
    get({ host, port, path: pathname, headers: { host: name }, agent: false }, (answer) => {
      answer.resume();
      settle(answer.statusCode);
    }).once('error', fail);
  });

/** A browser without a screen: keeps cookies, and follows redirects one at a time. */
class Browser {
  #cookies = new Map();

  async fetch(url, init = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await globalThis.fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, cookie },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    return answer;
  }

  async open(url) {
    let at = url;
    for (;;) {
      const answer = await this.fetch(at);
      const location = answer.headers.get('location');
      if (location === null) return { url: at, status: answer.status, html: await answer.text() };
      at = new URL(location, at).href;
    }
  }

  async send(url, body) {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    return (await this.fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  }
}

/** Signs in on the org's page, as the widget on it does. */
async function signIn({ shop, org }, { login, password }) {
  const browser = new Browser();
  const page = await browser.open(`${shop}/login/okta`);
  check(page.url.startsWith(`${org.url}/`), `the org asks who signs in`);
  const stateToken = /stateToken&quot;:&quot;(.+?)&quot;/.exec(page.html)?.[1];
  const { stateHandle } = await browser.send(`${org.url}/idp/idx/introspect`, { stateToken });
  const credentials = { passcode: password };
  let answer = await browser.send(`${org.url}/idp/idx/identify`, {
    stateHandle,
    identifier: login,
    credentials,
  });
  if (answer.success === undefined)
    answer = await browser.send(`${org.url}/idp/idx/challenge/answer`, { stateHandle, credentials });
  check(answer.success !== undefined, `${login} is signed in`);
  const home = await browser.open(answer.success.href);
  check(home.status === 200 && home.url.startsWith(shop), `the shop greets ${login}`);
  const products = await browser.open(`${shop}/products`);
  check(products.status === 200 && /Sign out/i.test(products.html), `${login} sees the products`);
}

const clean = () => spawnSync('git', ['status', '--porcelain'], { cwd: installed, encoding: 'utf8' });

try {
  const before = existsSync(join(installed, '.git')) ? clean().stdout : undefined;
  const version = run('--version');
  check(version.status === 0 && /^\d+\.\d+/.test(version.stdout), `version ${version.stdout.trim()}`);
  if (before !== undefined) check(clean().stdout === before, 'the checkout is as it was');
  const ports = await freePorts(4);
  for (const start of ['first', 'second']) {
    const { told, stop } = await serve(ports);
    say(`the ${start} start is ready: ${told.shop}`);
    for (const host of ['127.0.0.1', '::1'])
      for (const url of [
        `${told.shop}/status`,
        `${told.org.url}/.well-known/okta-organization`,
        `${told.outside}/mailbox`,
      ])
        check((await statusAt(host, url)) === 200, `${url} answers at ${host}`);
    for (const person of told.people) await signIn(told, person);
    const doctor = run('doctor', '--json');
    const { checks = [] } = JSON.parse(doctor.stdout || '{}');
    const failed = checks
      .filter(({ status }) => status === 'failure')
      .map(({ id, found }) => `${id}: ${found}`);
    check(
      doctor.status === 0,
      `the doctor passes ${checks.length} checks ${failed.join(', ')}${doctor.stderr}`,
    );
    await stop();
  }
  const init = run('init', '--sandbox', '--yes', '--org-port', String(ports[1]));
  check(init.status === 0 && existsSync(join(folder, '.env')), `init writes .env ${init.stderr}`);
  const destroy = run('destroy', '--sandbox', '--yes', '--org-port', String(ports[1]));
  check(destroy.status === 0, `destroy ends ${destroy.stderr}`);
  console.log(`\n${process.platform} ${process.arch}, Node.js ${process.versions.node}: all is well.`);
} catch (error) {
  console.error(`\n${process.platform} ${process.arch}, Node.js ${process.versions.node}: ${error.message}`);
  process.exitCode = 1;
} finally {
  running?.kill(); // only if a check has failed before it was stopped
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
}
