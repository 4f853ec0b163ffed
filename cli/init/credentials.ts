import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { initScopes } from '../provision/credentials.ts';
import type { Credentials } from '../provision/credentials.ts';
import { secretIn } from '../read-text.ts';
import type { Answers } from './answers.ts';
import { notEmpty } from './answers.ts';

/** The credential options of `init` and `destroy`. Secrets are only accepted in variables or files. */
export interface CredentialOptions {
  apiTokenFile?: string;
  /** The former name of the same. */
  tokenFile?: string;
  clientId?: string;
  privateKeyFile?: string;
  keyId?: string;
}

/**
 * The credentials for the org: from options or variables, else from `.env` if it is for this org, else asked.
 */
export async function chooseCredentials(
  answers: Answers,
  options: CredentialOptions,
  { orgUrl, io }: { orgUrl: string; io: Io },
): Promise<Credentials> {
  const given = await givenCredentials(options, io);
  if (given) return given;
  const { OKTA_BASE_URL, OKTA_API_KEY, OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY } = answers.file;
  const isThisOrg = OKTA_BASE_URL?.replace(/\/+$/, '') === orgUrl;
  if (isThisOrg && OKTA_API_CLIENT_ID && OKTA_API_PRIVATE_KEY)
    return service(OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY, options.keyId);
  if (isThisOrg && OKTA_API_KEY) return { kind: 'token', token: OKTA_API_KEY };
  if (!answers.asks)
    throw new UserError(
      'OKTA_API_KEY is missing: the org’s API token.',
      [
        'Set it in the environment or pass a file with --api-token-file, or use a service app: --client-id, --private-key-file.',
        'It cannot be passed as an argument because other users on this machine could read it.',
      ],
      { code: 'missing_answer' },
    );
  return askForCredentials(answers, options, io);
}

/** The credentials from options and environment variables; undefined if there are none. */
async function givenCredentials(
  { apiTokenFile, tokenFile = apiTokenFile, clientId, privateKeyFile, keyId }: CredentialOptions,
  io: Io,
): Promise<Credentials | undefined> {
  if (tokenFile !== undefined)
    return {
      kind: 'token',
      token: await secretIn(
        tokenFile,
        apiTokenFile === undefined ? '--token-file' : '--api-token-file',
        io.cwd,
      ),
    };
  const client = clientId ?? io.env.OKTA_API_CLIENT_ID;
  const key =
    privateKeyFile === undefined
      ? io.env.OKTA_API_PRIVATE_KEY
      : await secretIn(privateKeyFile, '--private-key-file', io.cwd);
  if (client && key) return service(client, key, keyId);
  if (clientId !== undefined)
    throw new UserError('--private-key-file is missing: the service app’s private key.', [
      'Set it with --private-key-file or OKTA_API_PRIVATE_KEY.',
    ]);
  if (privateKeyFile !== undefined)
    throw new UserError(
      '--client-id is missing: the service app’s client ID.',
      'Set it with --client-id or OKTA_API_CLIENT_ID.',
      {
        code: 'missing_answer',
      },
    );
  const token = said(io.env.OKTA_API_KEY) ?? said(io.env.MULTIDEMO_API_TOKEN);
  return token === undefined ? undefined : { kind: 'token', token };
}

const said = (text: string | undefined): string | undefined =>
  text?.trim() === '' ? undefined : text?.trim();

/** Asks the user. */
export async function askForCredentials(
  answers: Answers,
  { keyId }: CredentialOptions,
  io: Io,
): Promise<Credentials> {
  const kind = await answers.one({ message: 'How should init authenticate?', preset: 'token' }, [
    {
      value: 'token',
      name: 'API token',
      description: 'Admin Console > Security > API > Tokens, created by a super administrator',
    },
    {
      value: 'service',
      name: 'Service app with a private key',
      description:
        'Admin Console > Applications > API Services; private_key_jwt, with the scopes listed in docs/cli.md',
    },
  ]);
  if (kind === 'token')
    return { kind, token: await answers.text({ message: 'API token', secret: true, check: notEmpty }) };
  const client = await answers.text({ message: 'Service app’s client ID', check: notEmpty });
  const file = await answers.text({
    message: 'Service app’s private key file (PEM or JWK)',
    check: notEmpty,
  });
  return service(client, await secretIn(file, file, io.cwd), keyId);
}

function service(clientId: string, privateKey: string, keyId: string | undefined): Credentials {
  return {
    kind: 'service',
    clientId,
    privateKey: privateKey.replaceAll('\\n', '\n'),
    scopes: initScopes,
    ...(keyId !== undefined && { keyId }),
  };
}

/** The `.env` variables that give the shop the same credentials; those of the other kind are removed. */
export function credentialVariables(credentials: Credentials): Record<string, string | undefined> {
  const none = { OKTA_API_KEY: undefined, OKTA_API_CLIENT_ID: undefined, OKTA_API_PRIVATE_KEY: undefined };
  return credentials.kind === 'token'
    ? { ...none, OKTA_API_KEY: credentials.token }
    : { ...none, OKTA_API_CLIENT_ID: credentials.clientId, OKTA_API_PRIVATE_KEY: credentials.privateKey };
}
