import { relative } from 'node:path';
import type { Sandbox } from '../../sandbox/index.ts';
import { packageVersion } from '../paths.ts';
import { demoPeople } from '../provision/people.ts';
import type { Output } from '../terminal/output.ts';
import type { Environment } from './environment.ts';
import { sandboxFolder } from './sandbox-org.ts';

interface Facts {
  settings: Environment;
  /** The sandbox org, if the shop uses it. */
  sandbox: Sandbox | undefined;
  cwd: string;
  /** Time from the start of the command until ready. */
  seconds: number;
}

/** What `serve` prints once it is ready: addresses, demo accounts, what to try. */
export function banner({
  paint,
  settings,
  sandbox,
  cwd,
  seconds,
}: Facts & { paint: Output['paint'] }): string {
  // Shows only the last part of a folder or address, to keep the line short.
  const theme = (settings.THEME_URI ?? settings.THEME ?? 'default').split(/[\\/]/).findLast(Boolean) ?? '';
  const version = packageVersion().replace(/\.0$/, '');
  const org = sandbox
    ? `${paint.link(sandbox.url)}   sandbox, stored in ${relative(cwd, sandboxFolder(cwd))}`
    : paint.link(settings.OKTA_BASE_URL ?? '');
  return [
    `${paint.strong(`Okta Multidemo ${version}`)} · ${theme} theme · ready in ${seconds.toFixed(1)} s`,
    '',
    row(paint, 'Shop', paint.link(settings.APP_URL ?? '')),
    row(paint, 'Okta org', org),
    ...(sandbox
      ? [
          row(paint, 'Console', `${paint.link(sandbox.console.url)}   the org’s Admin Console, for ${admin}`),
          row(
            paint,
            'Outside',
            `${paint.link(sandbox.outside.url)}   phone and mailbox for the demo accounts`,
          ),
        ]
      : []),
    row(
      paint,
      'Inspector',
      `${paint.link(inspectorOf(settings))}   every message as it happens${sandbox ? '' : ', for admins'}`,
    ),
    ...(settings.SAMPLE_APP_URL
      ? [
          row(
            paint,
            'Sample',
            `${paint.link(settings.SAMPLE_APP_URL)}   a third-party app for the Developer page`,
          ),
        ]
      : []),
    ...(settings.ASSISTANT_URL
      ? [
          row(
            paint,
            'Assistant',
            `${paint.link(settings.ASSISTANT_URL)}   an AI agent that shops for its users`,
          ),
        ]
      : []),
    ...(sandbox ? people(paint) : ownPeople(paint)),
    '',
  ].join('\n');
}

/** The same for programs: `--json`. */
export const described = ({ settings, sandbox, seconds }: Facts): object => ({
  shop: settings.APP_URL,
  org: { url: settings.OKTA_BASE_URL, sandbox: sandbox !== undefined },
  ...(sandbox && { console: sandbox.console.url, outside: sandbox.outside.url, people: demoPeople }),
  inspector: inspectorOf(settings),
  ...(settings.SAMPLE_APP_URL && { sample: settings.SAMPLE_APP_URL }),
  ...(settings.ASSISTANT_URL && { assistant: settings.ASSISTANT_URL }),
  seconds: Number(seconds.toFixed(1)),
});

const inspectorOf = ({ APP_URL: shop = '' }: Environment): string => `${shop}/inspector`;

/** Who opens the Admin Console. */
const admin = demoPeople.find(({ role }) => role !== undefined)?.login ?? '';

const row = (paint: Output['paint'], title: string, text: string) =>
  `  ${paint.quiet(title.padEnd(9))} ${text}`;

function people(paint: Output['paint']): string[] {
  const width = Math.max(...demoPeople.map(({ login }) => login.length));
  const lines = demoPeople.map(
    ({ login, kind, password }) => `${login.padEnd(width)}  ${kind.padEnd(7)}  ${password}`,
  );
  return [
    '',
    ...lines.map((line, index) => row(paint, index === 0 ? 'Sign in' : '', line)),
    '',
    row(paint, 'Try', 'Open Products as ada, then as grace, to see what one claim changes.'),
    row(paint, '', 'Press ? on any page.                           Ctrl-C stops the demo.'),
  ];
}

const ownPeople = (paint: Output['paint']): string[] => [
  '',
  row(paint, 'Try', 'Sign in with an account in your org. Press ? on any page. Ctrl-C stops the shop.'),
];
