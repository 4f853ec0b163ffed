import { afterAll, describe, expect, it } from 'vitest';
import { ConsoleVisitor, hiddenIn, startConsole } from '../../helpers/console/visitor.ts';

const { test, close, ...started } = await startConsole();
let { admin } = started;
const { id: personId } = await test.addPerson('ada@example.com');
const person = new ConsoleVisitor(test, personId);
afterAll(close);

describe('the front door', () => {
  it('leads a browser to the sign-in, and to the dashboard once signed in', async () => {
    const headers = { accept: 'text/html' };
    const out = await fetch(test.url, { redirect: 'manual', headers });
    expect(out.headers.get('location')).toBe('/login/login.htm?fromURI=%2Fapp%2FUserHome');
    const signIn = await fetch(new URL(out.headers.get('location')!, test.url), { headers });
    expect(await signIn.text()).toContain('okta-login-container');
    expect((await person.fetch('/')).headers.get('location')).toBe('/app/UserHome');
  });

  it('answers programs with Okta’s 404', async () => {
    for (const accept of ['application/json', '*/*']) {
      const answer = await fetch(test.url, { redirect: 'manual', headers: { accept } });
      expect([answer.status, ((await answer.json()) as { errorCode: string }).errorCode]).toEqual([
        404,
        'E0000007',
      ]);
    }
  });

  it.each(['https://evil.example/', '//evil.example/', String.raw`/\evil.example`, 'javascript:alert(1)'])(
    'leads nowhere else: %s',
    async (target) => {
      const answer = await person.fetch(`/login/login.htm?fromURI=${encodeURIComponent(target)}`);
      expect(answer.headers.get('location')).toBe('/app/UserHome');
    },
  );
});

describe('who may open the console', () => {
  it('sends the signed-out to sign in, and back', async () => {
    const answer = await fetch(`${test.url}/admin/groups?q=a`, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/login/login.htm?fromURI=%2Fadmin%2Fgroups%3Fq%3Da');
  });

  it('says to a person without an admin role why not', async () => {
    const html = await person.page('/admin/users', 403);
    expect(html).toContain('You are not an administrator');
    expect(html).toContain('ada@example.com');
  });

  it('lets someone else sign in instead, and leads them back', async () => {
    const visitor = new ConsoleVisitor(test, personId);
    const html = await visitor.page('/admin/groups?q=a', 403);
    const form = { csrf: hiddenIn(html, 'csrf'), fromURI: hiddenIn(html, 'fromURI') };
    const sent = await visitor.post('/app/UserHome', form);
    const signedOut = await visitor.fetch(sent.headers.get('location')!);
    expect(signedOut.headers.get('location')).toBe('/admin/groups?q=a');
    expect((await visitor.fetch('/admin/groups?q=a')).headers.get('location')).toContain('/login/login.htm');
    const elsewhere = await visitor.fetch('/login/signout?fromURI=https://evil.example/');
    expect(elsewhere.headers.get('location')).toBe('/app/UserHome');
  });

  it('lets a role do what the API lets it do, and no more', async () => {
    const { org } = test;
    const { id } = await test.addPerson('reader@example.com');
    org.transaction(() => org.roles.assign('USER', id, 'REPORT_ADMIN'));
    const reader = new ConsoleVisitor(test, id);
    expect(await reader.page('/report/system_log_2')).toContain('System Log');
    expect(await reader.page('/admin/groups', 403)).toContain(
      'You do not have permission to perform the requested action',
    );
  });

  it('says what a role may not see of a page that it may open, and refuses its changes', async () => {
    const { org } = test;
    const visitorAs = async (role: string) => {
      const { id } = await test.addPerson(`${role.toLowerCase()}@example.com`);
      org.transaction(() => org.roles.assign('USER', id, role));
      return new ConsoleVisitor(test, id);
    };
    const reader = await visitorAs('READ_ONLY_ADMIN');
    const person = `/admin/user/profile/view/${personId}`;
    expect(await reader.page(`${person}?tab=roles`, 403)).toContain('Your role does not allow this');
    expect((await reader.send('/admin/groups', 'create', { name: 'Denied' })).status).toBe(403);
    expect(org.groups.all().map(({ profile }) => profile.name)).not.toContain('Denied');
    const { id } = org.transaction(() => org.groups.create({ name: 'Kept' }));
    const refused = await (await reader.send(`/admin/group/${id}`, 'delete')).text();
    expect(refused.match(/role="alert"/g)).toHaveLength(1);
    expect(org.groups.get(id)).toBeDefined();
    const helper = await visitorAs('HELP_DESK_ADMIN');
    expect(await helper.page(person)).toContain('ada@example.com');
    expect(await helper.page(`${person}?tab=profile`, 403)).toContain('/api/v1/meta/schemas/user/');
  });

  it('has a strict policy and no script of its own in the page', async () => {
    const answer = await admin.fetch('/admin/users');
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'self'/);
    // Else browsers send the page's own forms with `Origin: null`.
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(await answer.text()).not.toMatch(/<script(?! type="module" src=)|\son\w+=/);
  });
});

