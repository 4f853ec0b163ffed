import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCli, startCli } from '../helpers/cli.ts';
import type { RunningCli } from '../helpers/cli.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const sandbox = (...options: string[]) => startCli(['sandbox', '--port', '0', ...options], { cwd });
async function ready(cli: RunningCli) {
  const [, url = ''] = await cli.until(/Org URL +(http:\S+)/);
  const [, token = ''] = await cli.until(/API token +(\S+)\n/);
  return { url, headers: { authorization: `SSWS ${token}`, 'content-type': 'application/json' } };
}
const createGroup = async (cli: RunningCli) => {
  const { url, headers } = await ready(cli);
  return fetch(`${url}/api/v1/groups`, { method: 'POST', headers, body: '{"profile":{"name":"Mine"}}' });
};
const groupNames = async (cli: RunningCli) => {
  const { url, headers } = await ready(cli);
  const groups = (await (await fetch(`${url}/api/v1/groups`, { headers })).json()) as {
    profile: { name: string };
  }[];
  return groups.map(({ profile }) => profile.name);
};

it('runs an org that answers with the token it prints, and keeps what is in it', async () => {
  const first = sandbox();
  const [, inspector = ''] = await first.until(/Inspector (http:\S+) +every message as it happens/);
  expect((await fetch(inspector)).status).toBe(200);
  expect((await createGroup(first)).status).toBe(200);
  const { headers } = await ready(first);
  expect(await first.stop()).toBe(0);

  const second = sandbox();
  expect(await groupNames(second)).toContain('Mine');
  expect((await ready(second)).headers).toEqual(headers);
  await second.stop();
});

it('begins again when told', async () => {
  const first = sandbox();
  await createGroup(first);
  await first.stop();
  const second = sandbox('--reset');
  expect(await groupNames(second)).not.toContain('Mine');
  await second.stop();
});

it('refuses an org that another process uses, and takes over from one that is gone', async () => {
  const first = sandbox();
  await ready(first);
  const { status, stderr } = await runCli(['sandbox', '--port', '0'], { cwd });
  expect(stderr).toContain(`is in use by process ${process.pid}.`);
  expect(status).toBe(1);
  await first.stop();

  // As a process leaves it that was killed: a number of today's system may be another process.
  for (const left of ['999999999', String(process.ppid), '']) {
    await writeFile(join(cwd, '.multidemo/sandbox/lock'), left);
    const next = sandbox();
    await ready(next);
    expect(await next.stop()).toBe(0);
  }
});
