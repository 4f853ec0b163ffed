import type { Item } from '../kernel/api.ts';
import { at, edited, textAt } from '../kernel/item.ts';
import { type Kind, isOn, isSystem } from '../kernel/resource.ts';
import { conditionChanges, conditionFields, groupChanges, groupField } from './conditions.ts';
import { namedPolicy } from './authentication.ts';
import { policyScreens, rulesApi } from './pages.ts';

const signOn = 'actions.signon';
const named = namedPolicy('OKTA_SIGN_ON');

const policy: Kind = {
  ...named,
  fields: async (item, view) => [
    ...(await named.fields(item, view)),
    await groupField(item, view, 'Assign to groups'),
  ],
  body: (values, item, view) => edited(named.body(values, item, view) as Item, groupChanges(values, item)),
};

const rule: Kind = {
  noun: 'rule',
  api: rulesApi,
  fields: async (item, view) => [
    { name: 'name', label: 'Rule name', required: true, value: textAt(item, 'name') },
    ...(isSystem(item) ? [] : await conditionFields(item, view)),
    {
      ...{ name: 'access', label: 'THEN access is', type: 'select' },
      value: textAt(item, `${signOn}.access`) || 'ALLOW',
      choices: [
        { value: 'ALLOW', label: 'Allowed' },
        { value: 'DENY', label: 'Denied' },
      ],
    },
    {
      ...{ name: 'primary', label: 'Establish the user session with', type: 'select' },
      value: textAt(item, `${signOn}.primaryFactor`) || 'PASSWORD_IDP_ANY_FACTOR',
      choices: [
        { value: 'PASSWORD_IDP_ANY_FACTOR', label: 'Any factor used to meet the authentication policy' },
        { value: 'PASSWORD_IDP', label: 'A password' },
      ],
    },
    {
      ...{ name: 'mfa', label: 'Multifactor authentication (MFA) is required', type: 'flag' },
      value: isOn(item, `${signOn}.requireFactor`),
    },
    {
      ...{ name: 'prompt', label: 'Users will be prompted for MFA', type: 'select' },
      value: textAt(item, `${signOn}.factorPromptMode`) || 'ALWAYS',
      choices: [
        { value: 'ALWAYS', label: 'At every sign-in' },
        { value: 'DEVICE', label: 'When signing in with a new device cookie' },
        { value: 'SESSION', label: 'After MFA lifetime expires for the device cookie' },
      ],
    },
    {
      ...{ name: 'lifetime', label: 'Maximum session lifetime (minutes, 0 is no limit)', type: 'number' },
      ...{ required: true, value: at(item, `${signOn}.session.maxSessionLifetimeMinutes`) ?? 0 },
    },
    {
      ...{ name: 'idle', label: 'Maximum idle time (minutes)', type: 'number' },
      ...{ required: true, value: at(item, `${signOn}.session.maxSessionIdleMinutes`) ?? 120 },
    },
    {
      ...{ name: 'persistent', label: 'Session cookies persist across browser sessions', type: 'flag' },
      value: isOn(item, `${signOn}.session.usePersistentCookie`),
    },
  ],
  body: (values, item) =>
    edited(item, {
      ...{ _links: undefined, type: 'SIGN_ON', name: values.text('name') },
      ...(!isSystem(item) && conditionChanges(values, item)),
      [`${signOn}.access`]: values.text('access'),
      [`${signOn}.primaryFactor`]: values.text('primary'),
      [`${signOn}.requireFactor`]: values.flag('mfa'),
      [`${signOn}.factorPromptMode`]: values.flag('mfa') ? values.text('prompt') : undefined,
      [`${signOn}.session.maxSessionLifetimeMinutes`]: values.number('lifetime', 'The session lifetime'),
      [`${signOn}.session.maxSessionIdleMinutes`]: values.number('idle', 'The idle time'),
      [`${signOn}.session.usePersistentCookie`]: values.flag('persistent'),
    }),
};

const factsOf = (item: Item): string[] => [
  textAt(item, 'conditions.network.connection') === 'ZONE' ? 'In network zones' : 'Anywhere',
  textAt(item, `${signOn}.access`) === 'DENY'
    ? 'Access is denied'
    : `Allowed${isOn(item, `${signOn}.requireFactor`) ? ' with MFA' : ''}, idle time ${textAt(item, `${signOn}.session.maxSessionIdleMinutes`)} minutes`,
];

/** Security > Global session policy. */
export const sessionPolicies = policyScreens({
  type: 'OKTA_SIGN_ON',
  path: '/admin/access/policies',
  title: 'Global session policy',
  lead: 'How long sessions last, and what starting one requires. The first policy that applies to a person’s groups decides.',
  ...{ policy, rule, factsOf, isOrdered: true },
});
