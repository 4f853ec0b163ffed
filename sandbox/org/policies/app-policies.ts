import type { App } from '../apps/model.ts';
import type { Policy } from '../kernel/model.ts';
import type { Org } from '../org.ts';

/** Which field of an app names its policy of that type. */
const fields = { ACCESS_POLICY: 'accessPolicyId', PROFILE_ENROLLMENT: 'enrollmentPolicyId' } as const;
export type AppPolicyType = keyof typeof fields;

/** Whether policies of this type can be assigned to apps. */
export const isAppPolicyType = (type: string): type is AppPolicyType => Object.hasOwn(fields, type);

/** The id of the app's policy of that type: its own, or the org's. */
export const appPolicyId = (org: Org, app: App | undefined, type: AppPolicyType): string =>
  app?.[fields[type]] ?? org.policies.systemPolicy(type).id;

/** Puts an app under a policy; under the org's own without one. */
export function putUnder(org: Org, app: App, type: AppPolicyType, policy?: Policy): App {
  return org.apps.update(app, { [fields[type]]: policy?.id ?? org.policies.systemPolicy(type).id });
}

/** The apps that obey a policy. */
export function appsUnder(org: Org, { id, type }: Policy): App[] {
  if (!isAppPolicyType(type)) return [];
  return org.apps.all().filter((app) => appPolicyId(org, app, type) === id);
}
