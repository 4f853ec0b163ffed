import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findTerraform } from '../../../cli/provision/terraform/binary.ts';
import { TerraformEngine } from '../../../cli/provision/terraform/engine.ts';
import { terraformEnvironment } from '../../../cli/provision/terraform/environment.ts';
import { openWorkspace } from '../../../cli/provision/terraform/workspace.ts';
import type { Fields } from '../../../cli/provision/value.ts';
import type { Sandbox } from '../../../sandbox/index.ts';
import { demoOrgJson } from './demo-stack.ts';

/** The oldest and the newest provider that the stack is tried with. */
export const providerVersions = ['4.20.0', '6.12.0'] as const;
export type ProviderVersion = (typeof providerVersions)[number];
export const newest: ProviderVersion = '6.12.0';

/** A file of a configuration that asks for that version of the provider. */
export const requiring = (version: ProviderVersion): string =>
  JSON.stringify({ terraform: { required_providers: { okta: { source: 'okta/okta', version } } } });

async function initWorks(version: ProviderVersion): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'provider-'));
  try {
    await writeFile(join(folder, 'main.tf.json'), requiring(version));
    const { path } = await findTerraform(process.env);
    await promisify(execFile)(path, ['init', '-input=false'], { cwd: folder, timeout: 600_000 });
    return true;
  } catch {
    return false;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The versions that `terraform init` can get here. */
const here = new Set<ProviderVersion>();
for (const version of providerVersions) if (await initWorks(version)) here.add(version);

/**
 * For `describe.skipIf`: true where `terraform init` cannot get the Okta provider; the suite's name, from `withProvider(...)`,
 * then says what is missing. A skip that MULTIDEMO_FAIL_ON_SKIP=1 lets pass: the provider is in no package
 * registry that continuous integration is sure to reach. What it said to the org is replayed there instead
 * (test/contract/provider-replay.test.ts).
 */
export const noProvider = (version: ProviderVersion): boolean => !here.has(version);

export const withProvider = (name: string, version: ProviderVersion): string =>
  noProvider(version)
    ? `${name} ${version} (skipped: \`terraform init\` cannot get okta/okta ${version} here. Give it a network that reaches registry.terraform.io, or a filesystem_mirror in TF_CLI_CONFIG_FILE.)`
    : `${name} ${version}`;

export interface OpenEngine {
  engine: TerraformEngine;
  /** Forgets the state too. */
  close(): Promise<void>;
}

/** The Terraform engine for the demo org in `sandbox`, in a folder of its own, with that version of the provider. */
export async function openTerraform(
  version: ProviderVersion,
  { url, apiToken }: Pick<Sandbox, 'url' | 'apiToken'>,
  variables: Fields,
  extra: Record<string, string> = {},
): Promise<OpenEngine> {
  const folder = await mkdtemp(join(tmpdir(), 'terraform-'));
  const workspace = await openWorkspace(join(folder, 'org'), await demoOrgJson());
  await writeFile(join(workspace.folder, 'version_override.tf.json'), requiring(version));
  const env = terraformEnvironment(process.env, url, { kind: 'token', token: apiToken }, variables);
  const engine = new TerraformEngine({
    binary: await findTerraform(process.env),
    workspace,
    env: { ...env, ...extra },
    signal: new AbortController().signal,
  });
  return {
    engine,
    close: async () => {
      await workspace.release();
      await rm(folder, { recursive: true });
    },
  };
}
