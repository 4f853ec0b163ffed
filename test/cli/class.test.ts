/** `multidemo class`: seats of their own at one port, joining, the trainer's board, lessons, sleep, restart, a broken seat. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { namesOf, placesByName, placesByPort } from '../../cli/class/places.ts';
import { parseSeats } from '../../cli/program/values.ts';
import { Attendee, type ClassFacts, factsOf } from '../helpers/class.ts';
import { type RunningCli, runCli, startCli } from '../helpers/cli.ts';
import { person } from '../helpers/demo.ts';
import { freePorts } from '../helpers/ports.ts';
import { Shopper } from '../helpers/shopper.ts';
import { locationOf } from '../helpers/visitor.ts';

const basic = person('basic');

/** Signs Ada in at a seat's shop, and reads its products. */
async function signInAt(shop: string): Promise<{ shopper: Shopper; token: string }> {
  const shopper = new Shopper();
  const begun = await shopper.fetch(`${shop}/login/okta`);
  await shopper.open((await shopper.authorize(locationOf(begun).href, basic)).href);
  const given = await shopper.fetch(`${shop}/token`, { headers: { accept: 'application/json' } });
  return { shopper, token: ((await given.json()) as { access_token: string }).access_token };
}

const call = async (shop: string, token: string, path: string, body?: object): Promise<Response> =>
  fetch(shop + path, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });

async function order(shop: string, token: string): Promise<number> {
  const [item] = (await (await call(shop, token, '/api/products')).json()) as { itemId: string }[];
  return (await call(shop, token, '/api/orders', { itemId: item?.itemId })).status;
}

