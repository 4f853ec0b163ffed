/** Demo scripts: strict, listed, and each of them rehearsed on the sandbox. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openGround } from '../../../cli/demo/ground.ts';
import { loadScript, scriptNames } from '../../../cli/demo/library.ts';
import { rehearse } from '../../../cli/demo/rehearse.ts';
import { runCli } from '../../helpers/cli.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterAll(() => rm(cwd, { recursive: true }));

interface Checked {
  status: string;
  scripts: {
    script: string;
    status: string;
    scenes: { status: string; unmet: string[]; cause?: string }[];
  }[];
}

describe('a script', () => {
  const scene = `
  - title: One
    say: Something.
    expect: [{ text: It is so, claim: { name: sub, has: x } }]`;
  const head = 'title: T\nminutes: 3\naudience: All';

  it.each([
    [
      'a key that there is none of',
      `${head}\nscenes:${scene}\n    brake: []`,
      'scenes[0].brake: is not a valid key',
    ],
    [
      'a wrong type',
      `title: T\nminutes: soon\naudience: All\nscenes:${scene}`,
      'minutes: invalid input: expected number',
    ],
    [
      'nothing to expect',
      `${head}\nscenes: [{ title: A, say: B, expect: [] }]`,
      'scenes[0].expect: must contain at least one expectation',
    ],
    [
      'a step that does two things',
      `${head}\nscenes:${scene}\n    do: [{ as: ada, open: /x, press: Go }]`,
      'scenes[0].do[0]: must have exactly one of open, sign-in',
    ],
    [
      'a step of nobody',
      `${head}\nscenes:${scene}\n    do: [{ order: first }]`,
      'scenes[0].do[0].as: is missing: who does it?',
    ],
    [
      'a person that there is none of',
      `${head}\nscenes:${scene}\n    do: [{ as: bob, open: / }]`,
      'scenes[0].do[0].as: invalid option',
    ],
    [
      'two things in one expectation',
      `${head}\nscenes: [{ title: A, say: B, expect: [{ text: C, prints: x, claim: { name: y, has: z } }] }]`,
      'scenes[0].expect[0]: must have exactly one of answer, claim, event, prints',
    ],
    [
      'a claim that nothing is said of',
      `${head}\nscenes: [{ title: A, say: B, expect: [{ text: C, claim: { name: y } }] }]`,
      'scenes[0].expect[0].claim: must have exactly one of has, lacks, is',
    ],
    [
      'a change by another door than the Management API',
      `${head}\nscenes:${scene}\n    break: [{ text: C, request: DELETE /__sandbox/requests }]`,
      'scenes[0].break[0].request: must be a path of the Management API',
    ],
    [
      'a name in braces that is none',
      `${head}\nscenes:${scene}\n    break: [{ text: C, request: 'POST /api/v1/users/{bob}/lifecycle/suspend' }]`,
      'scenes[0].break[0].request: contains a name in braces',
    ],
    [
      'members to set of a POST',
      `${head}\nscenes:${scene}\n    fix: [{ text: C, request: POST /api/v1/groups, set: { a: 1 } }]`,
      'scenes[0].fix[0].set: needs a PUT',
    ],
    ['broken YAML', 'title: [', 'at line 1'],
    ['an alias', `title: &a T\nminutes: 3\naudience: *a\nscenes:${scene}`, 'Aliases (*) are not used'],
  ])('with %s is refused, with file and key', async (_what, text, message) => {
    await writeFile(join(cwd, 'own.yaml'), text);
    const { status, stderr } = await runCli(['demo', 'check', './own.yaml'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('./own.yaml is not valid');
    expect(stderr).toContain(message);
  });

  it('that there is none of: the next name is proposed', async () => {
    expect((await runCli(['demo', 'check', 'one-clam'], { cwd })).stderr).toContain(
      'Did you mean one-claim?',
    );
    expect((await runCli(['demo', 'check', 'quite-another-thing'], { cwd })).stderr).toContain(
      'multidemo demo list',
    );
    expect((await runCli(['demo', 'check', './none.yaml'], { cwd })).stderr).toContain('cannot be read');
    expect((await runCli(['demo', 'check'], { cwd })).stderr).toContain('--all');
  });
});

it('list names every script, with its time and for whom it is', async () => {
  const { stdout } = await runCli(['demo', 'list', '--json'], { cwd });
  const listed = JSON.parse(stdout) as { name: string; minutes: number; scenes: string[] }[];
  expect(listed.map(({ name }) => name)).toEqual((await scriptNames()).map((one) => one.slice(3)));
  expect((await runCli(['demo', 'list'], { cwd })).stdout).toContain(
    'The rule that stopped the admin · 6 min',
  );
});

it('check --all plays every scene of every script on a demo of its own', async () => {
  const { status, stdout, stderr } = await runCli(['demo', 'check', '--all', '--json'], { cwd });
  const { scripts } = JSON.parse(stdout) as Checked;
  const failed = scripts.flatMap(({ script, scenes }) =>
    scenes.filter((one) => one.status !== 'ok').map(({ unmet, cause }) => ({ script, unmet, cause })),
  );
  expect(failed, stderr).toEqual([]);
  expect(scripts.map(({ status: one }) => one)).toEqual(scripts.map(() => 'ok'));
  expect(scripts).toHaveLength((await scriptNames()).length);
  expect(status).toBe(0);
}, 180_000);

it('what scenes point at in the inspector is there once they are played, without secrets', async () => {
  const stream = () => new PassThrough().resume();
  const opened = await openGround({
    ...{ stdout: stream(), stderr: stream(), stdin: stream(), env: {}, cwd },
    ...{ signal: new AbortController().signal, platform: process.platform, started: performance.now() },
  });
  const { ground } = opened;
  /** The messages that are drawn after that one, as the page's filter reads them. */
  const rows = async (after: number): Promise<string[]> => {
    const page = await (await fetch(`${ground.config.appUrl}/inspector`)).text();
    return [...page.matchAll(/<li\s+class="row([^"]*)"\s+data-id="(\d+)"[\s\S]*?<\/li>/g)]
      .filter(([, kind = '', id]) => !kind.includes('is-asset') && Number(id) > after)
      .map(([html]) => html.replace(/<[^>]*>/g, ' ').toLowerCase());
  };
  const missing: string[] = [];
  try {
    for (const name of await scriptNames()) {
      const { scenes, ...script } = await loadScript(name, cwd);
      // Scene by scene, in one rehearsal: each looks before it is played, at what the one before has left.
      let [begun, wanted]: [number, { title: string; words: string[] }[]] = [0, []];
      const look = async (): Promise<void> => {
        const isDrawn = async (words: string[]): Promise<boolean> =>
          (await rows(begun)).some((row) => words.every((word) => row.includes(word)));
        // A message is drawn when it is over: the shop revokes all tokens of a person before it answers a hook.
        for (const { title, words } of wanted)
          await vi
            .waitUntil(() => isDrawn(words), { timeout: 20_000, interval: 100 })
            .catch(() => missing.push(`${name}, ${title}: ${words.join(' ')}`));
      };
      await rehearse({ ...script, scenes }, ground, {
        before: async (scene) => {
          await look();
          const page = await (await fetch(`${ground.config.appUrl}/inspector`)).text();
          begun = Number(/data-last="(\d+)"/.exec(page)?.[1]);
          const { title, look: looks } = scenes[scene - 1]!;
          wanted = looks.flatMap(({ inspector }) =>
            inspector === undefined ? [] : [{ title, words: inspector.toLowerCase().split(/\s+/) }],
          );
        },
      });
      await look();
    }
    expect(missing).toEqual([]);
    // All that these flows have sent is on the page and in the exports, and nothing of it is secret.
    const secrets = Object.entries(ground.io.env)
      .filter(([name, value]) => /SECRET$|_KEY$/.test(name) && (value ?? '').length > 7)
      .map(([, value]) => value!);
    expect(secrets.length).toBeGreaterThan(3);
    for (const person of ['ada', 'grace', 'linus']) secrets.push(ground.cast(person).password);
    for (const format of ['', '/export.har', '/export.mmd', '/export.html']) {
      const exported = await (await fetch(`${ground.config.appUrl}/inspector${format}`)).text();
      expect(exported).toContain('/v1/token');
      for (const secret of secrets) expect(exported.includes(secret), `${format} has ${secret}`).toBe(false);
      expect(exported, format).not.toMatch(/eyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/);
    }
  } finally {
    await opened.close();
  }
}, 240_000);

it('run ends with what a script lacks, and ends the shop that it has started', async () => {
  const needs = 'needs: { features: [fulfilment] }';
  const scene = '[{ title: A, say: B, expect: [{ text: C, prints: x }] }]';
  await writeFile(join(cwd, 'own.yaml'), `title: T\nminutes: 3\naudience: All\n${needs}\nscenes: ${scene}`);
  const { status, stderr } = await runCli(['demo', 'run', './own.yaml', '--no-open', '--json'], {
    ...{ cwd, env: { FF_FULFILMENT: 'false' } },
  });
  expect(stderr).toContain('cannot be played here: it needs the fulfilment service (FF_FULFILMENT)');
  expect(status).toBe(1);
}, 60_000);

it('plays in the built command as in the sources: bundled packages keep the names that they need', async () => {
  const launcher = join(import.meta.dirname, '../../../cli/launch.js');
  const argv = [launcher, 'demo', 'check', 'one-claim', '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd });
  expect((JSON.parse(stdout) as Checked).status).toBe('ok');
}, 120_000);
