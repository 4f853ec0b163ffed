import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { openSqlite } from '../../shared/sqlite.ts';
import { person, startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multidemo-sessions-'));
  file = join(folder, 'app.db');
  demo = await startDemo({ environment: { DB_PATH: file, FF_EVENTS: 'true' } });
});
afterAll(async () => {
  await demo.close();
  await rm(folder, { recursive: true, force: true });
});

async function signedIn(kind: 'basic' | 'premium' | 'admin'): Promise<Shopper> {
  const shopper = new Shopper();
  await shopper.signIn(demo, kind);
  return shopper;
}

const statusOf = async (shopper: Shopper, path = '/orders'): Promise<number> =>
  (await shopper.fetch(demo.shop + path)).status;

const okta = (path: string, method = 'POST', body?: object): Promise<Response> =>
  fetch(`${demo.org}/api/v1${path}`, {
    method,
    headers: { authorization: `SSWS ${demo.apiToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });

const userId = async (login: string): Promise<string> =>
  ((await (await okta(`/users/${login}`, 'GET')).json()) as { id: string }).id;

/** A delivery of the org's event hook. */
const deliver = (eventType: string, id: string, { actor = 'admin', published = new Date() } = {}) =>
  fetch(`${demo.shop}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'hook-secret' },
    body: JSON.stringify({
      data: {
        events: [
          {
            uuid: crypto.randomUUID(),
            eventType,
            published: published.toISOString(),
            actor: { id: actor, type: 'User' },
            target: [{ id, type: 'User' }],
          },
        ],
      },
    }),
  });

describe('tokens at rest', () => {
  test('are nowhere in the files of the store, and not readable in the row of another session', async () => {
    const [ada, grace] = [await signedIn('basic'), await signedIn('premium')];
    const { access_token: token } = (await (await ada.fetch(`${demo.shop}/token`)).json()) as {
      access_token: string;
    };
    const files = (await readdir(folder)).filter((name) => name.startsWith('app.db'));
    const bytes = Buffer.concat(await Promise.all(files.map((name) => readFile(join(folder, name)))));
    expect(bytes.includes('sign_ins')).toBe(true);
    expect(bytes.includes(token)).toBe(false);
    expect(bytes.includes(token.split('.')[1] ?? '')).toBe(false);

    const db = openSqlite(file, 5000);
    const rows = db.prepare("select session_id, data from tokens where kind = 'person'").all([]) as {
      session_id: string;
      data: string;
    }[];
    expect(rows.length).toBeGreaterThanOrEqual(2);
    for (const { data } of rows) expect(data).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    // Grace's tokens put into every row: they open in Grace's alone, so Ada is signed out and not someone else.
    const [mine] = db
      .prepare("select id from sign_ins where user_name like 'Grace%' order by begun_at desc limit 1")
      .all([]) as { id: string }[];
    const hers = rows.find(({ session_id }) => session_id === mine?.id)?.data ?? '';
    db.prepare("update tokens set data = ? where kind = 'person'").run([hers]);
    db.close();
    expect((await grace.open(demo.shop)).html).toContain('Welcome, Grace');
    expect((await ada.open(demo.shop)).html).not.toContain('Welcome');
  });

  test('of a store from before are deleted: those people sign in again', async () => {
    const former = join(folder, 'former.db');
    const shop = await startDemo({ environment: { DB_PATH: former } });
    const ada = new Shopper();
    await ada.signIn(shop, 'basic');
    await shop.close();
    const db = openSqlite(former, 5000);
    db.exec('drop table sign_ins');
    db.exec('update tokens set data = \'{"accessToken":"in-clear-token"}\'');
    db.exec('drop table probe; drop table rate_limits; alter table step_ups drop column outcome');
    db.exec('alter table clients drop column is_bound; alter table orders drop column agent_id');
    for (const name of ['delivery_date', 'quantity', 'agent_name', 'agent_approved'])
      db.exec(`alter table orders drop column ${name}`);
    db.exec('drop table agent_blocks; drop index if exists orders_by_status');
    db.exec("delete from kysely_migration where name >= '0005'");
    db.close();
    const again = await startDemo({ environment: { DB_PATH: former } });
    await again.close();
    const read = openSqlite(former, 5000);
    expect(read.prepare('select count(*) as n from tokens').all([])).toEqual([{ n: 0 }]);
    read.close();
    expect((await readFile(former)).includes('in-clear-token')).toBe(false);
  });
});

