/** Resources that the demo org does not have, by Terraform and the Okta provider: applied, planned empty, destroyed. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTerraform } from '../../cli/provision/terraform/binary.ts';
import { terraformEnvironment } from '../../cli/provision/terraform/environment.ts';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import {
  newest,
  noProvider,
  providerVersions,
  requiring,
  withProvider,
  type ProviderVersion,
} from '../helpers/provider/okta-provider.ts';
import { startRecorder, type Recorder } from '../helpers/provider/recorder.ts';
import { fixtureOf, writeRecording, type RecordedPhases } from '../helpers/provider/recording.ts';
import { configurations } from './configurations.ts';

const recording = process.env['RECORD_PROVIDER'] === '1';
const run = promisify(execFile);

describe.each(providerVersions)('small configurations, by Terraform', (version) => {
  describe.skipIf(noProvider(version))(withProvider('and the Okta provider', version), () => suite(version));
});

function suite(version: ProviderVersion): void {
  let sandbox: Sandbox;
  let recorder: Recorder;
  let folder: string;
  const phases: RecordedPhases = [];

  beforeAll(async () => {
    sandbox = await createSandbox();
    recorder = await startRecorder(sandbox.url);
  });
  afterAll(async () => {
    await recorder.close();
    await sandbox.close();
  });

  it.each(Object.entries(configurations))('%s', async (name, resource) => {
    folder = await mkdtemp(join(tmpdir(), 'configuration-'));
    const { path } = await findTerraform(process.env);
    const credentials = { kind: 'token', token: sandbox.apiToken } as const;
    const env = {
      ...terraformEnvironment(process.env, sandbox.url, credentials, {}),
      OKTA_HTTP_PROXY: recorder.url,
    };
    const terraform = async (...args: string[]): Promise<void> => {
      await run(path, [...args, '-no-color'], { cwd: folder, env });
      const said = recorder.exchanges.splice(0);
      if (said.length > 0) phases.push([`${name} ${args[0] ?? ''}`, said]);
    };
    try {
      await writeFile(join(folder, 'provider.tf.json'), requiring(version));
      await writeFile(join(folder, 'main.tf.json'), JSON.stringify({ resource }));
      await terraform('init');
      await terraform('apply', '-auto-approve', '-parallelism=1');
      await terraform('plan', '-detailed-exitcode', '-parallelism=1'); // 2, a failure, when something is to do
      await terraform('destroy', '-auto-approve', '-parallelism=1');
    } finally {
      await rm(folder, { recursive: true });
    }
    expect(phases.map(([phase]) => phase)).toContain(`${name} destroy`);
  });

  it.runIf(recording && version === newest)('are written down', async () => {
    const made = { variables: {}, stack: '{}' };
    const text = writeRecording(phases, [recorder.url, sandbox.url], made);
    await writeFile(fixtureOf(`${version}-configurations`), text);
  });
}
