/**
 * Measures `multidemo init` with Terraform on a bare sandbox org, next to plain `terraform init` and `terraform apply`
 * of the same JSON, each in turn, with the Okta provider that `terraform init` gets. `npm run bench:init`.
 *
 *   plain    terraform init, terraform apply
 *   engine   what multidemo runs of Terraform: init, plan, apply of that plan, outputs
 *   command  `multidemo init` as a person starts it
 */
import { spawn } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTerraform } from '../cli/provision/terraform/binary.ts';
import { TerraformEngine } from '../cli/provision/terraform/engine.ts';
import { terraformEnvironment } from '../cli/provision/terraform/environment.ts';
import { openWorkspace } from '../cli/provision/terraform/workspace.ts';
import { createSandbox, type Sandbox } from '../sandbox/index.ts';

const runs = 6;
const appUrl = 'http://localhost:5000';
const stack = await readFile(join(process.cwd(), 'dist/stacks/demo-org.tf.json'), 'utf8');
const terraform = await findTerraform(process.env);

/** Runs a program in `folder`. @throws Error with what it said when it fails */
function run(
  program: string,
  args: string[],
  folder: string,
  env: Record<string, string | undefined>,
): Promise<void> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.once('error', fail);
    child.once('close', (status) =>
      status === 0 ? settle() : fail(new Error(`${program} ${args.join(' ')}: status ${status}\n${said}`)),
    );
  });
}

const environmentFor = ({ url, apiToken }: Sandbox) =>
  terraformEnvironment(
    process.env,
    url,
    { kind: 'token', token: apiToken },
    {
      org_url: url,
      app_url: appUrl,
      audience: appUrl,
      event_hook_secret: 'hook-secret',
    },
  );

const ways = {
  plain: async (sandbox: Sandbox, folder: string) => {
    await writeFile(join(folder, 'main.tf.json'), stack);
    const env = environmentFor(sandbox);
    await run(terraform.path, ['init', '-input=false'], folder, env);
    await run(terraform.path, ['apply', '-input=false', '-auto-approve'], folder, env);
  },
  engine: async (sandbox: Sandbox, folder: string) => {
    const workspace = await openWorkspace(join(folder, 'org'), stack);
    const { signal } = new AbortController();
    const engine = new TerraformEngine({
      binary: terraform,
      workspace,
      env: environmentFor(sandbox),
      signal,
    });
    await engine.plan();
    await engine.apply(() => undefined);
    await workspace.release();
  },
  command: async (sandbox: Sandbox, folder: string) => {
    const args = ['init', '--yes', '--engine', 'terraform', '--org-url', sandbox.url, '--app-url', appUrl];
    await run(process.execPath, [join(process.cwd(), 'dist/cli/bin.js'), ...args], folder, {
      ...process.env,
      OKTA_API_KEY: sandbox.apiToken,
    });
  },
};

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const times: Record<string, number[]> = {};
const calls: Record<string, number> = {};
let answered = 0;
subscribe('http.server.request.start', () => answered++);

for (let round = 0; round < runs; round++)
  for (const [name, way] of Object.entries(ways)) {
    const sandbox = await createSandbox();
    const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
    answered = 0;
    const began = performance.now();
    await way(sandbox, folder);
    (times[name] ??= []).push(performance.now() - began);
    calls[name] = answered;
    await sandbox.close();
    await rm(folder, { recursive: true });
  }

const plain = median(times['plain'] ?? []);
console.log(`Terraform ${terraform.version}, medians of ${runs}`);
for (const [name, all] of Object.entries(times)) {
  const time = median(all);
  const against = `${(time / plain).toFixed(2)} times plain`;
  console.log(
    `${name.padEnd(10)} ${Math.round(time)} ms   ${against}   ${calls[name]} HTTP calls to the org`,
  );
}