describe('a session ends in the shop when it ends at Okta', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test.each([
    'user.lifecycle.suspend',
    'user.lifecycle.deactivate',
    'user.lifecycle.delete.initiated',
    'user.session.clear',
    'user.session.end',
    'user.authentication.universal_logout',
  ])('on the event %s, for that person and in every browser', async (eventType) => {
    const [ada, phone, grace] = [await signedIn('basic'), await signedIn('basic'), await signedIn('premium')];
    expect((await deliver(eventType, await userId('ada@example.com'))).status).toBe(204);
    expect([await statusOf(ada), await statusOf(phone), await statusOf(grace)]).toEqual([401, 401, 200]);
  });

  test('but not on other events, nor when the person signs out of Okta, nor when it began after the event', async () => {
    const ada = await signedIn('basic');
    const id = await userId('ada@example.com');
    await deliver('user.session.start', id);
    await deliver('user.session.end', id, { actor: id });
    await deliver('user.session.clear', id, { published: new Date(Date.now() - 10 * 60_000) });
    expect(await statusOf(ada)).toBe(200);
  });

  test("by the org's own hook: an administrator clears the sessions of a person", async () => {
    const hook = demo.environment['FF_EVENTS_HOOK_ID']!;
    expect(await (await okta(`/eventHooks/${hook}/lifecycle/verify`)).json()).toMatchObject({
      verificationStatus: 'VERIFIED',
    });
    const ada = await signedIn('basic');
    await okta(`/users/${await userId('ada@example.com')}/sessions`, 'DELETE');
    await vi.waitFor(async () => expect(await statusOf(ada)).toBe(401), { timeout: 200_000, interval: 100 });
  });

  test('without a hook with the next renewal of the tokens', async () => {
    const other = await startDemo();
    try {
      vi.useFakeTimers({ toFake: ['Date'] });
      const ada = new Shopper();
      await ada.signIn(other, 'basic');
      await fetch(`${other.org}/api/v1/users/ada@example.com/lifecycle/suspend`, {
        method: 'POST',
        headers: { authorization: `SSWS ${other.apiToken}` },
      });
      expect((await ada.open(`${other.shop}/orders`)).response.status).toBe(200);
      vi.setSystemTime(Date.now() + 61 * 60_000);
      const { response, html } = await ada.open(`${other.shop}/orders`);
      expect(response.status).toBe(401);
      expect(html).toContain('invalid_grant');
    } finally {
      await other.close();
    }
  });

  test('at once when an admin suspends the account in the shop', async () => {
    const [admin, grace] = [await signedIn('admin'), await signedIn('premium')];
    await admin.open(`${demo.shop}/admin/users`);
    const id = await userId('grace@example.com');
    await admin.send(demo, `/admin/users/${id}/suspend`);
    expect(await statusOf(grace)).toBe(401);
    await admin.send(demo, `/admin/users/${id}/unsuspend`);
  });
});

describe('the stream of events', () => {
  /** Reads until the stream ends; gives the ids of the events. */
  async function listen(admin: Shopper, onOpen: () => Promise<void>): Promise<string[]> {
    const response = await admin.fetch(`${demo.shop}/events/stream?after=0`);
    await onOpen();
    return [...(await response.text()).matchAll(/"type":"([^"]+)"/g)].map((match) => match[1] ?? '');
  }

  test('tells nothing any more after the sign-out', async () => {
    const admin = await signedIn('admin');
    const heard = await listen(admin, async () => {
      await admin.send(demo, '/logout');
      await deliver('test.after.sign.out', 'nobody');
    });
    expect(heard).not.toContain('test.after.sign.out');
  });

  test('tells nothing any more once the renewed token has no role of an admin', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const admin = await signedIn('admin');
    const group = (await (await okta('/groups?q=Admin', 'GET')).json()) as { id: string }[];
    const membership = `/groups/${group[0]!.id}/users/${await userId('linus@example.com')}`;
    try {
      const heard = await listen(admin, async () => {
        await okta(membership, 'DELETE');
        vi.setSystemTime(Date.now() + 61 * 60_000);
        await deliver('test.after.removal', 'nobody');
      });
      expect(heard).not.toContain('test.after.removal');
    } finally {
      await okta(membership, 'PUT');
      vi.useRealTimers();
    }
  });
});