describe('changes', () => {
  it('need the token of the page', async () => {
    const values = { '.do': 'create', name: 'Forged' };
    expect((await admin.post('/admin/groups', values)).status).toBe(403);
    expect((await admin.post('/admin/groups', { ...values, '.csrf': 'x'.repeat(43) })).status).toBe(403);
    const other = hiddenIn(await person.page('/app/UserHome'), 'csrf');
    expect((await admin.post('/admin/groups', { ...values, '.csrf': other })).status).toBe(403);
    const csrf = hiddenIn(await admin.page('/admin/groups?open=create'), '.csrf');
    const foreign = await admin.fetch('/admin/groups', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: new URLSearchParams({ ...values, '.csrf': csrf }),
    });
    expect(foreign.status).toBe(403);
    expect(test.org.groups.all().map(({ profile }) => profile.name)).not.toContain('Forged');
  });

  it('go through the API, whose calls are on the page that follows', async () => {
    const name = '<script>alert(1)</script>';
    const answer = await admin.send('/admin/groups', 'create', { name, description: '' });
    expect(answer.status).toBe(303);
    const html = await admin.page(answer.headers.get('location')!);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; was added.');
    expect(html).not.toContain(name);
    expect(html).toMatch(/<b>POST<\/b> <span>\/api\/v1\/groups<\/span>/);
    expect(html).toContain('curl -X POST');
    expect(await admin.page(answer.headers.get('location')!)).not.toContain('was added.');
  });

  it('that the API refuses keep what was typed', async () => {
    const answer = await admin.send('/admin/users', 'create', {
      ...{
        firstName: 'Ada',
        lastName: 'Twice',
        login: 'ada@example.com',
        email: '',
        password: 'Se"cret-2026',
      },
    });
    const html = await answer.text();
    expect(answer.status).toBe(400);
    expect(html).toContain('login: An object with this field already exists in the current organization');
    expect(html).toContain('value="Twice"');
    expect(html).not.toContain('cret-2026');
  });

  it('of two administrators: the second is refused, and nothing is lost', async () => {
    const { org } = test;
    const group = org.transaction(() => org.groups.create({ name: 'Shared' }));
    const path = `/admin/group/${group.id}`;
    const html = await admin.page(`${path}?open=edit`);
    const first = {
      '.csrf': hiddenIn(html, '.csrf'),
      '.seen': hiddenIn(html, '.seen'),
      '.do': 'edit',
    };
    await admin.send(path, 'edit', { name: 'First', description: '' });
    const refused = await admin.post(path, { ...first, name: 'Second', description: 'kept' });
    const page = await refused.text();
    expect(refused.status).toBe(409);
    expect(page).toContain('Someone else changed this');
    expect(page).toContain('value="Second"');
    expect(org.groups.require(group.id).profile.name).toBe('First');
    const again = await admin.post(path, {
      ...first,
      '.seen': hiddenIn(page, '.seen'),
      name: 'Second',
      description: '',
    });
    expect(again.status).toBe(303);
    expect(org.groups.require(group.id).profile.name).toBe('Second');
  });
});

describe('pages', () => {
  it('ask for the choices of a form only when it is opened', async () => {
    const groups = '/api/v1/groups?';
    const closed = await admin.page('/admin/users');
    expect(closed).not.toContain(groups);
    expect(closed).not.toContain('name="firstName"');
    expect(closed).toContain('href="/admin/users?open=create"');
    const open = await admin.page('/admin/users?open=create');
    expect(open).toContain('name="firstName"');
    expect(open).toContain(groups);
    const panel = await admin.page('/admin/users?open=create&fragment=panel');
    expect(panel).toContain('name="firstName"');
    expect(panel).not.toContain('<main');
    expect(await admin.page('/admin/users?open=nothing&fragment=panel', 404)).toContain('role="alert"');
  });

  it('that ask for their rows again do not keep a session alive', async () => {
    const { id } = await test.addPerson('absent@example.com');
    test.org.transaction(() => test.org.roles.assign('USER', id, 'SUPER_ADMIN'));
    const absent = new ConsoleVisitor(test, id);
    for (let minutes = 0; minutes < 100; minutes += 50) {
      test.pass(50 * 60);
      await absent.page('/report/system_log_2?fragment=');
    }
    test.pass(50 * 60);
    expect((await absent.fetch('/report/system_log_2?fragment=')).status).toBe(302);
    admin = new ConsoleVisitor(test, test.org.administrator.id);
  });

  it('say what an action did, and its secret, even when the page after it fails', async () => {
    const { id } = await test.addPerson('gone@example.com');
    const path = `/admin/user/profile/view/${id}`;
    await admin.send(path, 'reset', { how: 'temporary' });
    test.org.transaction(() => test.org.users.delete(test.org.users.require(id)));
    await admin.page(path, 404);
    await admin.page('/report/system_log_2?fragment=');
    expect(await admin.page('/admin/users')).toMatch(/class="secret"><code>[^<]{6,}</);
    expect(await admin.page('/admin/users')).not.toContain('class="secret"');
  });
});

