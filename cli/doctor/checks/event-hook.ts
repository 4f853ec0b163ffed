import { failure, ok } from '../check.ts';
import type { Check, Fix } from '../check.ts';
import { inner, text } from '../../provision/kinds/kind.ts';
import type { Context } from '../context.ts';
import { findHook } from '../hook.ts';
import { whoAnswers } from '../shop.ts';
import { all, missingFrom, texts, show } from '../words.ts';

/**
 * The event hook exists, is active and verified, and sends the events that the Events page shows to the shop.
 */
export const eventHook: Check = {
  id: 'event-hook',
  title: 'Event hook',
  area: 'Partners',
  needs: ['credential'],
  docs: 'https://developer.okta.com/docs/concepts/event-hooks/',
  async run(context) {
    const { config, demo, sandbox } = context;
    if (!config.features.events) return ok('Not used: FF_EVENTS is off.');
    const wanted = await demo.attributes('okta_event_hook.events');
    const hook = await findHook(context);
    const base = { consequence: 'The Events page stays empty.' };
    if (!hook)
      return failure({
        ...base,
        found: 'The org has no event hook for the shop.',
        expected: `“${text(wanted.name)}”.`,
        remedy: 'multidemo init',
      });
    const where = `Workflow > Event Hooks > ${text(hook.name)}`;
    const ids = { hook: text(hook.id) };
    const uri = inner(hook, 'channel', 'config').uri;
    const wantedUri = inner(wanted, 'channel').uri;
    if (uri !== wantedUri)
      return failure({
        ...base,
        found: `It sends events to ${show(uri)}.`,
        expected: show(wantedUri),
        remedy: `${where} > Edit: URL ${show(wantedUri)}.`,
        ids,
      });
    if (hook.status !== 'ACTIVE')
      return failure({
        ...base,
        found: 'It is inactive.',
        expected: 'Active.',
        remedy: `${where} > Activate.`,
        ids,
        fix: {
          will: `activate the event hook “${text(hook.name)}”`,
          apply: () => act(context, text(hook.id), 'activate'),
        },
      });
    const isVerified = hook.verificationStatus === 'VERIFIED';
    // Without serve, no shop answers the challenge; serve starts the verification itself.
    const awaitsServe =
      !isVerified && (sandbox === 'doctor' || (await whoAnswers(context, config.appUrl)) !== 'shop');
    if (!isVerified && !awaitsServe)
      return failure({
        ...base,
        found: 'It is not verified.',
        expected: 'Verified: the shop responded to the org’s verification challenge.',
        remedy: `${where} > Verify.`,
        ids,
        fix: verify(context, text(hook.id), text(hook.name)),
      });
    const missing = missingFrom(texts(inner(hook, 'events').items), texts(wanted.events));
    if (missing.length > 0)
      return failure({
        ...base,
        found: `It is not subscribed to ${all(missing)}.`,
        expected: all(texts(wanted.events)),
        remedy: `${where} > Edit: subscribe to ${all(missing)}.`,
        ids,
      });
    return ok(
      awaitsServe
        ? 'Not verified yet: multidemo serve does that when it starts.'
        : `Verified, sends to ${show(uri)}.`,
    );
  },
};

const act = ({ org }: Context, id: string, verb: 'activate' | 'verify') =>
  org.post(`/api/v1/eventHooks/${id}/lifecycle/${verb}`);

const verify = (context: Context, id: string, name: string): Fix => ({
  will: `verify the event hook “${name}” again`,
  apply: () => act(context, id, 'verify'),
});
