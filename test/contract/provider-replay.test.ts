import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';
import { provisionDirect } from '../helpers/provider/demo-stack.ts';
import { describeOrg } from '../helpers/provider/describe-org.ts';
import type { Exchange } from '../helpers/provider/recorder.ts';
import { fixtureOf, readRecording, Replay, type Phase } from '../helpers/provider/recording.ts';
import { configurations } from './configurations.ts';

describe.each(['4.20.0', '6.12.0'])('what the Okta provider %s said to an org, said again', (version) => {
  let sandbox: Sandbox;
  let replay: Replay;
  let recorded: Awaited<ReturnType<typeof readRecording>>;
  let before: unknown;
  let applied: unknown;

  beforeAll(async () => {
    [sandbox, recorded] = await Promise.all([createSandbox(), readRecording(fixtureOf(version))]);
    replay = new Replay(sandbox.url, sandbox.apiToken);
    before = await describeOrg(sandbox.url, sandbox.apiToken);
  });
  afterAll(async () => sandbox.close());

  /** What of the recorded answers this org did not give, in all calls of these phases. */
  async function say(...phases: Phase[]): Promise<string[]> {
    const missing: string[] = [];
    for (const phase of phases) {
      const calls: Exchange[] = recorded.phases.find(([name]) => name === phase)?.[1] ?? [];
      expect(calls, phase).not.toHaveLength(0);
      for (const call of calls) missing.push(...(await replay.send(call)));
    }
    return missing;
  }
  const org = () => describeOrg(sandbox.url, sandbox.apiToken);

  it('makes the org that the direct engine makes', async () => {
    expect(await say('plan', 'apply')).toEqual([]);
    applied = await org();
    const folder = await mkdtemp(join(tmpdir(), 'direct-'));
    const other = await createSandbox();
    try {
      await provisionDirect(other, { ...recorded.variables, org_url: other.url }, folder, recorded.stack);
      expect(await describeOrg(other.url, other.apiToken)).toEqual(applied);
    } finally {
      await other.close();
      await rm(folder, { recursive: true });
    }
  });

  it('reads and changes nothing', async () => {
    expect(await say('second plan')).toEqual([]);
    expect(await org()).toEqual(applied);
  });

  it('sees what someone changed, and reverts it', async () => {
    expect(await say('change')).toEqual([]);
    expect(await org()).not.toEqual(applied);
    expect(await say('plan of the repair', 'repair')).toEqual([]);
    expect(await org()).toEqual(applied);
  });

  it('removes it all', async () => {
    expect(await say('destruction')).toEqual([]);
    expect(await org()).toEqual(before);
  });
});

describe('what the Okta provider said of small configurations, said again', () => {
  it('is answered as it was then', async () => {
    const [sandbox, { phases }] = await Promise.all([
      createSandbox(),
      readRecording(fixtureOf('6.12.0-configurations')),
    ]);
    const replay = new Replay(sandbox.url, sandbox.apiToken);
    const before = await describeOrg(sandbox.url, sandbox.apiToken);
    const missing: string[] = [];
    for (const [phase, calls] of phases)
      for (const call of calls) for (const line of await replay.send(call)) missing.push(`${phase}: ${line}`);
    expect(missing).toEqual([]);
    expect(phases.map(([phase]) => phase.split(' ')[0])).toEqual(
      expect.arrayContaining(Object.keys(configurations)),
    );
    expect(await describeOrg(sandbox.url, sandbox.apiToken)).toEqual(before);
    await sandbox.close();
  });
});
