import type { Item } from '../kernel/api.ts';
import { at, edited, itemsAt, textAt } from '../kernel/item.ts';
import { type Kind, choicesOf, isSystem } from '../kernel/resource.ts';
import type { Values } from '../kernel/values.ts';
import { conditionChanges, conditionFields, groupChanges, groupField } from './conditions.ts';
import { policyScreens, rulesApi } from './pages.ts';

const method = 'actions.appSignOn.verificationMethod';
const password = [{ knowledge: { types: ['password'] } }];
const possession = [{ possession: { required: true } }];

/** The choices of “User must authenticate with”, and the verification methods that they represent. */
const ways = [
  { value: 'password', label: 'Password', factorMode: '1FA', constraints: password },
  { value: 'possession', label: 'Possession factor', factorMode: '1FA', constraints: possession },
  { value: 'any1', label: 'Any 1 factor type', factorMode: '1FA', constraints: [] },
  { value: 'password2', label: 'Password + Another factor', factorMode: '2FA', constraints: password },
  { value: 'any2', label: 'Any 2 factor types', factorMode: '2FA', constraints: [] },
] as const;
const custom = { value: 'custom', label: 'As defined in the JSON below' };

function wayOf(rule: Item): string {
  if (rule['id'] === undefined) return 'any2';
  const same = ways.find(
    ({ factorMode, constraints }) =>
      factorMode === at(rule, `${method}.factorMode`) &&
      JSON.stringify(constraints) === JSON.stringify(at(rule, `${method}.constraints`) ?? []),
  );
  return same?.value ?? custom.value;
}

function methodOf(values: Values): unknown {
  const way = ways.find(({ value }) => value === values.text('way'));
  if (way === undefined) return values.json('method', 'The verification method');
  const reauthenticateIn = values.optional('again');
  return { type: 'ASSURANCE', factorMode: way.factorMode, constraints: way.constraints, reauthenticateIn };
}

const rule: Kind = {
  noun: 'rule',
  api: rulesApi,
  fields: async (item, view) => [
    { name: 'name', label: 'Rule name', required: true, value: textAt(item, 'name') },
    ...(isSystem(item)
      ? []
      : [
          ...(await conditionFields(item, view, [
            await groupField(item, view, 'IF user is a member of one of (any when none is chosen)'),
          ])),
          {
            ...{ name: 'risk', label: 'AND risk is', type: 'select' as const },
            value: textAt(item, 'conditions.riskScore.level') || 'ANY',
            choices: choicesOf(['ANY', 'LOW', 'MEDIUM', 'HIGH']),
          },
          {
            ...{
              name: 'expression',
              label: 'AND the following custom expression is true',
              type: 'code' as const,
            },
            value: textAt(item, 'conditions.elCondition.condition'),
          },
        ]),
    {
      ...{ name: 'access', label: 'THEN access is', type: 'select' },
      value: textAt(item, 'actions.appSignOn.access') || 'ALLOW',
      choices: [
        { value: 'ALLOW', label: 'Allowed after successful authentication' },
        { value: 'DENY', label: 'Denied' },
      ],
    },
    {
      ...{ name: 'way', label: 'AND user must authenticate with', type: 'select' },
      ...{ value: wayOf(item), choices: [...ways, custom] },
    },
    {
      ...{ name: 'again', label: 'Re-authenticate after', hint: 'PT2H is two hours, PT0S every time.' },
      value: textAt(item, `${method}.reauthenticateIn`) || 'PT2H',
    },
    {
      ...{ name: 'method', label: 'Verification method', type: 'json' },
      ...{
        value: at(item, method) ?? {},
        hint: 'For constraints and chains. Used only if selected above.',
      },
    },
  ],
  body: (values, item) => {
    const expression = values.text('expression');
    return edited(item, {
      ...{ _links: undefined, type: 'ACCESS_POLICY', name: values.text('name') },
      ...(!isSystem(item) && {
        ...conditionChanges(values, item),
        ...groupChanges(values, item),
        'conditions.riskScore.level': values.text('risk') || 'ANY',
        'conditions.elCondition': expression === '' ? undefined : { condition: expression },
      }),
      'actions.appSignOn.access': values.text('access'),
      [method]: methodOf(values),
    });
  },
};

function factsOf(item: Item): string[] {
  const way = [...ways, custom].find(({ value }) => value === wayOf(item));
  const groups = itemsAt(item, 'conditions.people.groups.include').length;
  const constraints = JSON.stringify(at(item, `${method}.constraints`) ?? at(item, `${method}.chains`) ?? []);
  return [
    [
      groups === 0 ? 'Any user' : `Users of ${String(groups)} ${groups === 1 ? 'group' : 'groups'}`,
      textAt(item, 'conditions.network.connection') === 'ZONE' ? 'in network zones' : 'anywhere',
      textAt(item, 'conditions.elCondition.condition'),
    ]
      .filter(Boolean)
      .join(', '),
    textAt(item, 'actions.appSignOn.access') === 'DENY'
      ? 'Access is denied'
      : `Allowed with: ${way === custom ? constraints : (way?.label ?? '')}`,
  ];
}

/** The form of a policy that has only a name. */
export const namedPolicy = (type: string): Kind => ({
  noun: 'policy',
  api: () => '/api/v1/policies',
  fields: (policy) => [
    { name: 'name', label: 'Name', required: true, value: textAt(policy, 'name') },
    { name: 'description', label: 'Description', value: textAt(policy, 'description') },
  ],
  body: (values, policy) =>
    edited(policy, {
      ...{ _links: undefined, _embedded: undefined, type, name: values.text('name') },
      description: values.optional('description'),
    }),
});

/** Security > Authentication policies. */
export const authenticationPolicies = policyScreens({
  type: 'ACCESS_POLICY',
  path: '/admin/authn/authentication-policies',
  title: 'Authentication policies',
  lead: 'What applications require from the people who sign in.',
  policy: namedPolicy('ACCESS_POLICY'),
  ...{ rule, factsOf, isOrdered: false },
});
