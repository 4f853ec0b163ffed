import type { Addition } from './additions.ts';
import { references, resolve } from './expression.ts';
import { variableValues } from './stack.ts';
import type { Stack } from './stack.ts';
import type { Fields } from './value.ts';

/**
 * What an engine is going to do to one resource; `import` adopts an existing resource, `restore` takes back
 * what was added to it.
 */
export type PlannedAction = 'create' | 'update' | 'replace' | 'delete' | 'import' | 'restore';

/** One line of a plan. */
export interface PlannedChange {
  /** `okta_group.admin`, `okta_event_hook.events[0]`. */
  address: string;
  action: PlannedAction;
  /** What is added to a resource that existed before, or taken back from it. */
  fields?: readonly Addition[];
}

/** A resource that someone else changed or removed since the last run. */
export interface Drift {
  address: string;
  action: 'update' | 'delete';
  /** Top-level attributes that differ, if known. */
  attributes: string[];
}

/** What needs to be done, and what others changed since the last run. */
export interface Plan {
  changes: PlannedChange[];
  drift: Drift[];
}

/** Progress of an engine. `failed` is followed by the error that ends the run. */
export interface Progress {
  address: string;
  phase: 'started' | 'done' | 'failed';
  /** Only with `done`. */
  action?: 'created' | 'updated' | 'adopted' | 'unchanged' | 'deleted' | 'restored';
}

/** One way to apply the demo org to an Okta org. */
export interface Engine {
  readonly name: 'direct' | 'terraform';
  plan(): Promise<Plan>;
  /** Applies the `plan`. @returns the stack's outputs */
  apply(onProgress: (progress: Progress) => void): Promise<Record<string, string>>;
  planDestroy(): Promise<Plan>;
  /** Removes exactly what this engine created, and reverts what it added to other resources. */
  destroy(onProgress: (progress: Progress) => void): Promise<void>;
}

const titles: Record<string, string> = {
  okta_app_group_assignments: 'App assignments',
  okta_app_oauth: 'Applications',
  okta_app_oauth_api_scope: 'Okta API scopes',
  okta_app_saml: 'SAML apps',
  okta_app_signon_policy: 'Sign-on policy',
  okta_app_signon_policy_rule: 'Sign-on policy rules',
  okta_app_user_schema_property: 'App user attributes',
  okta_auth_server: 'Authorization server',
  okta_auth_server_claim: 'Claims',
  okta_auth_server_policy: 'Access policies',
  okta_auth_server_policy_rule: 'Access policy rules',
  okta_auth_server_scope: 'Scopes',
  okta_event_hook: 'Event hooks',
  okta_inline_hook: 'Inline hooks',
  okta_group: 'Groups',
  okta_idp_saml: 'SAML partners',
  okta_idp_saml_key: 'SAML certificates',
  okta_idp_social: 'Social sign-in',
  okta_policy_rule_idp_discovery: 'Routing rules',
  okta_trusted_origin: 'Trusted origins',
  okta_trusted_server: 'Trusted servers',
};

/** The display name of the kind of the resource at `address`, in the plural if there are several. */
export const kindTitle = (address: string): string => {
  const type = address.split('.')[0] ?? '';
  return titles[type] ?? type;
};

const readable = (identifier: string): string => identifier.replaceAll('_', ' ');

/**
 * The display name of each resource of a stack: its declared label or name, else that of what it belongs to, such as
 * its app; of rules of one name, with the policy.
 */
export function resourceNames(stack: Stack, given: Fields): (address: string) => string {
  const scope = { var: variableValues(stack, given) };
  const names = new Map<string, string>();
  for (const { address, name, attributes } of stack.declarations) {
    const declared = attributes.label ?? attributes.name ?? attributes.index;
    const text = typeof declared === 'string' ? resolve(declared, scope) : undefined;
    names.set(address, typeof text === 'string' ? text : readable(name));
  }
  for (const { address, attributes } of stack.declarations) {
    if ('label' in attributes || 'name' in attributes || 'index' in attributes) continue;
    const [owner] = references(attributes.app_id ?? attributes.auth_server_id ?? '');
    const found = owner === undefined ? undefined : names.get(owner);
    if (found !== undefined) names.set(address, found);
  }
  const plain = [...names.values()];
  for (const { address, attributes } of stack.declarations) {
    const name = names.get(address) ?? '';
    const [policy] = references(attributes.policy_id ?? '');
    if (policy !== undefined && plain.indexOf(name) !== plain.lastIndexOf(name))
      names.set(address, `${name} (${names.get(policy) ?? policy})`);
  }
  return (address) => names.get(address.replace(/\[\d+\]$/, '')) ?? address;
}
