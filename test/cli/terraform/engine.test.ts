import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../../cli/provision/plan.ts';
import { findTerraform, placesOnPath } from '../../../cli/provision/terraform/binary.ts';
import { TerraformEngine } from '../../../cli/provision/terraform/engine.ts';
import { apart } from '../../../cli/provision/terraform/run.ts';
import { openWorkspace } from '../../../cli/provision/terraform/workspace.ts';
import { noTerraform, withTerraform } from '../../helpers/provider/terraform.ts';

let folder: string;
let stopping: AbortController;
let releases: (() => Promise<void>)[];
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'terraform-')), '.multidemo', 'org');
  stopping = new AbortController();
  releases = [];
});
afterEach(async () => {
  for (const release of releases) await release();
  await rm(join(folder, '../..'), { recursive: true });
});

type Resources = Record<string, object>;
const stackOf = (terraform_data: Resources, output?: object): string =>
  JSON.stringify({
    terraform: { backend: { local: { path: 'terraform.tfstate' } } },
    variable: { secret: { type: 'string', sensitive: true, default: '' } },
    resource: { terraform_data },
    ...(output && { output }),
  });

async function open(
  stack: string,
  env: Record<string, string> = {},
  on: { platform?: NodeJS.Platform; onInterrupt?: () => void } = {},
): Promise<TerraformEngine> {
  const environment = { PATH: process.env['PATH'] ?? '', ...env };
  const workspace = await openWorkspace(folder, stack);
  releases.push(() => workspace.release());
  const binary = await findTerraform(environment);
  return new TerraformEngine({ binary, workspace, env: environment, signal: stopping.signal, ...on });
}
async function reopen(stack: string, env?: Record<string, string>): Promise<TerraformEngine> {
  await releases.pop()?.();
  stopping = new AbortController();
  return open(stack, env);
}
async function apply(engine: TerraformEngine) {
  const progress: Progress[] = [];
  const outputs = await engine.apply((one) => progress.push(one));
  return { outputs, progress };
}
const slow = (file: string) => ({
  input: 'slow',
  provisioner: [{ 'local-exec': { command: `touch ${file}; sleep 1` } }],
});

