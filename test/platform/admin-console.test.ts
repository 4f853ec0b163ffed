import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { consoleMenu, consoleUrl, screenNamed } from '../../shared/admin-console.ts';
import { screens } from '../../sandbox/console/screens.ts';

const ids = {
  app: '0oa1',
  server: 'aus1',
  policy: '00p1',
  rule: '0pr1',
  person: { Ada: '00u1' },
  hook: 'who1',
};
const here = (text: string, given = ids) => {
  const screen = screenNamed(text, given);
  return screen && consoleUrl('http://localhost:5001', screen);
};
const there = (text: string) => {
  const screen = screenNamed(text, ids);
  return screen && consoleUrl('https://dev-1.okta.com', screen);
};

describe('a text that names a screen', () => {
  it.each([
    [
      'Security > API > Trusted Origins: http://localhost:5000 with CORS.',
      '/admin/access/api/trusted_origins',
    ],
    ['Run multidemo init, or Directory > Groups > Add group: Premium.', '/admin/groups'],
    ['Directory > People > ada@example.com: Unlock.', '/admin/users'],
    ['Directory > People > Ada > More Actions > Clear User Sessions', '/admin/user/profile/view/00u1'],
    ['Create a new API token (Security > API > Tokens) and set OKTA_API_KEY.', '/admin/access/api/tokens'],
    [
      'Applications > Applications > Okta Multidemo > General > Grant type: select implicit.',
      '/admin/app/oidc_client/instance/0oa1?tab=general',
    ],
    [
      'Applications > Okta Multidemo > Okta API Scopes: Grant okta.users.read.',
      '/admin/app/oidc_client/instance/0oa1?tab=scopes',
    ],
    [
      'Security > API > Authorization Servers > … > Access Policies > People > Default > Edit: add openid.',
      '/admin/oauth2/as/aus1/policies/00p1/rules/0pr1',
    ],
    ['Workflow > Event Hooks > Okta Multidemo events > Edit: URL "x".', '/admin/workflow/eventhooks/who1'],
    ['Sign in to the org as ada@example.com > Settings > Security Methods: set up.', '/enduser/settings'],
    ['Applications', '/admin/apps/active'],
  ])('%s', (text, path) => {
    expect(here(text)).toBe(`http://localhost:5001${path}`);
  });

  it.each([
    'multidemo init',
    'Why IDs?',
    'Set OKTA_DPOP=true in .env.',
    'Applications people use',
    'General',
  ])('but not: %s', (text) => expect(screenNamed(text, ids)).toBeUndefined());

  it('leads as far down as the IDs are known', () => {
    const text = 'Security > API > Authorization Servers > … > Access Policies > People > Default > Edit: …';
    const { rule: _, ...policy } = ids;
    expect(here(text, policy as typeof ids)).toMatch(/\/admin\/oauth2\/as\/aus1\/policies\/00p1$/);
    expect(here(text, {} as typeof ids)).toMatch(/\/admin\/oauth2\/as$/);
  });

  it('leads to a real org’s console at its own host, in its own addresses', () => {
    expect(there('Directory > People')).toBe('https://dev-1-admin.okta.com/admin/users');
    expect(there('Applications > Okta Multidemo > Assignments: drag them.')).toBe(
      'https://dev-1-admin.okta.com/admin/app/oidc_client/instance/0oa1#tab-assignments',
    );
    expect(there('Reports > Rate Limits shows what uses up the requests.')).toBe(
      'https://dev-1-admin.okta.com/report/rate_limit',
    );
    expect(there('Settings > Security Methods')).toBe('https://dev-1.okta.com/enduser/settings');
  });

  it('leads nowhere where the sandbox has no such screen, or only the org knows its console’s host', () => {
    expect(here('Reports > Rate Limits shows what uses up the requests.')).toBeUndefined();
    const people = screenNamed('Directory > People')!;
    expect(consoleUrl('https://id.example.com', people)).toBeUndefined();
  });

  it('has no text in an ID', () => {
    expect(here('Applications > x: y', { ...ids, app: '../"><script>' })).toBe(
      'http://localhost:5001/admin/app/oidc_client/instance/..%2F%22%3E%3Cscript%3E',
    );
  });
});

it('the sandbox has every screen of the menu that is not only Okta’s', () => {
  const paths = new Set(screens.map(({ path }) => path));
  const missing = consoleMenu.flatMap(({ items }) =>
    items.filter(([, path, where]) => paths.has(path) === (where !== undefined)),
  );
  expect(missing).toEqual([]);
});

describe('help pages', () => {
  const app = join(import.meta.dirname, '../../app/pages');
  const named = readdirSync(app, { encoding: 'utf8', recursive: true }).flatMap((file) => {
    if (!file.endsWith('help.md')) return [];
    const text = readFileSync(join(app, file), 'utf8').replaceAll('\n', ' ');
    // What goes on with a screen that was named before it does not begin with a heading of the menu.
    return [...text.matchAll(/\*\*([^*]+ > [^*]*)\*\*/g)]
      .map(([, name]) => [file, name!] as const)
      .filter(([, name]) => consoleMenu.some(({ title }) => name.startsWith(`${title} >`)));
  });

  it('name screens', () => expect(named.length).toBeGreaterThan(25));

  it.each(named)('%s: %s', (_, name) => expect(there(name)).toMatch(/^https:\/\/dev-1-admin\.okta\.com\//));
});
