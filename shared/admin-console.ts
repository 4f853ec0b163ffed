import { isLoopbackName } from './this-machine.ts';
/**
 * The names that Okta gives the screens of its Admin Console, and their paths: for the menu of the sandbox's console, and
 * for texts that name a screen and link to it, in the sandbox or in a real org.
 */

/** The menu in Okta's order, with the path of each screen, in the sandbox and in a real org. */
export const consoleMenu: readonly {
  readonly title: string;
  readonly items: readonly (readonly [name: string, path: string, where?: 'Okta only'])[];
}[] = [
  {
    title: 'Directory',
    items: [
      ['People', '/admin/users'],
      ['Groups', '/admin/groups'],
      ['Group rules', '/admin/groups/rules'],
      ['Profile Editor', '/admin/universaldirectory'],
      ['Profile sources', '/admin/profile-masters', 'Okta only'],
    ],
  },
  {
    title: 'Applications',
    items: [['Applications', '/admin/apps/active']],
  },
  {
    title: 'AI agents',
    items: [
      ['Directory', '/admin/ai-agents'],
      ['Connections', '/admin/ai-agents/connections'],
    ],
  },
  {
    title: 'Security',
    items: [
      ['General', '/admin/access/general'],
      ['Authenticators', '/admin/access/multifactor'],
      ['Authentication policies', '/admin/authn/authentication-policies'],
      ['Global session policy', '/admin/access/policies'],
      ['User profile policies', '/admin/authn/profile-enrollment'],
      ['Identity Providers', '/admin/access/identity-providers'],
      ['Networks', '/admin/access/networks'],
      ['Behavior detection', '/admin/access/behavior-detection'],
      ['Administrators', '/admin/access/admins'],
      ['API', '/admin/oauth2/as'],
      ['Trusted origins', '/admin/access/api/trusted_origins'],
      ['Tokens', '/admin/access/api/tokens'],
    ],
  },
  {
    title: 'Workflow',
    items: [
      ['Event hooks', '/admin/workflow/eventhooks'],
      ['Inline hooks', '/admin/workflow/inlinehooks'],
    ],
  },
  {
    title: 'Reports',
    items: [
      ['System Log', '/report/system_log_2'],
      ['Rate limits', '/report/rate_limit', 'Okta only'],
    ],
  },
  {
    title: 'Customizations',
    items: [['Brands', '/admin/customizations/brands']],
  },
];

const app = '/admin/app/oidc_client/instance/{app}';
const server = '/admin/oauth2/as/{server}';
const policies = `${server}?tab=policies`;

/** What is below the items of the menu, or has another name there. `{…}` is what the text calls it, and its ID in the path. */
const below: readonly (readonly [name: string, path: string, inOkta?: string])[] = [
  ['Directory > People > {person}', '/admin/user/profile/view/{person}'],
  ['Directory > Groups > {group}', '/admin/group/{group}'],
  ['Directory > Groups > Rules', '/admin/groups/rules'],
  ['Directory > Profile Editor > {app}', '/admin/universaldirectory/{app}', '/admin/universaldirectory'],
  ['Applications', '/admin/apps/active'],
  ...['Applications', 'Applications > Applications'].flatMap((list) => [
    [`${list} > {app}`, app] as const,
    [`${list} > {app} > General`, `${app}?tab=general`] as const,
    [`${list} > {app} > Sign On`, `${app}?tab=sign-on`, `${app}#tab-signon`] as const,
    [`${list} > {app} > Assignments`, `${app}?tab=assignments`] as const,
    [`${list} > {app} > Okta API Scopes`, `${app}?tab=scopes`, `${app}#tab-okta-api-scopes`] as const,
  ]),
  [
    'Security > Authenticators > Enrollment',
    '/admin/access/multifactor/enrollment',
    '/admin/access/multifactor',
  ],
  ['Security > Authentication policies > {policy}', '/admin/authn/authentication-policies/{policy}'],
  [
    'Security > Global session policy > {policy}',
    '/admin/access/policies/{policy}',
    '/admin/access/policies',
  ],
  [
    'Security > Identity Providers > {idp}',
    '/admin/access/identity-providers/{idp}',
    '/admin/access/identity-providers',
  ],
  [
    'Security > Identity Providers > Routing rules',
    '/admin/access/identity-providers/routing-rules',
    '/admin/access/identity-providers#tab-routing-rules',
  ],
  ['Security > API > Authorization Servers', '/admin/oauth2/as'],
  ['Security > API > Authorization Servers > {server}', server],
  ['Security > API > Authorization Servers > {server} > Settings', `${server}?tab=settings`],
  ['Security > API > Authorization Servers > {server} > Scopes', `${server}?tab=scopes`],
  ['Security > API > Authorization Servers > {server} > Claims', `${server}?tab=claims`],
  ['Security > API > Authorization Servers > {server} > Access Policies', policies],
  [
    'Security > API > Authorization Servers > {server} > Access Policies > {policy}',
    `${server}/policies/{policy}`,
    `${server}#tab-policies`,
  ],
  [
    'Security > API > Authorization Servers > {server} > Access Policies > {policy} > {rule}',
    `${server}/policies/{policy}/rules/{rule}`,
    `${server}#tab-policies`,
  ],
  ['Security > API > Trusted Origins', '/admin/access/api/trusted_origins'],
  ['Security > API > Tokens', '/admin/access/api/tokens'],
  ['Workflow > Event hooks > {hook}', '/admin/workflow/eventhooks/{hook}', '/admin/workflow/eventhooks'],
  ['Workflow > Inline hooks > {hook}', '/admin/workflow/inlinehooks/{hook}', '/admin/workflow/inlinehooks'],
  // A person's own, on the End-User Dashboard.
  ['Settings > Security Methods', '/enduser/settings'],
];

