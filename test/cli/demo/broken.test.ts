/** Each script broken on purpose at each of its scenes: the rehearsal names the scene and the cause. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGround } from '../../../cli/demo/ground.ts';
import type { Ground, OpenGround } from '../../../cli/demo/ground.ts';
import { loadScript, scriptNames } from '../../../cli/demo/library.ts';
import { Names } from '../../../cli/demo/names.ts';
import { unescapeHtml } from '../../../cli/demo/observation.ts';
import { rehearse } from '../../../cli/demo/rehearse.ts';
import { parseScript } from '../../../cli/demo/schema.ts';
import type { Script } from '../../../cli/demo/schema.ts';
import type { Fields } from '../../../cli/provision/value.ts';

let cwd: string;
let opened: OpenGround;
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'demo-broken-'));
  const stream = () => new PassThrough().resume();
  opened = await openGround({
    ...{ stdout: stream(), stderr: stream(), stdin: stream(), env: {}, cwd },
    ...{ signal: new AbortController().signal, platform: process.platform, started: performance.now() },
  });
}, 60_000);
afterAll(async () => {
  await opened.close();
  await rm(cwd, { recursive: true });
});

/** A script of one scene, with these changes. */
const scriptOf = (changes: readonly object[], expected: object): Script =>
  parseScript(
    JSON.stringify({
      ...{ title: 'T', minutes: 1, audience: 'All' },
      scenes: [{ title: 'One', say: 'S', fix: changes, expect: [{ text: 'It is so', ...expected }] }],
    }),
    'own.yaml',
    'own',
  );

it('without snapshots, every change is taken back that can be, and the others are named', async () => {
  const ground = { ...opened.ground, control: undefined };
  const group = (name: string) => ({ request: 'POST /api/v1/groups', body: { profile: { name } } });
  const script = scriptOf(
    [
      { text: 'Make one', ...group('First of two') },
      { text: 'Make another', ...group('Second of two'), undo: 'POST /api/v1/groups/none/lifecycle/undo' },
    ],
    { event: { type: 'group.lifecycle.create' } },
  );
  const failure = await rehearse(script, ground, { timeout: 500 }).catch((error: unknown) => error);
  expect(failure).toMatchObject({
    message: 'The org was not fully restored. Undo these changes yourself:',
    remedy: [expect.stringMatching(/^POST \/api\/v1\/groups\/none\/lifecycle\/undo: .*40[45]/)],
  });
  const names = (await ground.api.list('/api/v1/groups')).map(({ profile }) => profile);
  expect(names).not.toContainEqual(expect.objectContaining({ name: 'First of two' }));
  expect(names).toContainEqual(expect.objectContaining({ name: 'Second of two' }));
});

it('an org in the cloud is asked for its log every five seconds only', async () => {
  let looks = 0;
  const api = { list: () => Promise.resolve((looks += 1) && []) } as unknown as Ground['api'];
  const config = {
    ...opened.ground.config,
    okta: { ...opened.ground.config.okta, baseUrl: 'https://a.okta.com' },
  };
  const script = scriptOf([], { event: { type: 'never.happened' } });
  await rehearse(script, { ...opened.ground, api, config, control: undefined }, { timeout: 700 });
  // One for the event, one for what is there instead.
  expect(looks).toBe(2);
});

it('pages are read as a browser reads them, with quotes and backslashes', () => {
  expect(unescapeHtml('&quot;a&#39;s &#92;&quot;b&#92;&quot; &#96;&amp;#39;&lt;&quot;')).toBe(
    String.raw`"a's \"b\" ${'`'}&#39;<"`,
  );
});

const switchedOff = {
  partnerRoute:
    '/api/v1/policies/{data.okta_policy.idp_discovery}/rules/{okta_policy_rule_idp_discovery.partner_domain[0]}',
  batchApp: '/api/v1/apps/{okta_app_oauth.batch}',
  shopApp: '/api/v1/apps/{okta_app_oauth.web}',
};

/** Changes that are made before a scene, where it takes more than to switch something off. */
const changes: Readonly<Record<string, (ground: Ground, names: Names) => Promise<unknown>>> = {
  // Nobody can change what the System Log has: it can be read no more, and no command can change the org.
  revoked: async ({ api }) => {
    const tokens = await api.list('/api/v1/api-tokens');
    // With the one that is used here, it ends.
    for (const { id } of tokens)
      await api.delete(`/api/v1/api-tokens/${id as string}`).catch(() => undefined);
  },
  passkeyAsked: async ({ api }, names) =>
    api.put(await names.text(signOnRule), await assured(api, names, true)),
  passwordEnough: async ({ api }, names) =>
    api.put(await names.text(signOnRule), await assured(api, names, false)),
  anotherRule: async ({ api }, names) => {
    const rules = await names.text(machineRules);
    const [rule] = await api.list(rules);
    const { id: _id, _links, created: _created, lastUpdated: _updated, system: _system, ...rest } = rule!;
    await api.post(rules, { ...rest, name: 'Another', priority: 1 });
  },
};
const signOnRule =
  '/api/v1/policies/{okta_app_signon_policy.sign_on[0]}/rules/{okta_app_signon_policy_rule.sign_on_password[0]}';