describe('the page of your own sessions', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36';
  const iphone =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1';

  async function signedInWith(userAgent: string): Promise<Shopper> {
    const shopper = new Shopper();
    const callback = await shopper.signInUpToCallback(demo, 'basic');
    await shopper.open(callback, { headers: { 'user-agent': userAgent } });
    return shopper;
  }

  test('shows the person’s browsers and nobody else’s, and ends one or all others', async () => {
    await deliver('user.session.clear', await userId('ada@example.com'));
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 2 * 60_000); // what the event ends began by then
    try {
      const here = await signedInWith(chrome);
      const [phone, work] = [await signedInWith(iphone), await signedIn('basic')];
      const grace = await signedIn('premium');
      const { html } = await here.open(`${demo.shop}/sessions`);
      expect(html).toMatch(/Chrome on Linux\s*<span[^>]*>This browser/);
      expect(html).toContain('Safari on iPhone');
      const ids = [...html.matchAll(/name="id" value="([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(ids).toHaveLength(2);

      // Another person cannot end them, not even knowing the ids.
      for (const id of ids) await grace.send(demo, '/sessions/end', { id });
      expect([await statusOf(phone), await statusOf(work)]).toEqual([200, 200]);
      expect((await here.post(`${demo.shop}/sessions/end`, { id: ids[0]!, _csrf: 'forged' })).status).toBe(
        403,
      );

      expect((await here.send(demo, '/sessions/end', { id: ids[0]! })).status).toBe(303);
      expect([await statusOf(phone), await statusOf(work)].sort()).toEqual([200, 401]);
      await here.send(demo, '/sessions/end');
      expect([
        await statusOf(phone),
        await statusOf(work),
        await statusOf(here),
        await statusOf(grace),
      ]).toEqual([401, 401, 200, 200]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('is for people who are signed in', async () => {
    for (const path of ['/sessions', '/sessions/confirm'])
      expect(await statusOf(new Shopper(), path)).toBe(401);
  });

  test('ends nothing without a sign-in of the last minutes, and asks for one with max_age', async () => {
    try {
      vi.useFakeTimers({ toFake: ['Date'] });
      const [ada, phone] = [await signedIn('basic'), await signedIn('basic')];
      vi.setSystemTime(Date.now() + 16 * 60_000);
      const { html } = await ada.open(`${demo.shop}/sessions`);
      expect(html).toContain('href="/sessions/confirm?return=/sessions"');
      expect(html).not.toContain('action="/sessions/end"');
      await ada.send(demo, '/sessions/end');
      expect(await statusOf(phone)).toBe(200);

      const confirm = await ada.fetch(`${demo.shop}/sessions/confirm?return=/sessions`);
      const asked = confirm.headers.get('location')!;
      expect(new URL(asked).searchParams.get('max_age')).toBe('900');
      const callback = await ada.authorize(asked, person('basic'));
      expect((await ada.open(callback.href)).url).toBe(`${demo.shop}/sessions`);
      await ada.send(demo, '/sessions/end');
      expect([await statusOf(phone), await statusOf(ada)]).toEqual([401, 200]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('an admin sees everyone’s, and ends one, a user’s or all but the own', async () => {
    const [admin, ada, grace] = [await signedIn('admin'), await signedIn('basic'), await signedIn('premium')];
    const id = await userId('ada@example.com');
    const all = await admin.open(`${demo.shop}/admin/sessions`);
    expect(all.html).toContain('Grace');
    const one = await admin.open(`${demo.shop}/admin/sessions?user=${id}`);
    expect(one.html).toContain('Ada');
    expect(one.html).not.toContain('Grace');
    await admin.send(demo, '/admin/sessions/end', { user: id });
    expect([await statusOf(ada), await statusOf(grace)]).toEqual([401, 200]);
    await admin.send(demo, '/admin/sessions/end');
    expect([await statusOf(grace), await statusOf(admin)]).toEqual([401, 200]);
    const basic = await signedIn('basic');
    expect((await basic.open(`${demo.shop}/admin/sessions`)).response.status).toBe(403);
  });
});
