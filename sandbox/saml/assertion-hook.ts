import type { Context } from 'koa';
import { z } from 'zod';
import { hookSession, hookUser } from '../hooks/hook-context.ts';
import { askInlineHook, defaultError } from '../hooks/inline-hooks.ts';
import { change, readOperations } from '../hooks/json-patch.ts';
import type { App } from '../org/apps/model.ts';
import type { InlineHook } from '../org/hooks/model.ts';
import type { Session, User } from '../org/kernel/model.ts';
import { userParty } from '../org/log/parties.ts';
import type { Org } from '../org/org.ts';
import { callerOf } from '../sign-in/log.ts';
import { addressesOf, issuerOf, signOnOf } from './app-settings.ts';
import { unspecifiedAttribute } from './attributes.ts';
import type { Assertion } from './response.ts';

/** An assertion, with its app and user. */
export interface AssertionUse {
  readonly app: App;
  readonly user: User;
  readonly session: Session;
  readonly assertion: Assertion;
}

/**
 * The SAML assertion inline hooks of an app: called before the assertion is signed, they can change its content.
 * @returns the assertion, or the error with which a hook forbids it
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/InlineHook/ (SAML assertion inline hook)
 */
export async function askAssertionHooks(
  org: Org,
  ctx: Context,
  use: AssertionUse,
): Promise<{ readonly assertion: Assertion } | { readonly error: string }> {
  let { assertion } = use;
  for (const { id } of signOnOf(use.app).inlineHooks ?? []) {
    const hook = org.inlineHooks.active(id);
    const asked = hook ? await ask(org, ctx, hook, { ...use, assertion }) : { assertion };
    if ('error' in asked) return asked;
    ({ assertion } = asked);
  }
  return { assertion };
}

async function ask(org: Org, ctx: Context, hook: InlineHook, use: AssertionUse) {
  const { app, user, session, assertion } = use;
  const asked = await askInlineHook(
    org,
    hook,
    { ...callerOf(ctx), path: ctx.href },
    {
      actor: userParty(user),
      source: addressesOf(org, app).sso,
      context: {
        protocol: {
          type: 'SAML2.0',
          issuer: { id: app.id, name: app.label, uri: issuerOf(app) },
        },
        session: hookSession(org, session),
        user: hookUser(org, user),
      },
      data: { assertion: toHook(assertion) },
    },
  );
  if (asked.kind === 'error') return { error: asked.error.errorSummary ?? defaultError };
  // Okta continues with the unchanged assertion.
  if (asked.kind === 'failed') return { assertion };
  let changed = assertion;
  let problem: string | undefined;
  for (const { type, value } of asked.commands) {
    const patched = type === 'com.okta.assertion.patch' ? patchAssertion(changed, value) : undefined;
    if (patched) changed = patched;
    else problem = `The command ${type} is not supported.`;
  }
  asked.processed(problem);
  return { assertion: changed };
}

/** An assertion as hooks see it. */
const toHook = (assertion: Assertion) => ({
  subject: {
    nameId: assertion.nameId,
    nameFormat: assertion.nameFormat,
    confirmation: {
      method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
      data: { recipient: assertion.recipient },
    },
  },
  authentication: {
    sessionIndex: assertion.sessionIndex,
    authnContext: { authnContextClassRef: assertion.authnContext },
    ...(assertion.sessionLifetime !== undefined && { sessionLifetime: assertion.sessionLifetime }),
  },
  conditions: { audienceRestriction: [...assertion.audiences] },
  claims: Object.fromEntries(
    assertion.attributes.map(({ name, nameFormat, values }) => [
      name,
      {
        attributes: { NameFormat: nameFormat },
        attributeValues: values.map(({ type, value }) => ({ attributes: { 'xsi:type': type }, value })),
      },
    ]),
  ),
  lifetime: { expiration: assertion.lifetime },
});

const text = z.string().min(1).max(4096);
const seconds = z.coerce.number().int().min(1).max(31_536_000);

const nameFormat = z.object({ NameFormat: z.string().optional() });
/** Okta's own example of a hook that replaces the attributes wraps them a second time. */
const attributes = z.union([
  z.object({ attributes: nameFormat }).transform((outer) => outer.attributes),
  nameFormat,
]);

/** The form that an assertion must have after a hook; otherwise, the command is not applied. */
const hookAssertion = z.strictObject({
  subject: z.strictObject({
    nameId: text,
    nameFormat: text,
    confirmation: z.strictObject({
      method: z.literal('urn:oasis:names:tc:SAML:2.0:cm:bearer'),
      data: z.strictObject({ recipient: text }),
    }),
  }),
  authentication: z.strictObject({
    sessionIndex: text,
    authnContext: z.strictObject({ authnContextClassRef: text }),
    sessionLifetime: seconds.optional(),
  }),
  conditions: z.strictObject({ audienceRestriction: z.array(text).min(1) }),
  claims: z.record(
    z.string(),
    z.object({
      attributes: attributes.optional(),
      attributeValues: z.array(
        z.object({
          attributes: z.object({ 'xsi:type': z.string().optional() }).optional(),
          value: z.union([z.string(), z.number(), z.boolean()]).transform(String),
        }),
      ),
    }),
  ),
  lifetime: z.strictObject({ expiration: seconds }),
});

/** Applies a hook's command. Returns undefined if any part of it is not allowed: the whole command is then ignored. */
function patchAssertion(assertion: Assertion, command: unknown): Assertion | undefined {
  const document = toHook(assertion);
  const operations = readOperations(command);
  if (operations === undefined) return undefined;
  for (const { op, names, value } of operations) {
    // A hook adds and replaces; Okta has no other operation on assertions.
    if (op === 'remove' || !change(document, names, op, value)) return undefined;
  }
  const { success, data } = hookAssertion.safeParse(document);
  if (!success) return undefined;
  const { subject, authentication, conditions, claims, lifetime } = data;
  return {
    ...assertion,
    nameId: subject.nameId,
    nameFormat: subject.nameFormat,
    recipient: subject.confirmation.data.recipient,
    audiences: conditions.audienceRestriction,
    lifetime: lifetime.expiration,
    authnContext: authentication.authnContext.authnContextClassRef,
    sessionIndex: authentication.sessionIndex,
    sessionLifetime: authentication.sessionLifetime,
    attributes: Object.entries(claims).map(([name, claim]) => ({
      name,
      nameFormat: claim.attributes?.NameFormat ?? unspecifiedAttribute,
      values: claim.attributeValues.map((item) => ({
        type: item.attributes?.['xsi:type'] ?? 'xs:string',
        value: item.value,
      })),
    })),
  };
}
