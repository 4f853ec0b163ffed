import type { Item } from '../kernel/api.ts';
import { edited, itemsAt, textAt, textsAt } from '../kernel/item.ts';
import { type Kind, groupChoices, isOn } from '../kernel/resource.ts';
import type { Values } from '../kernel/values.ts';
import { namedPolicy } from './authentication.ts';
import { policyScreens, rulesApi } from './pages.ts';

const enrollment = 'actions.profileEnrollment';
const attributes = `${enrollment}.profileAttributes`;
const hooks = `${enrollment}.preRegistrationInlineHooks`;

/** `email*` is required. Properties that the form does not have, such as labels, are kept. */
function attributesOf(values: Values, rule: Item): Item[] {
  return values.lines('attributes').map((line) => {
    const name = line.replace(/\*$/, '').trim();
    const held = itemsAt(rule, attributes).find((one) => textAt(one, 'name') === name);
    return { name, label: name, ...held, required: line.endsWith('*') };
  });
}

const rule: Kind = {
  noun: 'rule',
  api: rulesApi,
  fields: async (item, view) => {
    const groups = textsAt(item, `${enrollment}.targetGroupIds`);
    const registrations = await view.api.listIfAllowed('/api/v1/inlineHooks', {
      type: 'com.okta.user.pre-registration',
    });
    return [
      {
        ...{ name: 'unknown', label: 'Self-service registration', type: 'select' },
        value: textAt(item, `${enrollment}.unknownUserAction`),
        choices: [
          { value: 'REGISTER', label: 'Allowed' },
          { value: 'DENY', label: 'Denied' },
        ],
      },
      {
        ...{ name: 'verify', label: 'Email verification is required', type: 'flag' },
        value: isOn(item, `${enrollment}.activationRequirements.emailVerification`),
      },
      {
        ...{ name: 'progressive', label: 'Progressive profiling', type: 'flag' },
        value: textAt(item, `${enrollment}.progressiveProfilingAction`) === 'ENABLED',
      },
      {
        ...{ name: 'attributes', label: 'Profile enrollment form', type: 'lines' },
        value: itemsAt(item, attributes).map(
          (one) => `${textAt(one, 'name')}${one['required'] === true ? '*' : ''}`,
        ),
        hint: 'One attribute per line; * makes it required.',
      },
      {
        ...{ name: 'groups', label: 'Add the person to', type: 'choices', find: 'groups', value: groups },
        choices: await groupChoices(view, groups),
      },
      {
        ...{ name: 'hook', label: 'Use this inline hook', type: 'select' },
        value: textAt(itemsAt(item, hooks)[0], 'inlineHookId'),
        choices: [
          { value: '', label: 'None (disabled)' },
          ...registrations.map((hook) => ({ value: textAt(hook, 'id'), label: textAt(hook, 'name') })),
        ],
      },
    ];
  },
  body: (values, item) => {
    const groups = values.choices('groups');
    const hook = values.text('hook');
    return edited(item, {
      _links: undefined,
      [`${enrollment}.access`]: 'ALLOW',
      [`${enrollment}.unknownUserAction`]: values.text('unknown'),
      [`${enrollment}.activationRequirements.emailVerification`]: values.flag('verify'),
      [`${enrollment}.progressiveProfilingAction`]: values.flag('progressive') ? 'ENABLED' : 'DISABLED',
      [attributes]: attributesOf(values, item),
      [`${enrollment}.targetGroupIds`]: groups.length === 0 ? null : groups,
      [hooks]: hook === '' ? null : [{ inlineHookId: hook }],
    });
  },
};

/** Security > User profile policies. */
export const profilePolicies = policyScreens({
  type: 'PROFILE_ENROLLMENT',
  path: '/admin/authn/profile-enrollment',
  title: 'User profile policies',
  lead: 'Whether people can sign up at an application, and which attributes it asks for.',
  policy: namedPolicy('PROFILE_ENROLLMENT'),
  rule,
  factsOf: (item) => [
    textAt(item, `${enrollment}.unknownUserAction`) === 'REGISTER'
      ? 'Self-service registration is allowed'
      : 'Self-service registration is denied',
    `Form: ${itemsAt(item, attributes)
      .map((one) => textAt(one, 'name'))
      .join(', ')}`,
  ],
  ...{ isOrdered: false, hasOneRule: true },
});