type Kind = 'app' | 'person' | 'group' | 'server' | 'policy' | 'rule' | 'idp' | 'hook';

/** The IDs of what a text names: of the only one of its kind, or by what the text calls it. */
export type ConsoleIds = Readonly<
  Partial<Record<Kind, string | Readonly<Record<string, string | undefined>>>>
>;

interface Place {
  readonly names: readonly string[];
  /** Undefined where the sandbox has no such screen. */
  readonly path: string | undefined;
  readonly inOkta: string;
}

const places: readonly Place[] = [
  ...consoleMenu.flatMap(({ title, items }) =>
    items.map(([name, path, where]) => ({
      names: [title, name],
      path: where === undefined ? path : undefined,
      inOkta: path,
    })),
  ),
  ...below.map(([name, path, inOkta = path.replace('?tab=', '#tab-')]) => ({
    ...{ names: name.split(' > '), path, inOkta },
  })),
];

/** A screen of a console: its path in the sandbox, and in a real org. */
export type Screen = Pick<Place, 'path' | 'inOkta'>;

const headings = [...new Set(places.map(({ names }) => names[0] ?? ''))].join('|');
const named = new RegExp(String.raw`(?:^|[\s(“])((?:${headings}) > .*?)(?:[.:;,)](?:\s|$)|$)`, 's');

/**
 * The screen that a text names first, as in “Security > API > Tokens: create one”: as far down as the IDs are known.
 * Undefined when it names none.
 */
export function screenNamed(text: string, ids: ConsoleIds = {}): Screen | undefined {
  const whole = (named.exec(text)?.[1] ?? text).trim().replace(/\s+/g, ' ');
  if (!whole.includes('>') && !places.some(({ names }) => names.join() === whole)) return undefined;
  const segments = whole.split(/ ?> ?/).filter((segment) => segment !== '');
  const found = places
    .map((place) => ({ place, values: matched(place, segments, ids) }))
    .filter(({ values }) => values !== undefined)
    .toSorted((one, other) => rank(other.place) - rank(one.place))[0];
  if (found?.values === undefined) return undefined;
  const { place, values } = found;
  return { path: place.path && filled(place.path, values), inOkta: filled(place.inOkta, values) };
}

/** Deeper screens rank higher, and literal names rank above placeholders. */
const rank = ({ names }: Place): number =>
  names.length * 10 - names.filter((name) => name.startsWith('{')).length;

/** The IDs by kind when the text leads there; undefined when it leads elsewhere or an ID is not known. */
function matched(
  { names }: Place,
  segments: readonly string[],
  ids: ConsoleIds,
): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    const kind = /^\{(\w+)\}$/.exec(name)?.[1] as Kind | undefined;
    if (kind === undefined) {
      // What is done there may follow: “Rate limits shows …”.
      if (!`${segment} `.toLowerCase().startsWith(`${name.toLowerCase()} `)) return undefined;
      continue;
    }
    const given = ids[kind];
    const id = typeof given === 'string' ? given : given?.[segment];
    if (id === undefined) return undefined;
    values.set(kind, id);
  }
  return values;
}

const filled = (path: string, values: ReadonlyMap<string, string>): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, kind: string) => encodeURIComponent(values.get(kind) ?? ''));

const oktaHosted = /^(https:\/\/[\w-]+)(\.(?:okta|oktapreview|okta-emea|okta-gov|trexcloud)\.\w+)(?::\d+)?$/;

/**
 * The address of a screen in an org's console. A real org has its console at another host; behind a custom domain only the
 * org knows which, so there is no address.
 */
export function consoleUrl(orgUrl: string, { path, inOkta }: Screen): string | undefined {
  const { origin, protocol, hostname, port } = new URL(orgUrl);
  // Okta's addresses, and custom domains, have no port: with one it is a sandbox org in this network.
  const isHere = protocol === 'http:' || isLoopbackName(hostname) || port !== '';
  if (isHere) return path && origin + path;
  const [, name, domain] = oktaHosted.exec(origin) ?? [];
  if (name === undefined || domain === undefined) return undefined;
  return `${name}${inOkta.startsWith('/enduser/') ? '' : '-admin'}${domain}${inOkta}`;
}
