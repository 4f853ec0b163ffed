import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { hasOrg, readEnvironment } from '../run/environment.ts';
import type { Environment } from '../run/environment.ts';
import { openSandboxState } from '../run/sandbox-org.ts';

/** What the batch job needs: the shop's address, the issuer, and the service app's credentials. */
export interface BatchSettings {
  appUrl: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
}

const names = {
  appUrl: 'APP_URL',
  issuer: 'OKTA_ISSUER',
  clientId: 'OKTA_SERVICE_CLIENT_ID',
  clientSecret: 'OKTA_SERVICE_CLIENT_SECRET',
} as const;

/**
 * Reads the settings from `.env` and the environment or, without an org configured, from the sandbox org of
 * `serve`.
 * @throws UserError naming all missing variables
 */
export async function batchSettings(io: Io, appUrl: string | undefined): Promise<BatchSettings> {
  const env = await readEnvironment(io);
  const known = hasOrg(env) ? env : { ...(await sandboxSettings(io.cwd)), ...env };
  const values = Object.entries(names).map(
    ([key, name]) => [key, key === 'appUrl' ? (appUrl ?? known[name]) : known[name]] as const,
  );
  const missing = values.filter(([, value]) => value === undefined || value === '').map(([key]) => key);
  if (missing.length > 0)
    throw new UserError(
      `Not configured: ${missing.map((key) => names[key as keyof typeof names]).join(', ')}.`,
      hasOrg(env)
        ? '`multidemo init` writes the service app’s credentials to .env.'
        : 'Run `multidemo serve` here first: it creates the sandbox org that the job uses.',
    );
  return Object.fromEntries(values) as unknown as BatchSettings;
}

/** What `serve` has created in the sandbox org of this folder. */
async function sandboxSettings(cwd: string): Promise<Environment> {
  const { state } = await openSandboxState(cwd);
  const outputs = Object.entries(state.outputs).map(([name, value]) => [name.toUpperCase(), value]);
  const environment = Object.fromEntries(outputs) as Environment;
  return { APP_URL: environment.OKTA_AUDIENCE, ...environment };
}
