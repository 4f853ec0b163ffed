import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import type { Policy } from '../../org/kernel/model.ts';

type Json = Readonly<Record<string, unknown>>;

const hooksSchema = z
  .array(z.object({ inlineHookId: z.string() }))
  .max(1)
  .nullish();

const asObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/**
 * The action of a profile enrollment rule, with what Okta adds.
 * @throws OktaError 400 if it names an inline hook of another type
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/
 */
export function enrollmentActions(input: unknown, org: Org): Record<string, unknown> {
  const given = asObject(asObject(input).profileEnrollment);
  const { uiSchemaId, enrollAuthenticatorTypes } = given;
  const hooks = hooksSchema.safeParse(given.preRegistrationInlineHooks);
  if (!hooks.success)
    throw invalid('preRegistrationInlineHooks', ['preRegistrationInlineHooks: One inline hook is allowed.']);
  for (const { inlineHookId } of hooks.data ?? [])
    org.inlineHooks.requireOfType(inlineHookId, 'com.okta.user.pre-registration');
  return {
    profileEnrollment: {
      access: given.access ?? 'ALLOW',
      preRegistrationInlineHooks: given.preRegistrationInlineHooks ?? null,
      profileAttributes: given.profileAttributes ?? [],
      targetGroupIds: given.targetGroupIds ?? null,
      unknownUserAction: given.unknownUserAction ?? 'DENY',
      activationRequirements: given.activationRequirements ?? { emailVerification: true },
      ...(uiSchemaId != null && { uiSchemaId }),
      ...(enrollAuthenticatorTypes != null && { enrollAuthenticatorTypes }),
      progressiveProfilingAction: given.progressiveProfilingAction ?? 'DISABLED',
      allowedIdentifiers: given.allowedIdentifiers ?? ['login'],
    },
  };
}

/** The only rule that a profile enrollment policy has: it comes with the policy, and can be changed but not removed. */
export function createEnrollmentRule(org: Org, policy: Policy): void {
  org.policies.createRule({
    policyId: policy.id,
    type: policy.type,
    name: 'Catch-all Rule',
    status: 'ACTIVE',
    priority: 99,
    system: true,
    conditions: null,
    actions: enrollmentActions(
      {
        profileEnrollment: {
          unknownUserAction: 'REGISTER',
          profileAttributes: [
            { name: 'firstName', label: 'First name', required: true },
            { name: 'email', label: 'Primary email', required: true },
          ],
          progressiveProfilingAction: 'ENABLED',
        },
      },
      org,
    ),
  });
}
