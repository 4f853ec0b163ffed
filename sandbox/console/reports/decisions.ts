import type { Considered, ConsideredPolicy, Decision } from '../../org/log/decisions.ts';
import type { Block, Cell, Row } from '../kernel/screen.ts';

/** Policies in the order in which they count: what they are called, and where their page is. */
const kinds: readonly {
  readonly type: string;
  readonly name: string;
  readonly path?: (policyId: string, decision: Decision) => string;
}[] = [
  {
    type: 'OKTA_SIGN_ON',
    name: 'Global session policy',
    path: (id) => `/admin/access/policies/${id}`,
  },
  {
    type: 'ACCESS_POLICY',
    name: 'Authentication policy',
    path: (id) => `/admin/authn/authentication-policies/${id}`,
  },
  {
    type: 'OAUTH_AUTHORIZATION_POLICY',
    name: 'Access policies',
    path: (id, { aboutId = '' }) => `/admin/oauth2/as/${aboutId}/policies/${id}`,
  },
  { type: 'MFA_ENROLL', name: 'Authenticator enrollment policy' },
  { type: 'PASSWORD', name: 'Password policy' },
  {
    type: 'PROFILE_ENROLLMENT',
    name: 'User profile policy',
    path: (id) => `/admin/authn/profile-enrollment/${id}`,
  },
];

/** What conditions are about. */
const conditionNames: Readonly<Record<string, string>> = {
  'people.groups.include': 'group or user',
  'people.groups.exclude': 'excluded groups',
  'people.users.include': 'user',
  'people.users.exclude': 'excluded users',
  'userType.include': 'user type',
  'network.connection': 'network',
  'riskScore.level': 'risk',
  'platform.include': 'platform',
  'device.managed': 'managed device',
  'device.registered': 'registered device',
  'device.assurance': 'device assurance',
  'elCondition.condition': 'expression',
  'clients.include': 'client',
  'grantTypes.include': 'grant type',
  'scopes.include': 'scopes',
};

/** Each decision as a table: policies and rules in order, the condition that was not met, the rule that decided. */
export const decisionBlocks = (decisions: readonly Decision[]): readonly Block[] =>
  kinds.flatMap(({ type, name, path }) =>
    decisions
      .filter((decision) => decision.type === type)
      .map((decision) => ({
        ...{ kind: 'table' as const, columns: ['Policy or rule', 'Result', 'Why'] },
        title: decision.about === undefined ? name : `${name}: ${decision.about}`,
        lead: summaryOf(decision),
        empty: 'There is no active policy, so access is denied.',
        rows: decision.policies.flatMap((policy) => rowsOf(policy, path?.(policy.id, decision))),
      })),
  );

function summaryOf({ policies, who, outcome }: Decision): string {
  const policy = policies.find(({ rules }) => rules.some(({ isMet }) => isMet));
  const rule = policy?.rules.find(({ isMet }) => isMet);
  const whom = who === undefined ? '' : ` for ${who}`;
  if (policy === undefined || rule === undefined)
    return outcome === 'MATCH'
      ? `The policy ${policies.at(-1)?.name ?? ''} applies${whom}.`
      : `No rule matched${whom}: access is denied.`;
  const result: Readonly<Record<string, string>> = {
    ALLOW: ': access is allowed',
    DENY: ': access is denied',
  };
  return `The rule ${rule.name} of the policy ${policy.name} decided${whom}${result[outcome] ?? ''}.`;
}

const rowsOf = (policy: ConsideredPolicy, href: string | undefined): Row[] => [
  {
    cells: [
      { text: policy.name, note: 'Policy', ...(href !== undefined && { href }) },
      policy.isMet ? { text: 'Applies', tone: 'good' } : { text: 'Does not apply', tone: 'quiet' },
      reasonOf(policy),
    ],
  },
  ...policy.rules.map((rule) => ({
    cells: [
      { text: rule.name, note: 'Rule', ...(href !== undefined && { href: `${href}/rules/${rule.id}` }) },
      (rule.isMet
        ? { text: 'Decided', tone: 'good' }
        : { text: 'Did not match', tone: 'warning' }) satisfies Cell,
      reasonOf(rule),
    ],
  })),
];

function reasonOf({ conditions }: Considered): string {
  const unmet = conditions.find(({ isMet }) => !isMet);
  if (unmet) return unmet.because ?? '';
  if (conditions.length === 0) return 'It has no conditions.';
  return `Matched: ${conditions.map(({ type }) => conditionNames[type] ?? type).join(', ')}.`;
}
