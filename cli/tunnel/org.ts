import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeFolder, remove, replaceFile } from '../../shared/files.js';
import { inner, text } from '../provision/kinds/kind.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { authorizeWith } from '../provision/authorize.ts';
import { credentialsOf } from '../provision/credentials.ts';
import { changeOauthClient } from '../provision/oauth-client.ts';
import { workspaceFolder } from '../provision/terraform/workspace.ts';
import { merge } from '../provision/value.ts';
import type { Fields } from '../provision/value.ts';
import { noCredential } from '../run/configured-org.ts';
import type { Environment } from '../run/environment.ts';

/** The changes made in a cloud org for a tunnel, recorded so that a later command can undo them. */
const schema = z.object({
  clientId: z.string(),
  /** The shop's own address, and the tunnel's. */
  from: z.string(),
  to: z.string(),
});
type Loan = z.output<typeof schema>;

const fileOf = (cwd: string, api: ManagementApi) => join(workspaceFolder(cwd, api.orgUrl), 'tunnel.json');
const lists = ['redirect_uris', 'post_logout_redirect_uris'] as const;

/**
 * Makes an org work with the shop at another address too: the web app gets that address in addition to its own, the address becomes
 * a trusted origin, and the hooks call it. Recorded before anything is changed.
 */
export async function lendOrg(api: ManagementApi, cwd: string, loan: Loan, env: Environment): Promise<void> {
  const { clientId, from, to } = loan;
  const file = fileOf(cwd, api);
  makeFolder(dirname(file), 0o700);
  await replaceFile(file, JSON.stringify(loan), { mode: 0o600 });
  await changeOauthClient(api, clientId, (client) =>
    changed(client, (uris) => [
      ...uris,
      ...uris.filter((uri) => isAt(uri, from)).map((uri) => to + uri.slice(from.length)),
    ]),
  );
  await api.post('/api/v1/trustedOrigins', {
    name: `Multidemo tunnel ${to}`,
    origin: to,
    scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
  });
  await moveHooks(api, from, to, env);
}

/** Undoes the recorded changes to this org, including those of a command that was killed. */
export async function takeBackOrg(api: ManagementApi, cwd: string, env: Environment): Promise<void> {
  const loan = await readFile(fileOf(cwd, api), 'utf8')
    .then((json) => schema.safeParse(JSON.parse(json)).data)
    .catch(() => undefined);
  if (loan === undefined) return;
  const { clientId, from, to } = loan;
  await moveHooks(api, to, from, env);
  await changeOauthClient(api, clientId, (client) =>
    changed(client, (uris) => uris.filter((uri) => !isAt(uri, to))),
  );
  for (const { id, origin } of await api.list('/api/v1/trustedOrigins'))
    if (origin === to) await api.delete(`/api/v1/trustedOrigins/${text(id)}`);
  await remove(fileOf(cwd, api));
}

/** The Management API of the org in `.env`; Ctrl-C does not interrupt its calls. */
export async function apiOf(env: Environment): Promise<{ api: ManagementApi; clientId: string }> {
  const { loadConfig } = await import('../../app/index.ts');
  const { baseUrl, management, clientId } = loadConfig({
    SECRET_KEY: 'made when it is not given',
    ...env,
  }).okta;
  const authorize = management ? authorizeWith(credentialsOf(management), baseUrl) : noCredential;
  return { api: new ManagementApi(baseUrl, authorize), clientId };
}

/** Hooks of the shop call it elsewhere. Okta never returns their secrets, so these are sent again. */
async function moveHooks(api: ManagementApi, from: string, to: string, env: Environment): Promise<void> {
  const kinds = { eventHooks: env.OKTA_EVENT_HOOK_SECRET, inlineHooks: env.OKTA_TOKEN_HOOK_SECRET };
  for (const [kind, secret] of Object.entries(kinds)) {
    for (const hook of await api.list(`/api/v1/${kind}`)) {
      const { uri } = inner(hook, 'channel', 'config');
      if (typeof uri !== 'string' || !isAt(uri, from)) continue;
      const { name, type, version, status, events, channel } = hook;
      const present = Object.fromEntries(
        Object.entries({ name, type, version, status, events, channel }).filter(
          ([, value]) => value !== undefined,
        ),
      ) as Fields;
      const authScheme: Fields = secret === undefined ? {} : { authScheme: { value: secret } };
      const config = { uri: to + uri.slice(from.length), ...authScheme };
      await api.put(`/api/v1/${kind}/${text(hook.id)}`, merge(present, { channel: { config } }));
    }
  }
}

const changed = (client: Fields, change: (uris: string[]) => string[]): Fields =>
  Object.fromEntries(
    lists.map((list) => {
      const present = (client[list] ?? []) as string[];
      return [list, change(present)];
    }),
  );

const isAt = (uri: string, origin: string): boolean => uri === origin || uri.startsWith(`${origin}/`);
