/**
 * Every implemented operation that Okta describes (OpenAPI, `../shared/okta-published`): a minimal described request is
 * accepted and each answer has the described shape. The recorded conversations of real orgs supply half of the
 * requests, test/helpers/minimal-requests the others; an operation that none of them reaches fails the test.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { idleParameters } from '../../sandbox/api/settings/queries.ts';
import { routes } from '../../sandbox/api/table.ts';
import { type Sandbox, createSandbox } from '../../sandbox/index.ts';
import {
  type Deviation,
  Description,
  type Listener,
  deviationsOfExamples,
  deviationsOfRealOrgs,
  listenTo,
  nameOf,
  placeOf,
  sharedFolder,
} from '../helpers/described.ts';
import { describedQueries, QueryProbe } from '../helpers/described-queries.ts';
import { minimalRequests } from '../helpers/minimal-requests/index.ts';

const title = 'answers as Okta describes them';
const named =
  sharedFolder === undefined ? `${title} (skipped: no ../shared/okta-published beside the project)` : title;

describe.skipIf(sharedFolder === undefined)(named, { timeout: 600_000 }, () => {
  const shared = sharedFolder ?? '';
  const recordings = [`${shared}/okta-recordings`, `${shared}/okta-recordings-more`];
  const seen = new Map<string, Set<number>>();
  const deviations: Deviation[] = [];
  let management: Description;
  let oauth: Description;
  let probe: QueryProbe;

  beforeAll(() => {
    management = new Description(`${shared}/okta-published/management.yaml`);
    oauth = new Description(`${shared}/okta-published/oauth.yaml`);
    probe = new QueryProbe(describedQueries(`${shared}/okta-published/management.yaml`));
  }, 600_000);

  const keep = async (listener: Listener, sandbox: Sandbox): Promise<void> => {
    for (const [id, statuses] of listener.seen) seen.set(id, new Set([...(seen.get(id) ?? []), ...statuses]));
    deviations.push(...listener.deviations);
    await listener.close();
    await sandbox.close();
  };

  test.each(recordings)('to the recorded requests of %s', async (folder) => {
    const sandbox = await createSandbox();
    const listener = await listenTo(sandbox.url, [management, oauth], probe.onRead);
    const tool = [`${shared}/tools/replay-okta.mjs`, '--base', listener.url, '--token', sandbox.apiToken];
    const args = [...tool, '--recordings', folder, '--own', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 50_000_000 });
    expect((JSON.parse(stdout) as { sum: { ok: number } }).sum.ok).toBeGreaterThan(500);
    await keep(listener, sandbox);
  });

  test('to minimal described requests', async () => {
    const sandbox = await createSandbox({ apiToken: 'T' });
    const listener = await listenTo(sandbox.url, [management, oauth], probe.onRead);
    await minimalRequests(listener.url, sandbox);
    await keep(listener, sandbox);
  });

  test('and names the query parameters that it does not act on', () => {
    expect(Object.fromEntries(probe.idle)).toEqual(idleParameters);
  });

  test('whatever the operation, and each is asked', () => {
    const ofOkta = new Set([
      ...recordings.flatMap((folder) => [...deviationsOfRealOrgs(management, folder)]),
      ...[management, oauth].flatMap((one) => deviationsOfExamples(one, seen)),
    ]);
    const ours = new Set(deviations.filter((one) => !ofOkta.has(placeOf(one))).map(nameOf));
    expect.soft([...ours].sort()).toEqual([]);
    const described = new Set([...management.operations, ...oauth.operations].map((one) => one.id));
    const implemented = routes.map((route) => route.name).filter((name) => described.has(name));
    const reached = implemented.filter((name) => [...(seen.get(name) ?? [])].some((status) => status < 400));
    expect(implemented.filter((name) => !reached.includes(name))).toEqual([]);
    process.stdout.write(`described operations: ${implemented.length} implemented, all reached\n`);
  });
});
