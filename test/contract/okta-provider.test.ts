import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../cli/provision/kinds/kind.ts';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import type { Progress } from '../../cli/provision/plan.ts';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { demoOrgJson, everythingOn, provisionDirect } from '../helpers/provider/demo-stack.ts';
import { describeOrg } from '../helpers/provider/describe-org.ts';
import {
  noProvider,
  openTerraform,
  providerVersions,
  withProvider,
  type OpenEngine,
  type ProviderVersion,
} from '../helpers/provider/okta-provider.ts';
import { startRecorder, type Recorder } from '../helpers/provider/recorder.ts';
import { fixtureOf, writeRecording, type Phase, type RecordedPhases } from '../helpers/provider/recording.ts';

/** Writes the fixture again: see README.md beside this file. */
const recording = process.env['RECORD_PROVIDER'] === '1';
/** One call after another, so that a recording can be replayed in its order. */
const oneByOne = { TF_CLI_ARGS_plan: '-parallelism=1', TF_CLI_ARGS_apply: '-parallelism=1' };

describe.each(providerVersions)('the demo org, by Terraform', (version) => {
  describe.skipIf(noProvider(version))(withProvider('and the Okta provider', version), () => suite(version));
});

function suite(version: ProviderVersion): void {
  let sandbox: Sandbox;
  let recorder: Recorder;
  let terraform: OpenEngine;
  let variables: ReturnType<typeof everythingOn>;
  let before: unknown;
  let applied: unknown;
  const phases: RecordedPhases = [];

  beforeAll(async () => {
    sandbox = await createSandbox();
    recorder = await startRecorder(sandbox.url);
    variables = everythingOn(sandbox.url, await sandbox.outside.saml.certificate());
    terraform = await openTerraform(version, sandbox, variables, {
      OKTA_HTTP_PROXY: recorder.url,
      ...(recording && oneByOne),
    });
    before = await describeOrg(sandbox.url, sandbox.apiToken);
  });
  afterAll(async () => {
    await terraform.close();
    await recorder.close();
    await sandbox.close();
  });

  /** Keeps what is said to the org in the meantime. */
  async function during<T>(phase: Phase, work: () => Promise<T>): Promise<T> {
    const result = await work();
    phases.push([phase, recorder.exchanges.splice(0)]);
    return result;
  }
  const apply = async (): Promise<string[]> => {
    const done: string[] = [];
    await terraform.engine.apply(({ phase, address, action }: Progress) => {
      if (phase === 'done') done.push(`${address} ${String(action)}`);
    });
    return done;
  };
  const nothing = { changes: [], drift: [] };
  const scope = 'okta_auth_server_scope.orders_create';

  it('is made', async () => {
    const { changes } = await during('plan', () => terraform.engine.plan());
    const done = await during('apply', apply);
    expect(done).toHaveLength(changes.length);
    applied = await describeOrg(sandbox.url, sandbox.apiToken);
  });

  it('needs no change straight after', async () => {
    expect(await during('second plan', () => terraform.engine.plan())).toMatchObject(nothing);
    expect(await apply()).toEqual([]);
    recorder.exchanges.splice(0);
  });

  it('is what the direct engine makes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'direct-'));
    const other = await createSandbox();
    try {
      await provisionDirect(other, { ...variables, org_url: other.url }, folder);
      expect(await describeOrg(other.url, other.apiToken)).toEqual(applied);
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  });

  it('names a scope that someone changed, and reverts it', async () => {
    await during('change', async () => {
      const api = new ManagementApi(recorder.url, sandbox.apiToken);
      const servers = await api.list('/api/v1/authorizationServers?q=Okta');
      const path = `/api/v1/authorizationServers/${text(servers[0]?.['id'])}/scopes`;
      const found = (await api.list(path)).find(({ name }) => name === 'orders:create');
      await api.put(`${path}/${text(found?.['id'])}`, {
        ...found,
        description: 'Changed',
        consent: 'REQUIRED',
      });
    });
    expect(await during('plan of the repair', () => terraform.engine.plan())).toMatchObject({
      changes: [{ address: scope, action: 'update' }],
      drift: [{ address: scope, action: 'update', attributes: ['consent', 'description'] }],
    });
    expect(await during('repair', apply)).toEqual([`${scope} updated`]);
    expect(await describeOrg(sandbox.url, sandbox.apiToken)).toEqual(applied);
    expect(await terraform.engine.plan()).toMatchObject(nothing);
    recorder.exchanges.splice(0);
  });

  it('is removed, and the org is as it was before', async () => {
    await during('destruction', () => terraform.engine.destroy(() => undefined));
    expect(await describeOrg(sandbox.url, sandbox.apiToken)).toEqual(before);
  });

  it.runIf(recording)('is written down', async () => {
    await writeFile(
      fixtureOf(version),
      writeRecording(phases, [recorder.url, sandbox.url], { variables, stack: await demoOrgJson() }),
    );
  });
}
