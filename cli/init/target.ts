import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { isTaken, nameListener } from '../port.ts';
import { authorizeWith } from '../provision/authorize.ts';
import type { Credentials } from '../provision/credentials.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { noteWaits } from '../provision/retries.ts';
import { workspaceFolder } from '../provision/terraform/workspace.ts';
import { defaultOrgPort, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { whileWaiting } from '../terminal/waiting.ts';
import { untilRight } from './again.ts';
import type { Answers } from './answers.ts';
import { askForCredentials, chooseCredentials } from './credentials.ts';
import type { CredentialOptions } from './credentials.ts';
import { refuseOptionsOfOthers } from './for-which-org.ts';
import { findOrg, verifyAccount } from './org-facts.ts';
import type { OrgFacts } from './org-facts.ts';
import { readOrgUrl } from './org-url.ts';

export interface TargetOptions extends CredentialOptions {
  sandbox?: boolean;
  orgUrl?: string;
  orgPort?: number;
}

/** The org that a command works on, verified. */
export interface Target {
  url: string;
  credentials: Credentials;
  api: ManagementApi;
  facts: OrgFacts;
  /** Folder with the records of what init did there. */
  folder: string;
  /** The sandbox org of this folder, started for this command; undefined for any other org. */
  sandbox: Sandbox | undefined;
  close(): Promise<void>;
}

/**
 * Asks for the org, and immediately checks that it exists and accepts the credentials. In a terminal, the user
 * can try again.
 * @param tell prints a message
 * @throws UserError naming what is missing or wrong
 */
export async function chooseTarget(
  answers: Answers,
  options: TargetOptions,
  io: Io,
  tell: (note: string) => void,
): Promise<Target> {
  if (options.sandbox && options.orgUrl !== undefined)
    throw new UserError('--sandbox and --org-url cannot be used together.', 'Use one of them.');
  const wanted = (await wantsSandbox(answers, options)) ? 'sandbox' : 'own';
  refuseOptionsOfOthers(options, wanted);
  if (wanted === 'sandbox') return openSandbox(options, io);
  const { url, engine } = await untilRight(answers, tell, (isFirst) =>
    chooseUrl(answers, isFirst ? options.orgUrl : undefined, { isFirst, io, tell }),
  );
  const { credentials, api, facts } = await untilRight(answers, tell, async (isFirst) => {
    const chosen = await (isFirst
      ? chooseCredentials(answers, options, { orgUrl: url, io })
      : askForCredentials(answers, {}, io));
    const waiting = { signal: io.signal, onWait: noteWaits(tell) };
    const client = new ManagementApi(url, authorizeWith(chosen, url), waiting);
    const verified = verifyAccount(url, chosen, client);
    const facts = await whileWaiting(io, 'Checking the account and the org’s plan', verified);
    return { credentials: chosen, api: client, facts };
  });
  return {
    url,
    credentials,
    api,
    facts: { ...facts, engine },
    folder: workspaceFolder(io.cwd, url),
    sandbox: undefined,
    close: () => Promise.resolve(),
  };
}

async function wantsSandbox(answers: Answers, { sandbox, orgUrl }: TargetOptions): Promise<boolean> {
  if (sandbox) return true;
  if (answers.said({ given: orgUrl, variable: 'OKTA_BASE_URL' }) !== undefined) return false;
  if (!answers.asks && answers.file.OKTA_BASE_URL === undefined)
    throw new UserError(
      '--org-url is missing: the URL of your Okta org.',
      ['Set it with --org-url or OKTA_BASE_URL, or use --sandbox for the sandbox org on this machine.'],
      { code: 'missing_answer' },
    );
  const preset = answers.file.OKTA_BASE_URL === undefined ? 'sandbox' : 'org';
  const kind = await answers.one({ message: 'Which Okta org?', preset }, [
    {
      value: 'sandbox',
      name: 'The sandbox org on this machine',
      description: 'No account or network needed',
    },
    {
      value: 'org',
      name: 'Your own org',
      description: 'https://….okta.com, with a super administrator’s token',
    },
  ]);
  return kind === 'sandbox';
}

async function chooseUrl(
  answers: Answers,
  given: string | undefined,
  { isFirst, io, tell }: { isFirst: boolean; io: Io; tell: (note: string) => void },
): Promise<{ url: string; engine: OrgFacts['engine'] }> {
  const written = await answers.text({
    message: 'Org URL',
    flag: '--org-url',
    given,
    ...(isFirst && { variable: 'OKTA_BASE_URL' }),
    check: (text) =>
      readOrgUrl(text) !== undefined || 'It must be an address like https://dev-123456.okta.com.',
  });
  const read = readOrgUrl(written);
  if (!read) throw new Error('The org URL passed the check but cannot be parsed.');
  if (read.corrected !== undefined) tell(`Using ${read.corrected}.`);
  const found = await whileWaiting(io, 'Looking for the org', findOrg(read.url, io.signal));
  if (found.url !== read.url) tell(`Using ${found.url}, the org’s own address.`);
  return found;
}

/** The org that `serve` runs in this folder, at the same address. */
async function openSandbox({ orgPort = defaultOrgPort }: TargetOptions, io: Io): Promise<Target> {
  const folder = sandboxFolder(io.cwd);
  if (await isTaken(orgPort))
    throw new UserError(
      `Port ${orgPort} is in use by ${await nameListener(orgPort)}.`,
      [
        'This command starts the sandbox org itself: stop that program, or choose another port with --org-port.',
        'To use a sandbox org that is already running, pass --org-url and set OKTA_API_KEY to its token.',
      ],
      { code: 'port_taken' },
    );
  const sandbox = await startSandboxOrg({ folder, port: orgPort, host: 'localhost' });
  try {
    const { url, apiToken: token } = sandbox;
    const credentials: Credentials = { kind: 'token', token };
    const { engine } = await findOrg(url, io.signal);
    const api = new ManagementApi(url, token, { signal: io.signal });
    return {
      url,
      credentials,
      api,
      facts: { ...(await verifyAccount(url, credentials, api)), engine },
      folder: workspaceFolder(io.cwd, url),
      sandbox,
      close: () => sandbox.close(),
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
