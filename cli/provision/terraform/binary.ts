import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { platform } from 'node:os';
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
    const path = await onPath(name, env.PATH ?? '');
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

async function onPath(name: string, path: string): Promise<string | undefined> {
  const file = platform() === 'win32' ? `${name}.exe` : name;
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, file);
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
    });
    return versionAnswer.parse(JSON.parse(stdout)).terraform_version;
  } catch (error) {
    throw new UserError(`${path} cannot be run.`, ['Check that `version -json` prints its version.'], {
      cause: error,
    });
  }
}
