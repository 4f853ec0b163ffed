import { randomUUID } from 'node:crypto';
import { failure, ok, warning } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import type { Fields } from '../../provision/value.ts';
import type { Context } from '../context.ts';
import { whoAnswers } from '../shop.ts';
import { all, show } from '../words.ts';

const consequence = 'Tokens do not contain the claim loyalty.';
/** Milliseconds that Okta waits for a hook. */
const limit = 3000;

/** The token hook exists, calls the shop, is named by the rules for people, and gets an answer in time. */
export const tokenHook: Check = {
  id: 'token-hook',
  title: 'Token hook',
  area: 'Partners',
  needs: ['credential', 'auth-server'],
  docs: 'https://developer.okta.com/docs/guides/token-inline-hook/',
  slow: true,
  async run(context) {
    const { config, demo, org } = context;
    if (!config.features.tokenHook) return ok('Not used: FF_TOKEN_HOOK is off.');
    const wanted = await demo.attributes('okta_inline_hook.loyalty');
    const hooks = await org.list('/api/v1/inlineHooks');
    const hook = hooks.find(({ name }) => name === wanted.name);
    if (!hook)
      return failure({
        consequence,
        found: 'There is none.',
        expected: `“${text(wanted.name)}”.`,
        remedy: 'multidemo init',
      });
    return (
      wrongHook(context, hook, wanted) ??
      (await wrongRules(context, text(hook.id))) ??
      (await answers(context))
    );
  },
};

function wrongHook({ org }: Context, hook: Fields, wanted: Fields): Verdict | undefined {
  const where = `Workflow > Inline Hooks > ${text(hook.name)}`;
  const ids = { hook: text(hook.id) };
  const uri = inner(hook, 'channel', 'config').uri;
  const wantedUri = inner(wanted, 'channel').uri;
  if (uri !== wantedUri)
    return failure({
      consequence,
      found: `It calls ${show(uri)}.`,
      expected: show(wantedUri),
      remedy: `${where} > Edit: URL ${show(wantedUri)}.`,
      ids,
    });
  if (hook.status === 'ACTIVE') return undefined;
  return failure({
    consequence,
    found: 'It is inactive.',
    expected: 'Active.',
    remedy: `${where} > Activate.`,
    ids,
    fix: {
      will: `activate the inline hook “${text(hook.name)}”`,
      apply: () => org.post(`/api/v1/inlineHooks/${text(hook.id)}/lifecycle/activate`),
    },
  });
}

/** Okta calls the hook for a rule that names it, and for no other. */
async function wrongRules({ demo, org }: Context, hookId: string): Promise<Verdict | undefined> {
  const policies = await org.list(`${demo.serverPath}/policies`);
  const people = await demo.attributes('okta_auth_server_policy.people_policy');
  const policy = policies.find(({ name }) => name === people.name);
  if (!policy) return undefined; // reported by the check policies
  const rules = await org.list(`${demo.serverPath}/policies/${text(policy.id)}/rules`);
  const silent = rules.filter((rule) => inner(rule, 'actions', 'token', 'inlineHook').id !== hookId);
  if (silent.length === 0) return undefined;
  return failure({
    consequence,
    found: `${all(silent.map(({ name }) => text(name)))} of ${text(policy.name)} does not use the hook.`,
    expected: 'Each rule uses it.',
    remedy: `Security > API > Authorization Servers > … > Access Policies > ${text(policy.name)}: edit the rule, Use this inline hook.`,
    ids: { server: demo.serverId, policy: text(policy.id) },
  });
}

/** A call for an unknown user: the shop responds as usual, and it has no effect. */
async function answers(context: Context): Promise<Verdict> {
  const { door, config, sandbox } = context;
  if ((await whoAnswers(context, config.appUrl)) !== 'shop')
    return sandbox === 'doctor'
      ? ok('Used by each rule. The shop is not running; serve starts it.')
      : warning({
          found: `The shop is not responding at ${config.appUrl}.`,
          expected: 'A running shop, so that the hook gets a response.',
          consequence,
          remedy: 'multidemo serve',
        });
  const call = (secret: string) =>
    door.ask(`${config.appUrl}/api/token-hook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: secret },
      body: JSON.stringify({ eventId: randomUUID(), data: { context: {} } }),
    });
  const started = performance.now();
  const right = await call(config.okta.tokenHookSecret ?? '');
  const took = Math.round(performance.now() - started);
  const wrong = await call(`not-${randomUUID()}`);
  if (right.status !== 204 || wrong.status !== 401)
    return failure({
      found: `The shop responds with ${right.status} to the secret in .env and ${wrong.status} to a wrong one.`,
      expected: '204, and 401.',
      consequence: 'The hook is rejected, or anyone can call it.',
      remedy: 'The running shop has a different OKTA_TOKEN_HOOK_SECRET than .env: restart it.',
    });
  if (took >= limit)
    return failure({
      found: `The shop took ${took} ms to respond.`,
      expected: `Less than ${limit} ms; Okta does not wait longer.`,
      consequence,
      remedy: 'Check the shop’s store: multidemo doctor --only store',
    });
  return ok(`Used by each rule. The shop responds in ${took} ms and rejects wrong secrets.`);
}
