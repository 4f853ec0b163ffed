import type { Item } from '../kernel/api.ts';
import { edited, itemsAt, textAt } from '../kernel/item.ts';
import { type Kind, isSystem } from '../kernel/resource.ts';
import type { Tab } from '../kernel/screen.ts';
import { namedPolicy } from './authentication.ts';
import { conditionChanges, conditionFields, groupChanges, groupField } from './conditions.ts';
import { policyScreens, rulesApi } from './pages.ts';

const authenticatorsPath = '/admin/access/multifactor';
const path = `${authenticatorsPath}/enrollment`;

/** Okta's tabs of Security > Authenticators. */
export const authenticatorTabs: readonly Tab[] = [
  { name: authenticatorsPath, title: 'Setup', href: authenticatorsPath },
  { name: path, title: 'Enrollment', href: path },
];

const named = namedPolicy('MFA_ENROLL');
const states = [
  { value: 'REQUIRED', label: 'Required' },
  { value: 'OPTIONAL', label: 'Optional' },
  { value: 'NOT_ALLOWED', label: 'Disabled' },
];

/** The policy's setting for an authenticator; disabled if the policy does not name it. */
const stateOf = (policy: Item, key: string): string =>
  textAt(
    itemsAt(policy, 'settings.authenticators').find((one) => textAt(one, 'key') === key),
    'enroll.self',
  ) || 'NOT_ALLOWED';

const policy: Kind = {
  ...named,
  fields: async (item, view) => {
    const authenticators = await view.api.listIfAllowed('/api/v1/authenticators');
    return [
      ...(await named.fields(item, view)),
      ...(isSystem(item) ? [] : [await groupField(item, view, 'Assign to groups')]),
      ...authenticators.map((one) => ({
        ...{ name: `state-${textAt(one, 'key')}`, label: textAt(one, 'name'), type: 'select' as const },
        ...{ value: stateOf(item, textAt(one, 'key')), choices: states },
      })),
    ];
  },
  body: (values, item, view) =>
    edited(named.body(values, item, view) as Item, {
      ...groupChanges(values, item),
      'settings.type': 'AUTHENTICATORS',
      'settings.authenticators': values
        .starting('state-')
        // The policy's other settings for an authenticator are kept.
        .map(([key, self]) => ({
          ...itemsAt(item, 'settings.authenticators').find((one) => textAt(one, 'key') === key),
          ...{ key, enroll: { self } },
        })),
    }),
};

const rule: Kind = {
  noun: 'rule',
  api: rulesApi,
  fields: async (item, view) => [
    { name: 'name', label: 'Rule name', required: true, value: textAt(item, 'name') },
    ...(isSystem(item) ? [] : await conditionFields(item, view)),
    {
      ...{ name: 'self', label: 'THEN enrollment is', type: 'select' },
      value: textAt(item, 'actions.enroll.self') || 'CHALLENGE',
      choices: [
        { value: 'CHALLENGE', label: 'Asked for the first time a person is challenged' },
        { value: 'LOGIN', label: 'Asked for the first time a person signs in' },
        { value: 'NEVER', label: 'Denied' },
      ],
    },
  ],
  body: (values, item) =>
    edited(item, {
      ...{ _links: undefined, type: 'MFA_ENROLL', name: values.text('name') },
      ...(!isSystem(item) && conditionChanges(values, item)),
      'actions.enroll.self': values.text('self'),
    }),
};

/** Security > Authenticators > Enrollment. */
export const enrollmentPolicies = policyScreens({
  type: 'MFA_ENROLL',
  ...{ path, title: 'Authenticator enrollment', tabs: authenticatorTabs },
  lead: 'Which authenticators people must, can or cannot set up. The first policy that applies to a person’s groups decides.',
  factsOf: (item) => [
    textAt(item, 'conditions.network.connection') === 'ZONE' ? 'In network zones' : 'Anywhere',
    `Enrollment: ${textAt(item, 'actions.enroll.self').toLowerCase()}`,
  ],
  ...{ policy, rule, isOrdered: true },
});
