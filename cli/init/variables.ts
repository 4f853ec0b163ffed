import { randomBytes } from 'node:crypto';
import type { Io } from '../io.ts';
import type { Engine } from '../provision/plan.ts';
import { UserError } from '../errors.ts';
import type { Fields, Value } from '../provision/value.ts';
import { isLoopback } from '../run/loopback.ts';
import { sandboxVariables } from '../run/settings.ts';
import type { Answers } from './answers.ts';
import type { Memory } from './memory.ts';
import { namesFor, usualName } from './names.ts';
import { notIncluded } from './org-facts.ts';
import { chooseParts } from './parts.ts';
import type { PartOptions } from './parts.ts';
import type { Target } from './target.ts';

export interface VariableOptions extends PartOptions {
  name?: string;
}

interface Context {
  target: Target;
  before: Memory | undefined;
  appUrl: string;
  io: Io;
}

/** The stack's variables: asked for your own org; for the sandbox org the same as from `serve`. */
export async function chooseVariables(
  answers: Answers,
  options: VariableOptions,
  { target, before, appUrl, io }: Context,
): Promise<Fields> {
  const { url, sandbox, facts } = target;
  const common = { org_url: url, sign_on_policy: facts.engine === 'idx' };
  if (sandbox) {
    const asServed = { APP_URL: appUrl, SAMPLE_APP_URL: answers.file.SAMPLE_APP_URL };
    return { ...common, ...(await sandboxVariables(sandbox, asServed, io.cwd)) };
  }
  const former = before?.variables ?? {};
  const parts = await chooseParts(answers, options, { before: former, appUrl, orgUrl: url, cwd: io.cwd });
  const isRenamed = options.name !== undefined && options.name !== (former.name ?? usualName);
  const { name, app_label = name, admin_group, premium_group } = former;
  const names = isRenamed ? namesFor(options.name) : said({ name, app_label, admin_group, premium_group });
  return {
    ...common,
    app_url: appUrl,
    audience: appUrl,
    sample_app_url: answers.file.SAMPLE_APP_URL ?? former.sample_app_url ?? '',
    event_hook_secret:
      answers.file.OKTA_EVENT_HOOK_SECRET ??
      former.event_hook_secret ??
      randomBytes(32).toString('base64url'),
    ...parts,
    ...(parts.token_hook === true && {
      token_hook_secret:
        answers.file.OKTA_TOKEN_HOOK_SECRET ??
        former.token_hook_secret ??
        randomBytes(32).toString('base64url'),
    }),
    ...names,
  };
}

const said = (fields: Record<string, Value | undefined>): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== undefined),
  );

/**
 * The variables without the parts that the org cannot have: an event hook is left out with a note, partners that
 * were asked for are an error.
 * @throws UserError naming what the org's plan or the account does not allow
 */
export function fitVariables(
  variables: Fields,
  { facts: { lacking, forbidden, account } }: Target,
  tell: (note: string) => void,
): Fields {
  const partners = ['google_client_id', 'facebook_client_id', 'saml_issuer'].some(
    (name) => (variables[name] ?? '') !== '',
  );
  const providers = 'identity providers';
  if (partners && lacking.includes(providers)) throw notIncluded([providers]);
  if (partners && forbidden.includes(providers))
    throw new UserError(
      `${account} is not allowed to read ${providers}.`,
      'Assign it the super administrator role, or leave them out: --without google,facebook,saml.',
      { code: 'org_refused' },
    );
  const hooks = 'event hooks';
  if (variables.event_hook === false || ![...lacking, ...forbidden].includes(hooks)) return variables;
  const why = lacking.includes(hooks)
    ? 'The org’s plan does not include event hooks'
    : `${account} is not allowed to read event hooks`;
  tell(`${why}: the Events page is left out.`);
  return { ...variables, event_hook: false };
}

/**
 * Terraform for an org in the cloud, our own engine for one on this machine, unless another engine configured
 * it before.
 */
export function chooseEngine(
  wanted: Engine['name'] | undefined,
  { target, before }: Pick<Context, 'target' | 'before'>,
): Engine['name'] {
  if (wanted !== undefined && before !== undefined && wanted !== before.engine)
    throw new UserError(
      `The demo org in ${target.url} was created with --engine ${before.engine}.`,
      `Use that engine, or remove the demo org first: multidemo destroy.`,
    );
  return wanted ?? before?.engine ?? (isLoopback(target.url) ? 'direct' : 'terraform');
}
