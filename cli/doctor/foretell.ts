import { authenticatorName } from '../../shared/factor-names.ts';
import { inner, text } from '../provision/kinds/kind.ts';
import type { Fields, Value } from '../provision/value.ts';
import type { Context } from './context.ts';
import { loginOf } from './people.ts';
import { all, show, texts } from './words.ts';

/** What signing in to the shop will ask of a person. */
export interface Foretold {
  login: string;
  /** `password`, `a second factor`. */
  asks: string[];
  /** Authenticators that must be set up first. */
  mustEnroll: string[];
  /** The factors that are set up, without the password, such as `Okta Verify`. */
  has: string[];
  /** Which policy denies the sign-in, and its ID. */
  denied?: 'global session policy' | 'sign-on policy of the app';
  policy: string | undefined;
  /** Rules that depend on where the person is: `Office (zones)`. */
  depends: string[];
}

/** Reads each policy type once; a person's groups and factors once per person. */
export async function foretell({ org, demo }: Context, people: readonly Fields[]): Promise<Foretold[]> {
  const [session, enrollment, app] = await Promise.all([
    policiesOf(org, 'OKTA_SIGN_ON'),
    policiesOf(org, 'MFA_ENROLL'),
    demo.app(),
  ]);
  const { href } = inner(app, '_links', 'accessPolicy');
  const accessId = typeof href === 'string' ? href.split('/').at(-1) : undefined;
  const access = accessId === undefined ? [] : await rulesOf(org, accessId);
  return Promise.all(
    people.map(async (person): Promise<Foretold> => {
      const id = text(person.id);
      const groups = (await org.list(`/api/v1/users/${id}/groups`)).map((group) => text(group.id));
      const factors = (await org.list(`/api/v1/users/${id}/factors`)).filter(
        ({ status }) => status === 'ACTIVE',
      );
      const has = factors.map(({ factorType, provider }) =>
        authenticatorName({ factorType: show(factorType), provider: show(provider) }),
      );
      const who = { id, groups };
      const depends: string[] = [];
      // The first policy for one of the person's groups decides; Everyone's comes last.
      const first = session.find((one) => isFor(one, who));
      const policy = first && text(first.id);
      const global = firstFitting(policy ? await rulesOf(org, policy) : [], who, depends);
      const ofApp = firstFitting(access, who, depends);
      const signon = inner(global, 'actions', 'signon');
      const { verificationMethod, access: appAccess } = inner(ofApp, 'actions', 'appSignOn');
      const { factorMode } = (verificationMethod ?? {}) as Fields;
      const second = signon.requireFactor === true || factorMode === '2FA';
      const denied =
        signon.access === 'DENY'
          ? 'global session policy'
          : access.length > 0 && appAccess !== 'ALLOW'
            ? 'sign-on policy of the app'
            : undefined;
      return {
        login: loginOf(person),
        asks: ['password', ...(second ? ['a second factor'] : [])],
        mustEnroll: required(enrollment.find((policy) => isFor(policy, who))).filter(
          (name) => !has.includes(name),
        ),
        has: [...new Set(has)],
        ...(denied !== undefined && { denied }),
        policy: denied === 'global session policy' ? policy : accessId,
        depends: [...new Set(depends)],
      };
    }),
  );
}

type Org = Context['org'];
interface Who {
  id: string;
  groups: readonly string[];
}

const inOrder = (items: readonly Fields[]): Fields[] =>
  items
    .filter(({ status }) => status === 'ACTIVE')
    .sort((one, other) => Number(one.priority) - Number(other.priority));

const policiesOf = async (org: Org, type: string) => inOrder(await org.list(`/api/v1/policies?type=${type}`));
const rulesOf = async (org: Org, policy: string) =>
  inOrder(await org.list(`/api/v1/policies/${policy}/rules`));

/** Whether a policy or rule is for the person: its groups and users, if it names any. */
function isFor(one: Fields, { id, groups }: Who): boolean {
  const people = inner(one, 'conditions', 'people');
  const included = texts(inner(people, 'groups').include);
  const users = texts(inner(people, 'users').include);
  const excluded = [...texts(inner(people, 'groups').exclude), ...texts(inner(people, 'users').exclude)];
  if (excluded.some((other) => other === id || groups.includes(other))) return false;
  const isOpen = included.length === 0 && users.length === 0;
  return isOpen || users.includes(id) || included.some((group) => groups.includes(group));
}

/** Rules that depend on the network are noted and passed over: only the org knows where people are. */
function firstFitting(rules: readonly Fields[], who: Who, depends: string[]): Fields | undefined {
  for (const rule of rules.filter((one) => isFor(one, who))) {
    const { connection = 'ANYWHERE' } = inner(rule, 'conditions', 'network');
    if (connection === 'ANYWHERE') return rule;
    depends.push(`${show(rule.name)} (network zones)`);
  }
  return undefined;
}

/** Authenticators that a policy requires people to set up, in Identity Engine's and in Classic's form. */
function required(policy: Fields | undefined): string[] {
  const { authenticators, factors } = inner(policy, 'settings');
  const isRequired = (one: Value | undefined) => inner(one as Fields, 'enroll').self === 'REQUIRED';
  const keys = Array.isArray(authenticators)
    ? authenticators.filter(isRequired).map((one) => show((one as Fields).key))
    : Object.entries((factors ?? {}) as Fields).flatMap(([key, one]) => (isRequired(one) ? [key] : []));
  return keys.flatMap((key) => (key === 'okta_password' ? [] : [namesOfKeys[key] ?? key]));
}

const namesOfKeys: Record<string, string> = {
  okta_verify: 'Okta Verify',
  okta_otp: 'Okta Verify',
  okta_push: 'Okta Verify',
  google_otp: 'Google Authenticator',
  phone_number: 'Phone',
  okta_sms: 'Phone',
  okta_call: 'Phone',
  okta_email: 'Email',
  webauthn: 'Security Key or Biometric',
  fido_webauthn: 'Security Key or Biometric',
  security_question: 'Security Question',
  okta_question: 'Security Question',
};

/** `ada@example.com: password, then a second factor (has Okta Verify)`. */
export function asLine({ login, asks, mustEnroll, has, denied, depends }: Foretold): string {
  if (denied !== undefined) return `${login}: denied by the ${denied}`;
  const steps = asks.join(', then ');
  const own = asks.length > 1 ? ` (${has.length > 0 ? `has ${all(has)}` : 'has none'})` : '';
  const first = mustEnroll.length > 0 ? `, and must set up ${all(mustEnroll)}` : '';
  const where = depends.length > 0 ? `; elsewhere “${depends.join('”, “')}” decides` : '';
  return `${login}: ${steps}${own}${first}${where}`;
}
