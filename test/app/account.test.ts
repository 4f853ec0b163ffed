import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());

async function signedIn(kind: 'basic' | 'premium' = 'basic'): Promise<Shopper> {
  const shopper = new Shopper();
  await shopper.signIn(demo, kind);
  return shopper;
}

const management = async (path: string, init: RequestInit = {}): Promise<unknown> => {
  const headers = { authorization: `SSWS ${demo.apiToken}`, 'content-type': 'application/json' };
  return (await fetch(demo.org + path, { ...init, headers })).json();
};
const profileOf = async (login: string) =>
  ((await management(`/api/v1/users/${login}`)) as { profile: Record<string, unknown> }).profile;

const typed = { firstName: 'Ada', lastName: 'Lovelace', mobilePhone: '', secondEmail: '' };

describe('profile', () => {
  test('is for signed-in people', async () => {
    expect((await new Shopper().fetch(`${demo.shop}/profile`)).status).toBe(401);
  });

  test('a name with a line break is shown on one line, in the page and in its help', async () => {
    const login = person('premium').login;
    const rename = (lastName: string) =>
      management(`/api/v1/users/${login}`, {
        method: 'POST',
        body: JSON.stringify({ profile: { lastName } }),
      });
    await rename('Hopper\nof: the Navy');
    const { response, html } = await (await signedIn('premium')).open(`${demo.shop}/profile`);
    expect(response.status).toBe(200);
    expect(html).toContain('Grace Hopper of: the Navy');
    await rename('Hopper');
  });

  test('reads and changes one’s own, with one’s own token; the name in the corner follows', async () => {
    const ada = await signedIn();
    const { url, html } = await ada.open(`${demo.shop}/profile`);
    expect(url).toBe(`${demo.shop}/profile`);
    expect(html).toContain('/api/v1/users/me');
    expect(html).toMatch(/name="firstName"[^>]*value="Ada"/);
    const saved = await ada.send(demo, '/profile', {
      ...typed,
      firstName: 'Augusta',
      secondEmail: 'a@b.example',
    });
    expect(saved.status).toBe(303);
    const after = (await ada.open(`${demo.shop}/profile`)).html;
    expect(after).toContain('Augusta Lovelace');
    expect(after).toMatch(/name="secondEmail"[^>]*value="a@b.example"/);
    const login = person('basic').login;
    expect(await profileOf(login)).toMatchObject({
      firstName: 'Augusta',
      secondEmail: 'a@b.example',
      email: login,
    });
    const log = (await management('/api/v1/logs?filter=eventType eq "user.account.update_profile"')) as {
      actor: { alternateId: string };
    }[];
    expect(log.at(-1)?.actor.alternateId).toBe(login);
    await ada.send(demo, '/profile', typed);
    expect(await profileOf(login)).toMatchObject({ firstName: 'Ada', secondEmail: null });
  });

  test('says beside the field what Okta refuses, keeps what was typed and changes nothing', async () => {
    const ada = await signedIn();
    await ada.open(`${demo.shop}/profile`);
    const before = await profileOf(person('basic').login);
    const long = 'x'.repeat(101);
    const form = { ...typed, firstName: '', mobilePhone: long, lastName: 'Paris <b>' };
    const refused = await ada.send(demo, '/profile', form);
    expect(refused.status).toBe(400);
    const html = await refused.text();
    expect(html).toMatch(/id="firstName-error">The field cannot be left blank</);
    expect(html).toMatch(/id="mobilePhone-error">String is too long/);
    expect(html).toMatch(/id="firstName"[^>]*aria-invalid="true"[^>]*autofocus/);
    expect(html).toContain('value="Paris &lt;b&gt;"');
    expect(await profileOf(person('basic').login)).toEqual(before);
  });

  test('a forged form changes nothing', async () => {
    const ada = await signedIn();
    await ada.open(`${demo.shop}/profile`);
    const forged = await ada.post(`${demo.shop}/profile`, {
      ...typed,
      firstName: 'Mallory',
      _csrf: 'guessed',
    });
    expect(forged.status).toBe(403);
    expect(await profileOf(person('basic').login)).toMatchObject({ firstName: 'Ada' });
  });
});

describe('apps', () => {
  test('are the person’s own tiles, and a tile signs in to the app', async () => {
    const ada = await signedIn('premium');
    const { html } = await ada.open(`${demo.shop}/apps`);
    expect(html).toContain('aria-busy="true"');
    const answer = await ada.fetch(`${demo.shop}/apps/links`, { headers: { accept: 'application/json' } });
    const { links, calls } = (await answer.json()) as {
      links: { label: string; href: string; logo: string }[];
      calls: { url: string; requestHeaders: Record<string, string> }[];
    };
    expect(links.map(({ label }) => label)).toEqual(['Okta Multidemo']);
    expect(calls[0]!.url).toMatch(/\/appLinks$/);
    expect(JSON.stringify(calls)).not.toMatch(/Bearer ey/);
    expect((await fetch(links[0]!.logo)).headers.get('content-type')).toBe('image/svg+xml');
    const opened = await ada.open(links[0]!.href);
    expect(opened.url).toBe(`${demo.shop}/`);
    expect(opened.html).toContain('Welcome, Grace');
  });
});

test('an org that grants no such scope: 403, and the scopes by name', async () => {
  const apps = (await management('/api/v1/apps?q=Okta Multidemo')) as { id: string; label: string }[];
  const { id } = apps.find(({ label }) => label === 'Okta Multidemo')!;
  const grants = (await management(`/api/v1/apps/${id}/grants`)) as { id: string; scopeId: string }[];
  const own = grants.filter(({ scopeId }) => scopeId.endsWith('.self'));
  expect(own).toHaveLength(2);
  for (const grant of own)
    await fetch(`${demo.org}/api/v1/apps/${id}/grants/${grant.id}`, {
      method: 'DELETE',
      headers: { authorization: `SSWS ${demo.apiToken}` },
    });
  const ada = await signedIn();
  for (const path of ['/profile', '/apps']) {
    const { response, html } = await ada.open(demo.shop + path);
    expect(response.status).toBe(403);
    expect(html).toContain('okta.users.read.self okta.users.manage.self');
  }
});