describe('people', () => {
  const path = (): string => `/admin/user/profile/view/${personId}`;
  const status = (): string => test.org.users.require(personId).status;

  it('are suspended and unsuspended, each only when it can be done', async () => {
    await admin.send(path(), 'suspend');
    expect(status()).toBe('SUSPENDED');
    expect((await admin.send(path(), 'suspend')).status).toBe(409);
    await admin.send(path(), 'unsuspend');
    expect(status()).toBe('ACTIVE');
  });

  it('get a temporary password, shown once and not in the request strip', async () => {
    const { headers } = await admin.send(path(), 'reset', { how: 'temporary' });
    const html = await admin.page(headers.get('location')!);
    const secret = /class="secret"><code>([^<]+)</.exec(html)?.[1];
    expect(secret).toMatch(/.{6,}/);
    expect(html.split(String(secret))).toHaveLength(3); // The text, and its copy button.
    expect(status()).toBe('PASSWORD_EXPIRED');
    expect(await admin.page(path())).not.toContain(secret);
    test.org.transaction(() => test.org.users.setStatus(test.org.users.require(personId), 'ACTIVE'));
  });

  it('have a profile that is edited by the schema', async () => {
    const profile = `${path()}?tab=profile`;
    const before = test.org.users.require(personId).profile;
    const answer = await admin.send(profile, 'profile', {
      ...Object.fromEntries(Object.entries(before).map(([name, value]) => [name, String(value)])),
      department: 'Sales',
    });
    expect(answer.status).toBe(303);
    expect(test.org.users.require(personId).profile).toEqual({ ...before, department: 'Sales' });
  });

  it('have attributes of any name, those of the console’s own fields too', async () => {
    const attribute = { title: 'T', type: 'string' };
    const names = ['csrf', 'seen', 'do'];
    const properties = Object.fromEntries(names.map((name) => [name, attribute]));
    await started.call('POST', '/api/v1/meta/schemas/user/default', {
      definitions: { custom: { id: '#custom', type: 'object', properties } },
    });
    const profile = `${path()}?tab=profile`;
    const before = test.org.users.require(personId).profile;
    const typed: Record<string, string> = {
      ...Object.fromEntries(Object.entries(before).map(([name, value]) => [name, String(value)])),
      ...{ csrf: 'one', seen: 'two', do: 'three' },
    };
    const answer = await admin.send(profile, 'profile', typed);
    expect(answer.status).toBe(303);
    expect(test.org.users.require(personId).profile).toEqual(typed);
  });

  it('join and leave groups', async () => {
    const group = test.org.transaction(() => test.org.groups.create({ name: 'Joined' }));
    await admin.send(`${path()}?tab=groups`, 'join', { groups: [group.id] });
    expect(test.org.groups.ofUser(personId).map(({ id }) => id)).toContain(group.id);
    await admin.send(`${path()}?tab=groups`, 'leave', { group: group.id });
    expect(test.org.groups.ofUser(personId).map(({ id }) => id)).not.toContain(group.id);
  });
});

describe('the System Log', () => {
  it('narrows to a person by one click, and takes the filter of the API', async () => {
    const html = await admin.page(`/report/system_log_2?person=${personId}`);
    expect(html).toContain('user.lifecycle.suspend');
    expect(html).not.toContain('group.lifecycle.create');
    const filter = encodeURIComponent('eventType eq "group.lifecycle.create"');
    const filtered = await admin.page(`/report/system_log_2?filter=${filter}`);
    expect(filtered).toContain('<small>group.lifecycle.create</small>');
    expect(filtered).not.toContain('user.lifecycle.suspend');
    expect(await admin.page('/report/system_log_2?filter=nonsense', 400)).toContain('role="alert"');
  });
});
