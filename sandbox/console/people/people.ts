import { statusCell, timeCell } from '../kernel/cells.ts';
import type { Item, Page } from '../kernel/api.ts';
import { textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { groupChoices } from '../kernel/resource.ts';
import type { Action, Field } from '../kernel/screen.ts';

/** The address of a person's page, as Okta has it. */
export const personPath = (id: string): string => `/admin/user/profile/view/${id}`;

/** A person in the API. */
export const userApi = (user: Item): string => `/api/v1/users/${textAt(user, 'id')}`;

/** The people that an action applies to. */
export const loginsField: Field = {
  ...{ name: 'logins', label: 'Usernames', type: 'lines', required: true, find: 'people' },
  hint: 'One per line.',
};

/** First and last name, or the login if there is no name. */
export const nameOfPerson = (user: Item): string =>
  `${textAt(user, 'profile.firstName')} ${textAt(user, 'profile.lastName')}`.trim() ||
  textAt(user, 'profile.login');

const statuses = [
  'STAGED',
  'PROVISIONED',
  'ACTIVE',
  'RECOVERY',
  'PASSWORD_EXPIRED',
  'LOCKED_OUT',
  'SUSPENDED',
  'DEPROVISIONED',
];

const add: Action<Page> = {
  do: 'create',
  label: 'Add person',
  tone: 'primary',
  fields: async (_, view) => [
    { name: 'firstName', label: 'First name', required: true },
    { name: 'lastName', label: 'Last name', required: true },
    { name: 'login', label: 'Username', type: 'email', required: true, hint: 'An email address.' },
    { name: 'email', label: 'Primary email', type: 'email', hint: 'If empty, the username is used.' },
    {
      name: 'groups',
      label: 'Groups',
      type: 'choices',
      find: 'groups',
      choices: await groupChoices(view, [], { filter: 'type eq "OKTA_GROUP"' }),
    },
    {
      name: 'password',
      label: 'Password',
      type: 'password',
      hint: 'If empty, the person gets an activation email and chooses one.',
    },
    { name: 'change', label: 'User must change password on first login', type: 'flag' },
  ],
  run: async (values, _, { api }) => {
    const login = values.text('login');
    const password = values.secret('password');
    const profile = {
      ...{ firstName: values.text('firstName'), lastName: values.text('lastName'), login },
      email: values.optional('email') ?? login,
    };
    const user = await api.post(
      '/api/v1/users',
      {
        profile,
        groupIds: values.choices('groups'),
        ...(password !== '' && { credentials: { password: { value: password } } }),
      },
      {
        activate: 'true',
        nextLogin: password !== '' && values.flag('change') ? 'changePassword' : undefined,
      },
    );
    return { message: `${nameOfPerson(user)} was added.`, to: personPath(textAt(user, 'id')) };
  },
};

/** The people of the org. */
export const peopleList = list({
  path: '/admin/users',
  title: 'People',
  api: '/api/v1/users',
  columns: [
    {
      title: 'Person',
      cell: (user) => ({
        text: nameOfPerson(user),
        href: personPath(textAt(user, 'id')),
        note: textAt(user, 'profile.login'),
      }),
    },
    { title: 'Primary email', cell: (user) => textAt(user, 'profile.email') },
    { title: 'Status', cell: (user) => statusCell(textAt(user, 'status')) },
    { title: 'Last sign-in', cell: (user) => timeCell(textAt(user, 'lastLogin')) },
  ],
  search: { label: 'Search by name or email', query: (q) => ({ q }) },
  filters: [
    {
      name: 'status',
      label: 'Status',
      choices: [
        { value: '', label: 'Everyone' },
        ...statuses.map((value) => ({ value, label: statusCell(value).text })),
      ],
      query: (status) => ({ filter: `status eq "${status}"` }),
    },
  ],
  empty: 'No people yet. Add the first person.',
  actions: [add],
});
