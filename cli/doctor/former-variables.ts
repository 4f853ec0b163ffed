import type { EnvChanges } from '../env-write.ts';

/** A variable of the Python original: its name today, or what to do instead. */
type Today = { renamed: string } | { instead: string };

const widget = [
  'PASSWORDLESS',
  'ROUTER',
  'REGISTRATION',
  'REMEMBERME',
  'MULTIOPTIONALFACTORENROLL',
  'SELFSERVICEUNLOCK',
  'SMSRECOVERY',
  'CALLRECOVERY',
  'USERNAMEPLACEHOLDER',
  'PASSWORDPLACEHOLDER',
  'USERNAMETOOLTIP',
  'PASSWORDTOOLTIP',
];
const oneApp = 'the Admin pages also use OKTA_CLIENT_ID; grant that app the Okta API scopes';
const server = 'the server has no such modes; start it with multidemo serve';
const tables = 'the store is SQLite (DB_PATH) or PostgreSQL (DATABASE_URL)';
const hosted = 'settings come from .env and the environment only';

/** Variables that the Python original read, in any of its versions, and the shop does not. */
const former: Readonly<Record<string, Today>> = {
  ...Object.fromEntries(widget.map((name) => [`OKTA_${name}`, { renamed: `OKTA_SIW_${name}` }])),
  OKTA_ADMIN_CLIENT_ID: { instead: oneApp },
  OKTA_ADMIN_CLIENT_SECRET: { instead: 'the Admin pages also use OKTA_CLIENT_SECRET' },
  OKTA_RESOURCE_PREFIX: { instead: 'set the name of created resources with multidemo init --name' },
  OKTA_ALT_ENV: { instead: 'run multidemo in the folder with the .env you want to use' },
  API_URL: { instead: 'the API is at APP_URL, under /api' },
  REST_API: { instead: 'the API is always on' },
  PERSIST_DB: { instead: 'the store is always persistent, in DB_PATH' },
  SITE_NAME: { instead: 'the theme sets the shop’s title (site-title)' },
  DB_TABLE_PREFIX: { instead: tables },
  FLASK_APP: { instead: server },
  FLASK_ENV: { instead: server },
  FLASK_DEBUG: { instead: server },
  UDP_CONFIG_URL: { instead: hosted },
  UDP_ISSUER: { instead: hosted },
  UDP_CLIENT_ID: { instead: hosted },
  UDP_CLIENT_SECRET: { instead: hosted },
};

export const isFormer = (name: string): boolean => Object.hasOwn(former, name);

/** One line for each, as in `OKTA_ROUTER is now OKTA_SIW_ROUTER`. */
export function todayOf(name: string): string {
  const today = former[name];
  if (!today) return `${name} has no effect`;
  return 'renamed' in today ? `${name} is now ${today.renamed}` : `${name}: remove it; ${today.instead}`;
}

/** What in `.env` would say the same today. A new name that is set already wins. */
export function bringUpToDate(values: Readonly<Record<string, string>>): EnvChanges {
  const changes: Record<string, string | undefined> = {};
  for (const name of Object.keys(values).filter(isFormer)) {
    changes[name] = undefined;
    const today = former[name];
    if (today && 'renamed' in today && values[today.renamed] === undefined)
      changes[today.renamed] = values[name];
  }
  return changes;
}