describe('a class of two seats', { timeout: 180_000 }, () => {
  let cwd: string;
  let cli: RunningCli;
  let facts: ClassFacts;
  let trainer: Attendee;
  let nora: Attendee;
  let omar: Attendee;
  let port: string;

  const start = async (): Promise<void> => {
    const options = ['--seats', '2', '--lesson', 'one-claim', '--port', port, '--sleep-after', '0.05'];
    cli = startCli(['class', ...options, '--json'], { cwd });
    facts = await factsOf(cli);
  };
  const shopOf = (seat: number): string => facts.seats[seat - 1]?.shop ?? '';
  const until = (seat: number, state: string) =>
    expect.poll(async () => (await trainer.row(seat)).state, { timeout: 60_000, interval: 100 }).toBe(state);

  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'multidemo-class-'));
    port = String((await freePorts(1))[0]);
    await start();
    trainer = new Attendee(facts.url);
    nora = new Attendee(facts.url);
    omar = new Attendee(facts.url);
  }, 180_000);
  afterAll(async () => {
    expect(await cli.stop()).toBe(0);
    await rm(cwd, { recursive: true });
  });

  it('gives each browser the next seat for the code, and its own again', async () => {
    expect((await nora.join('Nora', '000000x')).status).toBe(403);
    expect((await nora.post(`${facts.url}/join`, { person: 'Nora', code: facts.code })).status).toBe(403);
    expect((await nora.join('', facts.code)).status).toBe(403);
    expect((await nora.join('Nora <b>', facts.code)).status).toBe(303);
    expect(await nora.page()).toContain('Nora &lt;b&gt; · seat-01');
    expect((await omar.join('Omar', facts.code)).status).toBe(303);
    expect(await omar.page()).toContain('Omar · seat-02');
    expect((await nora.join('Nora', facts.code)).status).toBe(303);
    expect(await nora.page()).toContain('seat-01');
    const late = new Attendee(facts.url);
    expect((await late.join('Late', facts.code)).status).toBe(409);
    expect(await omar.page('/room')).toContain('Omar');
    expect(await omar.page('/room')).toContain('Only browsers on this machine can join');
  });

  it('shows the class code only to the trainer and to those who have used it', async () => {
    const stranger = new Attendee(facts.url);
    for (const path of ['/', '/room', '/board']) expect(await stranger.page(path)).not.toContain(facts.code);
    expect((await stranger.fetch(`${facts.url}/code.svg`)).status).toBe(404);
    expect(await omar.page('/room')).toContain(facts.code);
    expect((await omar.fetch(`${facts.url}/code.svg`)).headers.get('content-type')).toContain('svg');
  });

  it('opens the board for the trainer’s code alone, which is kept as a hash', async () => {
    expect((await trainer.send('/board/open', { code: 'guessed' }, '/board')).status).toBe(403);
    expect((await trainer.send('/board/reset', { seat: '1' }, '/board')).status).toBe(403);
    const code = facts.trainerCode ?? '';
    expect(code).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    expect((await trainer.send('/board/open', { code: code.toLowerCase() }, '/board')).status).toBe(303);
    expect((await trainer.row(2)).text).toContain('Omar');
    const kept = await readFile(join(cwd, '.multidemo', 'class', 'class.json'), 'utf8');
    expect(kept).not.toContain(code);
    expect(kept).not.toContain(code.replaceAll('-', ''));
    expect(await trainer.page('/room')).toContain(facts.code);
  });

  it('leaves a trainer who has a seat the seat', async () => {
    const code = facts.trainerCode ?? '';
    const opened = await omar.send('/board/open', { code, page: 'room' }, '/board');
    expect(locationOf(opened).pathname).toBe('/room');
    expect((await omar.row(1)).text).toContain('Nora');
    expect(await omar.page()).toContain('Omar · seat-02');
    expect((await omar.send('/board/close', {}, '/board')).status).toBe(303);
    expect((await omar.row(1)).text).toBe('');
    expect(await omar.page()).toContain('Omar · seat-02');
  });

  it('has strict headers, and refuses forms of other sites', async () => {
    const answer = await nora.fetch(`${facts.url}/`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe|seat-02/);
    expect(policy).toContain(`form-action 'self' ${shopOf(1)} ${facts.seats[0]?.org ?? ''}`);
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await nora.page())?.[1] ?? '';
    const forged = await nora.fetch(`${facts.url}/hand`, {
      method: 'POST',
      headers: { origin: 'http://seat-02.localhost' },
      body: new URLSearchParams({ _csrf: csrf }),
    });
    expect(forged.status).toBe(403);
  });

  it('keeps seats apart: people, orders, tokens and cookies', async () => {
    const [one, two] = await Promise.all([signInAt(shopOf(1)), signInAt(shopOf(2))]);
    expect(await order(shopOf(1), one.token)).toBe(201);
    expect((await call(shopOf(2), one.token, '/api/products')).status).toBe(401);
    const left = async (seat: number, { token }: { token: string }): Promise<number> => {
      const items = (await (await call(shopOf(seat), token, '/api/products')).json()) as { count: number }[];
      return items[0]?.count ?? 0;
    };
    expect(await left(1, one)).toBe((await left(2, two)) - 1);
    const cookies = (await fetch(`${shopOf(2)}/login/okta`, { redirect: 'manual' })).headers.getSetCookie();
    expect(cookies).not.toEqual([]);
    for (const cookie of cookies) expect(cookie).not.toMatch(/domain=/i);
  });

  it('answers each seat under its own name only', async () => {
    const page = (host: string): Promise<string> =>
      new Promise((settle, fail) => {
        request({ host: '127.0.0.1', port, path: '/', headers: { host } }, (answer) => {
          readText(answer).then((body) => settle(`${answer.statusCode} ${body}`), fail);
        })
          .once('error', fail)
          .end();
      });
    expect(await page(`seat-09.localhost:${port}`)).toBe('404 This class has no such seat.\n');
    expect(await page(`seat-01.evil.example:${port}`)).toMatch(/^200 [^]*<h1>Take your seat/);
    expect(
      await (await fetch(`${facts.seats[0]?.org ?? ''}/.well-known/okta-organization`)).json(),
    ).toMatchObject({
      pipeline: 'idx',
    });
  });

  it('checks a task in the seat’s org as it happens, and goes on when it is done', async () => {
    expect(await nora.page()).toContain('Ada sees the basic products');
    const done = (attendee: Attendee) =>
      attendee.page().then((html) => html.match(/data-met="true"/g)?.length ?? 0);
    await omar.send('/task/next');
    expect(await omar.page()).toContain('Task 1 of 4');
    const { shopper, token } = await signInAt(shopOf(1));
    await shopper.fetch(`${shopOf(1)}/products`);
    await call(shopOf(1), token, '/api/products');
    await expect.poll(() => done(nora), { timeout: 10_000 }).toBe(3);
    await nora.send('/task/next');
    expect(await nora.page()).toContain('Task 2 of 4');
    // What the person does not find out is done for them, and counts.
    await nora.send('/task/show');
    await nora.send('/task/next');
    expect(await nora.page()).toContain('Task 3 of 4');
    expect(await nora.page()).toContain('Ada joins the group Premium.');
    expect(await done(nora)).toBe(0);
    await nora.send('/task/show');
    expect(await done(nora)).toBe(2);
    expect(await omar.page()).toContain('Task 1 of 4');
    expect((await trainer.row(1)).text).toContain('3 of 4 · One group later');
  });

  it('asks for help, and is shown to the room', async () => {
    await omar.send('/hand');
    expect((await trainer.row(2)).text).toContain('asks for help');
    await trainer.send('/board/show', { seat: '1' }, '/board');
    expect(await omar.page('/room')).toContain('One group later');
    await trainer.send('/board/helped', { seat: '2' }, '/board');
    expect((await trainer.row(2)).text).not.toContain('asks for help');
  });

  it('opens a page as a demo person, once', async () => {
    const answer = await nora.send('/task/open', { step: '0' });
    const ticket = locationOf(answer);
    expect(ticket.origin).toBe(shopOf(1));
    const browser = new Shopper();
    expect(locationOf(await browser.fetch(ticket.href)).origin).toBe(facts.seats[0]?.org);
    const again = locationOf(await browser.fetch(ticket.href));
    expect(again.origin).toBe(shopOf(1));
  });

  it('sleeps when nobody uses it, and a request opens it as it was', async () => {
    await until(1, 'asleep');
    const stream = await fetch(`${shopOf(1)}/session/stream`, { headers: { accept: 'text/event-stream' } });
    expect(stream.status).toBe(204);
    expect((await trainer.row(1)).state).toBe('asleep');
    const { token } = await signInAt(shopOf(1));
    const products = await (await call(shopOf(1), token, '/api/products')).text();
    expect(products).toContain('PREMIUM'); // Ada is still in the group
    expect(await nora.page()).toContain('Task 3 of 4');
  });

  it('survives a restart: people, boards and lessons', async () => {
    expect(await cli.stop()).toBe(0);
    await start();
    expect(facts.trainerCode).toBeUndefined();
    expect(await nora.page()).toContain('Task 3 of 4');
    expect((await trainer.row(2)).text).toContain('Omar');
  });

  it('closes a seat that cannot be opened, and no other; a reset repairs it', async () => {
    await until(1, 'asleep');
    const sandbox = join(cwd, '.multidemo', 'class', 'seat-01', '.multidemo', 'sandbox');
    await rm(join(sandbox, 'org.db-wal'), { force: true });
    await writeFile(
      join(sandbox, 'org.db'),
      'not a database, and longer than the header of one would be'.repeat(20),
    );
    const refused = await fetch(shopOf(1));
    expect(refused.status).toBe(503);
    expect(await refused.text()).not.toMatch(/Error:|\.ts|\.js/);
    expect((await trainer.row(1)).state).toBe('failed');
    expect((await nora.send('/task/show')).status).toBe(303);
    expect(await nora.page()).toContain('Your seat could not be opened.');
    expect((await fetch(`${shopOf(2)}/status`)).status).toBe(200);
    await trainer.send('/board/reset', { seat: '1' }, '/board');
    await expect.poll(async () => (await fetch(`${shopOf(1)}/status`)).status, { timeout: 60_000 }).toBe(200);
    expect(await nora.page()).toContain('Task 1 of 4');
    expect(await nora.page()).toContain('seat-01');
    const { token } = await signInAt(shopOf(1));
    expect(await (await call(shopOf(1), token, '/api/products')).text()).not.toContain('PREMIUM');
  });

  it('takes a seat back, for the next who comes', async () => {
    await trainer.send('/board/free', { seat: '2' }, '/board');
    expect(await omar.page()).toContain('Take your seat');
    const next = new Attendee(facts.url);
    expect((await next.join('Zoe', facts.code)).status).toBe(303);
    expect(await next.page()).toContain('Zoe · seat-02');
  });

  it('lets nobody try codes for long', async () => {
    const guesser = new Attendee(facts.url);
    const statuses = [];
    for (let guess = 0; guess < 11; guess += 1)
      statuses.push((await guesser.join('X', `guess${guess}`)).status);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('where seats are', () => {
  const parse = (text: string) => parseSeats(text);

  it('has a name for each part, at one port', () => {
    const places = placesByName(8000, parse('30'), false);
    expect(places.url).toBe('http://localhost:8000');
    expect(places.of(7, 'shop').url).toBe('http://seat-07.localhost:8000');
    expect(places.of(7, 'org').url).toBe('http://seat-07-org.localhost:8000');
    expect(places.read('Seat-07-org.localhost:8000')).toEqual({ seat: 7, part: 'org' });
    for (const host of ['localhost:8000', 'seat-7.localhost', 'seat-07-x.localhost', 'seat-07.example.com'])
      expect(places.read(host)).toBeUndefined();
  });

  it('follows the pattern of a domain, behind a proxy too; each process has a page to join', () => {
    const pattern = 'https://{name}.class.example.com';
    const second = placesByName(8000, parse('31-60'), true, pattern);
    expect(second.url).toBe('https://class-31.class.example.com');
    expect(second.of(31, 'org')).toEqual({
      url: 'https://seat-31-org.class.example.com',
      localUrl: 'http://seat-31-org.localhost:8000',
      port: 8000,
    });
    expect(second.read('seat-31-org.class.example.com')).toEqual({ seat: 31, part: 'org' });
    expect(second.read('seat-31-org.localhost:8000')).toEqual({ seat: 31, part: 'org' });
    expect(namesOf(second, [31])).toContain('seat-31-outside.class.example.com');
  });

  it('has ten ports a seat where names do not resolve', () => {
    const places = placesByPort(8000, parse('30'), (port) => `https://192.0.2.7:${port}`);
    expect(places.of(7, 'shop').url).toBe('https://192.0.2.7:8070');
    expect(places.of(7, 'outside').url).toBe('https://192.0.2.7:8072');
    expect(places.ports).toHaveLength(180);
    expect(() => placesByPort(65_000, parse('60'), String)).toThrow('no room');
  });
});

describe('class', () => {
  let cwd: string;
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'multidemo-class-'));
  });
  afterAll(() => rm(cwd, { recursive: true }));

  it.each([
    [['--seats', '0'], /from 1 to 99/],
    [['--seats', '9-3'], /a range such as 31-60/],
    [['--base-url', 'https://class.example.com'], /does not begin with https:\/\/\{name\}\./],
    [['--base-url', 'https://{name}.example.com/x'], /has a path/],
    [['--lesson', 'one-clam'], /Did you mean one-claim/],
  ])('refuses %j', async (options, said) => {
    const { status, stderr } = await runCli(['class', ...options], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(said);
  });

  it('needs a folder without an org of its own', async () => {
    const { status, stderr } = await runCli(['class'], {
      cwd,
      env: { OKTA_BASE_URL: 'https://acme.okta.com' },
    });
    expect(status).toBe(1);
    expect(stderr).toContain('each seat of a class has its own sandbox org');
  });
});
