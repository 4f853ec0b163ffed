import { join } from 'node:path';
import type { EnvChanges } from '../env-write.ts';
import type { Io } from '../io.ts';
import type { Credentials } from '../provision/credentials.ts';
import { reducedScopes } from '../provision/reduced-stack.ts';
import type { Stack } from '../provision/stack.ts';
import type { Environment } from '../run/environment.ts';
import { asEnvironment } from '../run/sandbox-org.ts';
import { keptSecret } from '../run/secrets.ts';
import { credentialVariables } from './credentials.ts';

/** Of the assistant, whose apps are not part of the stack. */
export const assistantVariables = [
  ...['ASSISTANT', 'APPROVALS'].flatMap((app) => [`OKTA_${app}_CLIENT_ID`, `OKTA_${app}_CLIENT_SECRET`]),
  ...['OKTA_ASSISTANT_AGENT_ID', 'OKTA_ASSISTANT_PRIVATE_KEY', 'OKTA_MCP_CLIENT_ID'],
];

/** All `.env` variables that depend on the org, set to be removed: the shop then has no org. */
export function withoutOrg({ outputs }: Stack): EnvChanges {
  const decided = Object.keys(outputs).map((name) => name.toUpperCase());
  const credentials = ['OKTA_API_KEY', 'OKTA_API_CLIENT_ID', 'OKTA_API_PRIVATE_KEY'];
  return Object.fromEntries(
    [...decided, ...assistantVariables, ...credentials]
      .filter((name) => name !== 'APP_URL')
      .map((name) => [name, undefined]),
  );
}

/** The `.env` variables for an org: from the stack's outputs, and the shop's own credentials. */
export async function withOrg(
  outputs: Record<string, string>,
  credentials: Credentials,
  { file, io }: { file: Environment; io: Io },
): Promise<EnvChanges> {
  const decided = Object.entries(asEnvironment(outputs)).map(
    ([name, value]) => [name, value === '' ? undefined : value] as const,
  );
  return {
    ...formerlyReduced(file),
    ...Object.fromEntries(decided),
    ...credentialVariables(credentials),
    SECRET_KEY: file.SECRET_KEY ?? (await keptSecret(join(io.cwd, '.multidemo', 'secret-key'))),
  };
}

/** Scopes of an init that found the org without API Access Management: the usual ones are no longer too many. */
const formerlyReduced = (file: Environment): EnvChanges =>
  Object.fromEntries(
    Object.entries(asEnvironment(reducedScopes)).flatMap(([name, value]) =>
      file[name] === value ? [[name, undefined]] : [],
    ),
  );
