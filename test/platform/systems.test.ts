import { describe, expect, it } from 'vitest';
import { writersFor } from '../../shared/copy-call.ts';
import { mergeEnv } from '../../cli/env-write.ts';
import { explainSystemError } from '../../cli/explain.ts';
import { workspaceFolder } from '../../cli/provision/terraform/workspace.ts';
import { curlTo, keptByNpm, shellOf } from '../../cli/shell.ts';
import { browserCommands } from '../../cli/terminal/open-url.ts';

const url = 'http://localhost:5000/?a=1&b=2';
const windows = ['rundll32.exe', 'url.dll,FileProtocolHandler', url];

it.each([
  ['win32', {}, [windows]],
  ['darwin', {}, [['open', url]]],
  ['linux', {}, [['xdg-open', url]]],
  [
    'linux',
    { BROWSER: '/vscode/bin/helpers/browser.sh' },
    [
      ['/vscode/bin/helpers/browser.sh', url],
      ['xdg-open', url],
    ],
  ],
  [
    'darwin',
    { BROWSER: 'firefox' },
    [
      ['firefox', url],
      ['open', url],
    ],
  ],
  ['linux', { BROWSER: 'none' }, [['xdg-open', url]]],
  ['linux', { WSL_DISTRO_NAME: 'Ubuntu' }, [['wslview', url], windows, ['xdg-open', url]]],
] as const)('the browser is opened on %s with %o', (platform, env, commands) => {
  expect(browserCommands(url, { platform, env })).toEqual(commands);
});

describe.each(['win32', 'darwin', 'linux'] as const)('on %s', (platform) => {
  const isWindows = platform === 'win32';

  it('commands to type fit the shell', () => {
    const { set, unset, allowWriting } = shellOf(platform);
    expect({
      curl: curlTo(platform),
      https: curlTo(platform, '/a b/ca.pem'),
      set: set('A', '/a b'),
      unset: unset(['A', 'B']),
      writing: allowWriting('app.db'),
    }).toEqual(
      isWindows
        ? {
            curl: 'curl.exe',
            https: 'curl.exe --ssl-no-revoke --cacert "/a b/ca.pem"',
            set: '$Env:A = "/a b"',
            unset: 'Remove-Item Env:A, Env:B',
            writing: 'attrib -r "app.db"',
          }
        : {
            curl: 'curl',
            https: 'curl --cacert "/a b/ca.pem"',
            set: 'export A="/a b"',
            unset: 'unset A B',
            writing: 'chmod u+rw app.db',
          },
    );
  });

  it('a refused port is explained', () => {
    const refused = (port: number) =>
      explainSystemError(
        Object.assign(new Error(), { code: 'EACCES', syscall: 'listen', port, address: '127.0.0.1' }),
        platform,
      )?.message;
    expect(refused(5001)).toBe('The system reserves port 5001 (EACCES).');
    expect(refused(80)).toBe(
      isWindows ? 'The system reserves port 80 (EACCES).' : 'Port 80 requires administrator rights.',
    );
  });

  it('too many open files have a remedy that exists there', () => {
    const error = Object.assign(new Error(), { code: 'EMFILE', path: '/x' });
    expect(explainSystemError(error, platform)?.remedy[0]?.includes('ulimit')).toBe(!isWindows);
  });
});

it.each([
  ['https://dev-1.okta.com', 'dev-1.okta.com'],
  ['http://localhost:5001', 'localhost-5001'],
  ['http://127.0.0.1:5001', '127.0.0.1-5001'],
  ['http://[::1]:5001', '--1-5001'],
])('the folder of %s has a name that every system allows', (org, name) => {
  expect(workspaceFolder('work', org).split(/[\\/]/).at(-1)).toBe(name);
});

it.each([
  [
    { npm_lifecycle_event: 'start', npm_config_theme: 'books', npm_config_org_port: '1' },
    ['--theme', '--org-port'],
  ],
  [{ npm_lifecycle_event: 'start' }, []],
  [{ npm_config_theme: 'books' }, []],
])('options that npm kept for itself are noticed in %o', (env, options) => {
  expect(keptByNpm(env)).toEqual(options);
});

it.each([
  ['A=1\r\nB=2\r\n', { A: '3', C: '4' }, 'A=3\r\nB=2\r\nC=4\r\n'],
  ['A=1\r\nB=2', { C: '4' }, 'A=1\r\nB=2\r\nC=4\r\n'],
  ['A=1\r\nB=2\r\n', { A: undefined }, 'B=2\r\n'],
  ['A=1\nB=2\n', { C: '4' }, 'A=1\nB=2\nC=4\n'],
  ['', { C: '4' }, 'C=4\n'],
])('.env keeps its line ends: %j', (text, values, merged) => {
  expect(mergeEnv(text, values)).toBe(merged);
});

describe('a call copied from the page', () => {
  const call = {
    method: 'POST',
    path: 'http://localhost:5000/api/orders',
    requestHeaders: { 'content-type': 'application/json' },
    requestBody: `{"note":"it's"}`,
  } as unknown as Parameters<ReturnType<typeof writersFor>[string]>[0];
  const page = globalThis as { location?: { href: string } };

  it.each([
    [
      'curl',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
      `'{"note":"it''s"}' | curl.exe -X POST 'http://localhost:5000/api/orders' \`\n  -H 'content-type: application/json' \`\n  -d '@-'`,
    ],
    [
      'HTTPie',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64)',
      `'{"note":"it''s"}' | http POST 'http://localhost:5000/api/orders' \`\n  'content-type:application/json'`,
    ],
    [
      'curl',
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)',
      `curl -X POST 'http://localhost:5000/api/orders' \\\n  -H 'content-type: application/json' \\\n  -d '{"note":"it'\\''s"}'`,
    ],
  ])('%s for %s', (program, userAgent, command) => {
    page.location = { href: 'http://localhost:5000/' };
    expect(writersFor(userAgent)[program]?.(call)).toBe(command);
    delete page.location;
  });
});
