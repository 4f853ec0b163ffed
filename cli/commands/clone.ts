import { existsSync } from 'node:fs';
import { stringify } from 'yaml'; // CommonJS: bundled, an import() of it has no named exports
import { replaceFile } from '../../shared/files.js';
import type { Seed } from '../../sandbox/index.ts';
import { fitSandbox } from '../clone/fit.ts';
import { readOrg } from '../clone/read-org.ts';
import { OrgReader } from '../clone/reader.ts';
import { readEnvFile } from '../env-file.ts';
import { UserError } from '../errors.ts';
import { Answers } from '../init/answers.ts';
import { chooseCredentials } from '../init/credentials.ts';
import type { CredentialOptions } from '../init/credentials.ts';
import { findOrg, tokenOwner } from '../init/org-facts.ts';
import { readOrgUrl } from '../init/org-url.ts';
import type { Io } from '../io.ts';
import { authorizeWith } from '../provision/authorize.ts';
import { cloneScopes } from '../provision/credentials.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { noteWaits } from '../provision/retries.ts';
import { outFile } from '../out.ts';
import { said } from '../run/environment.ts';
import { createOutput } from '../terminal/output.ts';
import { whileWaiting } from '../terminal/waiting.ts';

export interface CloneOptions extends CredentialOptions {
  orgUrl?: string;
  out: string;
  keep?: string[];
  users: number;
  force?: boolean;
  json?: boolean;
}

/**
 * Reads an org into a seed for the sandbox, without secrets and with invented people.
 * @throws UserError before anything is written
 */
export async function clone(options: CloneOptions, io: Io): Promise<void> {
  const { out, keep = [], users, force = false, json = false } = options;
  const output = createOutput(io);
  const file = await outFile(io.cwd, out, '--out');
  if (existsSync(file) && !force)
    throw new UserError(`${file} already exists.`, 'Choose another with --out, or replace it with --force.', {
      code: 'invalid_answer',
    });
  const { url, reader } = await connect(options, io, output.note);
  const waiting = { silent: json };
  const read = await whileWaiting(io, 'Reading the org', readOrg(reader, { keep, users }), waiting);
  const refused: string[] = [];
  const fitting = fitSandbox(read, (kind, reason) => {
    reader.leaveOut(`${kind} that the sandbox refuses`);
    refused.push(`${kind}: ${reason}`);
  });
  const seed = await whileWaiting(io, 'Starting a sandbox org from it', fitting, waiting);
  const leftOut = [...reader.leftOut].map(([kind, count]) => ({ kind, count }));
  await replaceFile(file, `${header(keep, leftOut)}${stringify(seed)}`, { mode: 0o600 });
  if (json) {
    output.json({ file, org: url, contains: countsIn(seed), leftOut, refused });
    return;
  }
  output.line(`${output.paint.good('✓')} ${url} was copied to ${out}`);
  for (const [kind, count] of Object.entries(countsIn(seed))) output.line(`  ${kind}: ${count}`);
  if (leftOut.length > 0) output.line('Left out:');
  for (const { kind, count } of leftOut) output.line(`  ${kind}: ${count}`);
  for (const reason of refused) output.note(`The sandbox refuses ${reason}`);
  output.line(`Start it: multidemo sandbox --in-memory --seed ${out}`);
}

async function connect(
  options: CloneOptions,
  io: Io,
  tell: (note: string) => void,
): Promise<{ url: string; reader: OrgReader }> {
  const answers = new Answers(io, { yes: true, file: said(await readEnvFile(io.cwd)) });
  const written =
    answers.said({ given: options.orgUrl, variable: 'OKTA_BASE_URL' }) ?? answers.file.OKTA_BASE_URL;
  if (written === undefined)
    throw new UserError(
      '--org-url is missing: the URL of the org to clone.',
      'Set it with --org-url or OKTA_BASE_URL.',
      {
        code: 'missing_answer',
      },
    );
  const typed = readOrgUrl(written);
  if (!typed)
    throw new UserError('--org-url is invalid.', 'It must be an address like https://dev-123456.okta.com.', {
      code: 'invalid_answer',
    });
  if (typed.corrected !== undefined) tell(`Using ${typed.corrected}.`);
  const { url } = await whileWaiting(io, 'Looking for the org', findOrg(typed.url, io.signal), {
    silent: options.json ?? false,
  });
  const chosen = await chooseCredentials(answers, options, { orgUrl: url, io });
  const credentials = chosen.kind === 'token' ? chosen : { ...chosen, scopes: cloneScopes };
  const waits = { signal: io.signal, onWait: noteWaits(tell) };
  const api = new ManagementApi(url, authorizeWith(credentials, url), waits);
  if (credentials.kind === 'token') await tokenOwner(api);
  return { url, reader: new OrgReader(api) };
}

const countsIn = (seed: Seed): Record<string, number> => ({
  'custom attributes': Object.keys(seed.userAttributes ?? {}).length,
  groups: seed.groups?.length ?? 0,
  users: seed.users?.length ?? 0,
  'group rules': seed.groupRules?.length ?? 0,
  apps: seed.apps?.length ?? 0,
  'authorization servers': seed.authorizationServers?.length ?? 0,
  'trusted origins': seed.trustedOrigins?.length ?? 0,
});

const header = (
  keep: readonly string[],
  leftOut: readonly { kind: string; count: number | string }[],
): string =>
  [
    '# Written by multidemo clone: a seed for the sandbox org (docs/sandbox.md).',
    `# It contains no client secrets or passwords; users are invented${keep.length > 0 ? `, except for ${keep.join(', ')}` : ''}.`,
    ...(leftOut.length > 0 ? ['# Left out:'] : []),
    ...leftOut.map(({ kind, count }) => `#   ${kind}: ${count}`),
    '',
  ].join('\n');
