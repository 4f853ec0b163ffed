import type { ManagementApi } from './management-api.ts';
import type { Fields } from './value.ts';
import { text } from './kinds/kind.ts';

/**
 * Enables self-service sign-up in the rule of the org's default profile enrollment policy. Only for the
 * sandbox: in your own org this is under Security > User profile policies, and other applications depend on it.
 * See docs/decisions/0032-sign-up-outside-the-stack.md.
 * @see https://help.okta.com/oie/en-us/content/topics/identity-engine/policies/create-profile-enrollment-policy-sr.htm
 */
export async function allowSignUp(api: ManagementApi): Promise<void> {
  const [policy] = await api.list('/api/v1/policies?type=PROFILE_ENROLLMENT');
  if (!policy) return; // orgs on the Classic engine have none
  const path = `/api/v1/policies/${text(policy.id)}/rules`;
  const [rule] = await api.list(path);
  if (!rule) return;
  const { id, name, type, priority, actions } = rule;
  const { profileEnrollment } = actions as { profileEnrollment: Fields };
  if (profileEnrollment.access === 'ALLOW') return;
  const body = {
    name,
    type,
    priority,
    actions: { profileEnrollment: { ...profileEnrollment, access: 'ALLOW' } },
  };
  await api.put(`${path}/${text(id)}`, body as Fields);
}