describe.skipIf(noTerraform)(withTerraform('the Terraform engine'), () => {
  const two = stackOf(
    { a: { input: 'one' }, b: { input: 'two', depends_on: ['terraform_data.a'] } },
    { a_is: { value: '${terraform_data.a.output}' }, hidden: { value: '${var.secret}', sensitive: true } },
  );

  it('makes what is missing, tells each step, and gives the outputs, secret ones too', async () => {
    const engine = await open(two, { TF_VAR_secret: 'hush' });
    expect((await engine.plan()).changes).toEqual([
      { address: 'terraform_data.a', action: 'create' },
      { address: 'terraform_data.b', action: 'create' },
    ]);
    const { outputs, progress } = await apply(engine);
    expect(outputs).toEqual({ a_is: 'one', hidden: 'hush' });
    expect(progress).toEqual([
      { address: 'terraform_data.a', phase: 'started' },
      { address: 'terraform_data.a', phase: 'done', action: 'created' },
      { address: 'terraform_data.b', phase: 'started' },
      { address: 'terraform_data.b', phase: 'done', action: 'created' },
    ]);
    // What was shown is what was done: no second plan, for which the org could have become another.
    expect((await readFile(join(folder, 'terraform.log'), 'utf8')).match(/ plan -json/g)).toHaveLength(1);
  });

  it('changes nothing the second time, and only what differs after that', async () => {
    await apply(await open(two));
    const again = await reopen(two);
    expect(await again.plan()).toMatchObject({ changes: [], drift: [] });
    expect((await apply(again)).progress).toEqual([]);
    const changed = await reopen(two.replace('"two"', '"three"'));
    expect((await changed.plan()).changes).toEqual([{ address: 'terraform_data.b', action: 'update' }]);
    expect((await apply(changed)).progress).toContainEqual({
      address: 'terraform_data.b',
      phase: 'done',
      action: 'updated',
    });
  });

  it('removes what it made, and nothing is left to remove then', async () => {
    await apply(await open(two));
    const engine = await reopen(two);
    expect((await engine.planDestroy()).changes).toHaveLength(2);
    const gone: string[] = [];
    await engine.destroy(({ address, phase }) => phase === 'done' && gone.push(address));
    expect(gone).toEqual(['terraform_data.b', 'terraform_data.a']);
    expect((await engine.planDestroy()).changes).toEqual([]);
  });

  it('takes away a plan that was not wanted', async () => {
    const engine = await open(two);
    await engine.plan();
    expect(await readdir(folder)).toContain('next.tfplan');
    await engine.close();
    expect(await readdir(folder)).not.toContain('next.tfplan');
  });

  it('leaves what it releases', async () => {
    await apply(await open(two));
    const engine = await reopen(two);
    await engine.release(['terraform_data.b', 'terraform_data.never']);
    expect((await engine.planDestroy()).changes).toEqual([{ address: 'terraform_data.a', action: 'delete' }]);
  });

  it('takes over what is there instead of making it again', async () => {
    const engine = await open(two);
    await engine.adopt({ 'terraform_data.a': 'made-by-hand' });
    expect((await engine.plan()).changes).toContainEqual({ address: 'terraform_data.b', action: 'create' });
    const { progress } = await apply(engine);
    expect(progress).not.toContainEqual({ address: 'terraform_data.a', phase: 'done', action: 'created' });
    expect(await readdir(folder)).not.toContain('adopted.tf.json');
    expect((await engine.plan()).changes).toEqual([]);
  });

  it('keeps state, plan and log to the owner, and secrets out of the log', async () => {
    const engine = await open(two, { TF_VAR_secret: 'hush-hush' });
    await apply(engine);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'terraform.log'))).mode & 0o777).toBe(0o600);
    const log = await readFile(join(folder, 'terraform.log'), 'utf8');
    expect(log).toMatch(/# .+Z (terraform|tofu) apply -json/);
    expect(log).not.toContain('hush-hush');
    expect(await readdir(folder)).not.toContain('next.tfplan');
  });

  it('tells which resource failed and why, keeps what was done, and goes on from there', async () => {
    const broken = (condition: string) =>
      stackOf({
        a: { input: 'one' },
        b: {
          input: 'two',
          depends_on: ['terraform_data.a'],
          provisioner: [{ 'local-exec': { command: condition, quiet: true } }],
        },
      });
    await mkdir(folder, { recursive: true });
    const said = join(folder, '../answer.txt'); // as the provider says it
    await writeFile(
      said,
      'failed to create group: the API returned an error: Api validation failed: name. Causes: errorSummary: name: too long',
    );
    const answer = `cat ${said}; exit 1`;
    const failing = await open(broken(answer));
    const progress: Progress[] = [];
    await expect(failing.apply((one) => progress.push(one))).rejects.toMatchObject({
      name: 'UserError',
      message: 'terraform_data, terraform_data.b: Okta says: Api validation failed: name',
      remedy: ['name: too long', `The full output is in ${join(folder, 'terraform.log')}`],
    });
    expect(progress.at(-1)).toEqual({ address: 'terraform_data.b', phase: 'failed' });
    const mended = await reopen(broken('true'));
    expect((await mended.plan()).changes).toEqual([{ address: 'terraform_data.b', action: 'replace' }]);
    await apply(mended);
    expect((await mended.plan()).changes).toEqual([]);
  });

  it('stops in the middle when told, after the step under way; the next run does the rest', async () => {
    const began = join(folder, 'began');
    const stack = stackOf({
      a: slow(began),
      b: { input: 'after', depends_on: ['terraform_data.a'] },
      c: { input: 'after', depends_on: ['terraform_data.b'] },
    });
    const engine = await open(stack);
    await expect(engine.apply(({ phase }) => phase === 'started' && stopping.abort())).rejects.toMatchObject({
      message: 'Stopped. Changes made so far are kept.',
    });
    const next = await reopen(stack);
    const { progress } = await apply(next);
    expect(progress.filter(({ phase }) => phase === 'done').map(({ address }) => address)).toContain(
      'terraform_data.c',
    );
    expect((await next.plan()).changes).toEqual([]);
  });

  it('is never killed on Windows, where a signal would leave the state locked and objects out of it', async () => {
    const stack = stackOf({
      a: slow(join(folder, 'began')),
      b: { input: 'after', depends_on: ['terraform_data.a'] },
    });
    let interrupts = 0;
    const engine = await open(stack, {}, { platform: 'win32', onInterrupt: () => (interrupts += 1) });
    const done: string[] = [];
    const applying = engine.apply(({ phase, address }) => {
      if (phase === 'started') stopping.abort();
      if (phase === 'done') done.push(address);
    });
    await expect(applying).rejects.toMatchObject({ message: 'Stopped. Changes made so far are kept.' });
    expect({ interrupts, done }).toEqual({ interrupts: 1, done: ['terraform_data.a', 'terraform_data.b'] });
    expect(await readdir(folder)).not.toContain('.terraform.tfstate.lock.info');
    expect((await (await reopen(stack)).plan()).changes).toEqual([]);
  });

  it('starts nothing after Ctrl-C', async () => {
    const engine = await open(two);
    stopping.abort();
    await expect(engine.plan()).rejects.toMatchObject({ message: 'Stopped. Changes made so far are kept.' });
    expect(await readdir(folder)).not.toContain('terraform.log');
  });

  it('tells the second of two at once which process has the state', async () => {
    await open(two);
    await expect(open(two)).rejects.toMatchObject({
      message: `The state in ${folder} is in use by process ${process.pid}.`,
    });
    await expect(reopen(two)).resolves.toBeDefined(); // the first has released it
  });

  it('says so when Terraform itself still works after its starter was killed', async () => {
    const working = join(folder, 'working');
    const command = `touch ${working}; while [ -e ${working} ]; do sleep 0.1; done`;
    const stack = stackOf({ a: { provisioner: [{ 'local-exec': { command } }] } });
    await open(stack);
    const { path } = await findTerraform(process.env);
    const args = { cwd: folder, stdio: 'ignore' as const };
    await once(spawn(path, ['init'], args), 'exit');
    const left = spawn(path, ['apply', '-auto-approve'], args);
    const ended = once(left, 'exit');
    while (!(await stat(working).catch(() => undefined)))
      await new Promise((settle) => setTimeout(settle, 20));
    const engine = await reopen(stack);
    await expect(engine.plan()).rejects.toThrow(
      /^Terraform is still working on this org, started by \S+@\S+ at /,
    );
    await rm(working);
    await ended;
    expect((await engine.plan()).changes).toEqual([]);
  });

  it('refuses a download of the provider in two lines, and nothing is made', async () => {
    const rc = join(folder, 'empty.tfrc');
    const stack = JSON.stringify({
      terraform: { required_providers: { okta: { source: 'okta/okta', version: '~> 4.0' } } },
    });
    const engine = await open(stack, { TF_CLI_CONFIG_FILE: rc });
    await writeFile(
      rc,
      `provider_installation {\n filesystem_mirror {\n path = "${join(folder, 'none')}"\n }\n}\n`,
    );
    await expect(engine.plan()).rejects.toMatchObject({
      message: 'Terraform could not download the Okta provider.',
    });
    expect(await readdir(folder)).not.toContain('terraform.tfstate');
  });

  it('says that the disk is full before anything is changed', async () => {
    const engine = await open(two);
    await symlink('/dev/full', join(folder, 'terraform.log'));
    await expect(engine.plan()).rejects.toMatchObject({
      message: 'The disk is full; nothing was changed in the org.',
    });
    expect(await readdir(folder)).not.toContain('terraform.tfstate');
  });
});

