import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { UserError } from '../../errors.ts';

/** A suitable Terraform or OpenTofu binary. */
export interface Binary {
  path: string;
  name: 'terraform' | 'tofu';
  /** As in `1.11.4`. */
  version: string;
}

/** The first versions with import blocks and the events that we read. */
const oldest = { terraform: [1, 5], tofu: [1, 6] } as const;
const howToGet = [
  'Install Terraform 1.5 or newer (https://developer.hashicorp.com/terraform/install)',
  'or OpenTofu 1.6 or newer (https://opentofu.org/docs/intro/install), and try again;',
  'or use --engine direct, which needs neither.',
];

/**
 * Finds `terraform`, else `tofu`, on the PATH of `env`.
 * @throws UserError if there is none, or only older ones
 */
export async function findTerraform(env: Readonly<Record<string, string | undefined>>): Promise<Binary> {
  const old: Binary[] = [];
  for (const name of ['terraform', 'tofu'] as const) {
    const path = await findOnPath(name, env);
    if (path === undefined) continue;
    const binary = { path, name, version: await readVersion(path, env) };
    if (isRecent(binary)) return binary;
    old.push(binary);
  }
  const [found] = old;
  if (found)
    throw new UserError(
      `${found.path} is version ${found.version}; ${oldest[found.name].join('.')} or newer is required.`,
      howToGet,
    );
  throw new UserError('Neither terraform nor tofu is on the PATH.', howToGet);
}

function isRecent({ name, version }: Binary): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor, wantedMinor] = oldest[name];
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/**
 * Where a program could be, in the order of the PATH. Windows ignores the case of variables, and the usual name is
 * Path; a folder may be in quotes there.
 */
export function placesOnPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): string[] {
  if (platform !== 'win32') return splitPath(env.PATH, ':').map((folder) => posix.join(folder, name));
  const path = Object.entries(env).find(([variable]) => variable.toUpperCase() === 'PATH')?.[1];
  return splitPath(path, ';').map((folder) => win32.join(folder.replaceAll('"', ''), `${name}.exe`));
}

const splitPath = (path: string | undefined, delimiter: string): string[] =>
  (path ?? '').split(delimiter).filter(Boolean);

/** The program that a shell would run; undefined if it is not installed. */
export async function findOnPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  for (const candidate of placesOnPath(name, env, process.platform)) {
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return undefined;
}

const versionAnswer = z.object({ terraform_version: z.string() });

async function readVersion(path: string, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['version', '-json'], {
      env: { ...env, CHECKPOINT_DISABLE: '1' },
      timeout: 30_000,
      windowsHide: true,
    });
    return versionAnswer.parse(JSON.parse(stdout)).terraform_version;
  } catch (error) {
    throw new UserError(`${path} cannot be run.`, ['Check that `version -json` prints its version.'], {
      cause: error,
    });
  }
}
