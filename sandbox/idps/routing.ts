import type { IdentityProvider } from '../org/idps/model.ts';
import type { Org } from '../org/org.ts';

interface Pattern {
  readonly matchType?: string;
  readonly value?: string;
}
interface Conditions {
  readonly userIdentifier?: {
    readonly type?: string;
    readonly attribute?: string;
    readonly patterns?: readonly Pattern[];
  };
  readonly app?: Record<
    'include' | 'exclude',
    readonly { readonly type?: string; readonly id?: string }[] | undefined
  >;
}
interface Actions {
  readonly idp?: { readonly providers?: readonly { readonly type?: string; readonly id?: string }[] };
}

/** The user and app of a sign-in. Without an identifier, the user has not entered one yet. */
export interface Arrival {
  readonly identifier?: string | undefined;
  readonly appId?: string | undefined;
}

/** The providers that may sign the user in. */
export interface Route {
  readonly providers: readonly IdentityProvider[];
  /** Whether the org itself may, too. */
  readonly orgToo: boolean;
}

/**
 * Who signs a person in, by the routing rules (policy type IDP_DISCOVERY): the first active rule that fits
 * decides.
 * @see https://developer.okta.com/docs/concepts/policies/#idp-discovery-routing-rules
 */
export function routeOf(org: Org, arrival: Arrival): Route {
  const rules = org.policies
    .ofType('IDP_DISCOVERY')
    .filter(({ status }) => status === 'ACTIVE')
    .flatMap(({ id }) => org.policies.rules(id))
    // The built-in rule is evaluated last, whatever its priority.
    .sort((a, b) => Number(a.system) - Number(b.system));
  const rule = rules.find(
    ({ status, conditions }) => status === 'ACTIVE' && fits(org, (conditions ?? {}) as Conditions, arrival),
  );
  const { idp } = (rule?.actions ?? {}) as Actions;
  const named = idp?.providers ?? [];
  const providers = named
    .map(({ id }) => (id === undefined ? undefined : org.identityProviders.get(id)))
    .filter((found) => found?.status === 'ACTIVE')
    .filter((found) => found !== undefined);
  return { providers, orgToo: providers.length === 0 || named.some(({ type }) => type === 'OKTA') };
}

/**
 * The one identity provider that has to sign the owner of this name in; undefined when the org may do it
 * itself.
 */
export function redirectFor(org: Org, arrival: Arrival): IdentityProvider | undefined {
  const { providers, orgToo } = routeOf(org, arrival);
  return orgToo ? undefined : providers[0];
}

function fits(org: Org, { userIdentifier, app }: Conditions, { identifier, appId }: Arrival): boolean {
  const names = (list: readonly { readonly id?: string }[] | undefined): boolean =>
    list?.some(({ id }) => id === appId) ?? false;
  if (names(app?.exclude)) return false;
  if ((app?.include?.length ?? 0) > 0 && !names(app?.include)) return false;
  const patterns = userIdentifier?.patterns ?? [];
  if (patterns.length === 0) return true;
  if (identifier === undefined || identifier === '') return false;
  const value =
    userIdentifier?.type === 'ATTRIBUTE'
      ? attributeOf(org, identifier, userIdentifier.attribute)
      : identifier;
  return value !== undefined && patterns.some((pattern) => matches(pattern, value));
}

function attributeOf(org: Org, identifier: string, attribute = 'login'): string | undefined {
  const value = org.users.byLogin(identifier)?.profile[attribute];
  return typeof value === 'string' ? value : undefined;
}

/** Letters count in any case. A suffix is a domain: `example.com` is not the end of `ada@notexample.com`. */
function matches({ matchType, value = '' }: Pattern, text: string): boolean {
  const [pattern, subject] = [value.toLowerCase(), text.trim().toLowerCase()];
  switch (matchType) {
    case 'SUFFIX':
      return subject.endsWith(pattern.startsWith('@') ? pattern : `@${pattern}`);
    case 'EQUALS':
      return subject === pattern;
    case 'STARTS_WITH':
      return subject.startsWith(pattern);
    case 'CONTAINS':
      return subject.includes(pattern);
    default:
      return false;
  }
}