it.each([
  ['win32', { windowsHide: true }],
  ['darwin', { detached: true }],
  ['linux', { detached: true }],
] as const)('Ctrl-C in the terminal does not reach Terraform on %s', (platform, options) => {
  expect(apart(platform)).toEqual(options);
});

describe('finding Terraform', () => {
  it.each([
    ['linux', { PATH: '/usr/bin::/opt/my tools', Path: '/no' }, ['/usr/bin/tofu', '/opt/my tools/tofu']],
    ['darwin', { PATH: '/opt/homebrew/bin' }, ['/opt/homebrew/bin/tofu']],
    [
      'win32',
      { Path: String.raw`C:\Tools;"D:\my tools"` },
      ['C:\\Tools\\tofu.exe', 'D:\\my tools\\tofu.exe'],
    ],
    ['win32', { PATH: String.raw`C:\Tools` }, ['C:\\Tools\\tofu.exe']],
    ['win32', {}, []],
  ] as const)('looks on %s in the folders of %o', (platform, env, places) => {
    expect(placesOnPath('tofu', env, platform)).toEqual(places);
  });

  const fake = async (name: string, version: string) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, name), `#!/bin/sh\necho '{"terraform_version":"${version}"}'\n`, {
      mode: 0o755,
    });
  };

  it('says how to get it when there is none', async () => {
    await expect(findTerraform({ PATH: folder })).rejects.toMatchObject({
      message: 'Neither terraform nor tofu is on the PATH.',
      remedy: expect.arrayContaining([expect.stringContaining('--engine direct')]) as unknown,
    });
  });

  it('says that one is too old', async () => {
    await fake('terraform', '1.4.7');
    await expect(findTerraform({ PATH: folder })).rejects.toThrow(
      `${join(folder, 'terraform')} is version 1.4.7; 1.5 or newer is required.`,
    );
  });

  it('takes OpenTofu when Terraform is too old', async () => {
    await fake('terraform', '1.4.7');
    await fake('tofu', '1.9.0');
    expect(await findTerraform({ PATH: folder })).toMatchObject({ name: 'tofu', version: '1.9.0' });
  });
});
