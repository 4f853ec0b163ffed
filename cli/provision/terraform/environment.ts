import type { Credentials } from '../credentials.ts';
import type { Fields } from '../value.ts';

/**
 * Environment variables that must not reach Terraform, because they would select another org, state or
 * variables.
 */
const ours = /^(OKTA_|TF_VAR_|TF_CLI_ARGS|TF_WORKSPACE$|TF_DATA_DIR$|TF_INPUT$|TF_IN_AUTOMATION$)/;

/**
 * The environment for Terraform and the Okta provider. Credentials and variables are only passed this way:
 * arguments are visible to every process on the machine, and files persist.
 * https://registry.terraform.io/providers/okta/okta/latest/docs
 */
export function terraformEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  orgUrl: string,
  credentials: Credentials,
  variables: Fields,
): Record<string, string> {
  const inherited = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !ours.test(entry[0]),
  );
  const given = Object.entries(variables).map(
    ([name, value]) => [`TF_VAR_${name}`, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  return {
    ...Object.fromEntries(inherited),
    ...Object.fromEntries(given),
    ...providerVariables(orgUrl, credentials),
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
  };
}

function providerVariables(orgUrl: string, credentials: Credentials): Record<string, string> {
  return { ...orgVariables(new URL(orgUrl)), ...credentialVariables(credentials) };
}

/** The provider builds the org's URL as https://{name}.{base}; only `http_proxy` accepts a URL unchanged. */
function orgVariables(url: URL): Record<string, string> {
  if (url.protocol === 'http:')
    return { OKTA_HTTP_PROXY: url.origin, OKTA_ORG_NAME: 'sandbox', OKTA_BASE_URL: 'localhost' };
  const [name = '', ...base] = url.host.split('.');
  return { OKTA_ORG_NAME: name, OKTA_BASE_URL: base.join('.') };
}

function credentialVariables(credentials: Credentials): Record<string, string> {
  if (credentials.kind === 'token') return { OKTA_API_TOKEN: credentials.token };
  return {
    OKTA_API_CLIENT_ID: credentials.clientId,
    OKTA_API_PRIVATE_KEY: credentials.privateKey,
    OKTA_API_SCOPES: credentials.scopes.join(','),
    ...(credentials.keyId !== undefined && { OKTA_API_PRIVATE_KEY_ID: credentials.keyId }),
  };
}
