import { screens } from './screens.ts';

/** The menu of the Admin Console in Okta's order and names. An item shows once there is a screen at its path. */
const menu: readonly { readonly title: string; readonly items: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Directory',
    items: [
      ['People', '/admin/users'],
      ['Groups', '/admin/groups'],
      ['Group rules', '/admin/groups/rules'],
      ['Profile Editor', '/admin/universaldirectory'],
      ['Profile sources', '/admin/profile-masters'],
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
      ['Rate limits', '/report/rate_limit'],
    ],
  },
  {
    title: 'Customizations',
    items: [['Brands', '/admin/customizations/brands']],
  },
];

/** The menu with what there is, and which item the page belongs to. */
export const menuFor = (at: string) => {
  const paths = new Set(screens.map(({ path }) => path));
  return menu
    .map(({ title, items }) => ({
      title,
      items: items
        .filter(([, path]) => paths.has(path))
        .map(([name, path]) => ({ name, path, isCurrent: path === at })),
    }))
    .filter(({ items }) => items.length > 0);
};