const machineRules =
  '/api/v1/authorizationServers/{okta_auth_server.shop}/policies/{okta_auth_server_policy.machines_policy}/rules';

/** The sign-on rule of the shop, as it asks for a passkey or is content with a password. */
async function assured(api: Ground['api'], names: Names, isPasskey: boolean): Promise<Fields> {
  const rule = (await api.read(await names.text(signOnRule)))!;
  const knowledge = { knowledge: { types: ['password'] } };
  const possession = { possession: { required: true, phishingResistant: 'REQUIRED' } };
  const verificationMethod = {
    ...{ type: 'ASSURANCE', factorMode: '1FA' },
    constraints: [isPasskey ? possession : knowledge],
  };
  const { appSignOn } = rule.actions as { appSignOn: Fields };
  return { ...rule, actions: { appSignOn: { ...appSignOn, verificationMethod } } };
}

/** What is broken before each scene: someone is suspended, something is switched off or changed; `answer`: see there. */
const broken: Readonly<Record<string, readonly string[]>> = {
  'first-sign-in': ['answer', 'ada', 'ada', 'ada'],
  'one-claim': ['ada', 'grace', 'ada', 'revoked'],
  'the-rule': ['linus', 'linus', 'linus', 'revoked'],
  'step-up': ['ada', 'linus', 'linus', 'linus'],
  consent: ['ada', 'ada', 'ada', 'revoked'],
  partner: ['partnerRoute', 'partnerRoute', 'revoked'],
  passkey: ['passkeyAsked', 'ada', 'passwordEnough', 'ada'],
  machine: ['anotherRule', 'batchApp', 'revoked'],
  leaver: ['ada', 'ada', 'shopApp', 'linus'],
  agent: ['ada', 'ada', 'revoked', 'ada'],
};
/** What the rehearsal says then, with the reason. */
const said: Readonly<Record<string, RegExp>> = {
  answer: /GET \/api\/products returned 401/,
  revoked: /the System Log cannot be read: .*401|printed: /,
  passkeyAsked: /asks for|nothing like that/i,
  passwordEnough: /nothing like that happened/,
  anotherRule: /printed: .*fulfilled/,
  partnerRoute: /did not send mary@partner\.example to the partner/,
  batchApp: /invalid_client|not active/i,
  shopApp: /invalid_client|not active|unauthorized|refuse|does not/i,
};
const suspended =
  /@example\.com (cannot sign in|could not sign in|did not get back)|did not return the \w+ token|returned 40[13]|suspended|no such user\.lifecycle\.suspend|sign in|no (order|button)|asks? for|the page offers/i;

const cases = Object.entries(broken).flatMap(([script, what]) =>
  what.map((one, index) => [script, index + 1, one] as const),
);

it('there is a way to break every scene of every script', async () => {
  const scripts = await Promise.all((await scriptNames()).map((name) => loadScript(name, cwd)));
  const counts = Object.fromEntries(scripts.map(({ name, scenes }) => [name, scenes.length]));
  expect(Object.fromEntries(Object.entries(broken).map(([name, { length }]) => [name, length]))).toEqual(
    counts,
  );
});

it.each(cases)(
  '%s, scene %i: %s',
  async (name, number, what) => {
    const { ground } = opened;
    const script = await loadScript(name, cwd);
    const expectation = script.scenes[number - 1]!.expect[0]!;
    // No change in the org makes the API serve a request without a token: what is expected is impossible instead.
    if (what === 'answer') expectation.answer = { request: 'GET /api/products', status: 200 };
    const isPerson = ['ada', 'grace', 'linus'].includes(what);
    const path = isPerson
      ? `/api/v1/users/{${what}}/lifecycle/suspend`
      : what in switchedOff && `${switchedOff[what as keyof typeof switchedOff]}/lifecycle/deactivate`;
    const reports = await rehearse(script, ground, {
      timeout: 500,
      before: async (scene) => {
        if (scene !== number) return;
        await changes[what]?.(ground, new Names(ground));
        if (path === false) return;
        await ground.api.post(await new Names(ground).text(path));
        await sleep(500); // until the shop has heard of it
      },
    });
    const states = script.scenes.map((_, index) =>
      index + 1 < number ? 'ok' : index + 1 === number ? 'failed' : 'not-played',
    );
    expect(
      reports.map(({ status }) => status),
      JSON.stringify(reports),
    ).toEqual(states);
    const report = reports[number - 1]!;
    expect(report.title).toBe(script.scenes[number - 1]!.title);
    expect([...report.unmet, report.cause].join('\n')).toMatch(isPerson ? suspended : said[what]!);
  },
  60_000,
);
