import type { Item } from '../kernel/api.ts';
import { itemsAt, textAt } from '../kernel/item.ts';
import type { Action, Outcome, View } from '../kernel/screen.ts';
import { nameOfPerson, userApi } from './people.ts';

const isNow =
  (...statuses: readonly string[]) =>
  (user: Item): boolean =>
    statuses.includes(textAt(user, 'status'));
const present = (user: Item): boolean => textAt(user, 'status') !== 'DEPROVISIONED';

/** Whether too many wrong passwords keep unknown devices out. */
export const blocksUnknownDevices = (user: Item): boolean =>
  itemsAt(user, '_embedded.blocks').some((block) => textAt(block, 'appliesTo') === 'UNKNOWN_DEVICES');

/** A step in a person's life that is one call and has one sentence for it. */
function step(
  verb: string,
  label: string,
  done: string,
  when: (user: Item) => boolean,
  more: Partial<Action<Item>> = {},
): Action<Item> {
  return {
    ...{ do: verb, label, when },
    run: async (_, user, { api }) => {
      await api.post(`${userApi(user)}/lifecycle/${verb}`);
      return { message: `${nameOfPerson(user)} ${done}.` };
    },
    ...more,
  };
}

async function resetByMail(user: Item, { api }: View): Promise<Outcome> {
  await api.post(`${userApi(user)}/lifecycle/reset_password`, undefined, { sendEmail: 'true' });
  return { message: `${textAt(user, 'profile.email')} gets an email with a link to set a new password.` };
}

async function temporaryPassword(user: Item, { api }: View): Promise<Outcome> {
  const { tempPassword } = await api.post(`${userApi(user)}/lifecycle/expire_password`, undefined, {
    tempPassword: 'true',
  });
  return {
    message: 'The person signs in with this password once, and then chooses another.',
    secret: { label: 'Temporary password', value: String(tempPassword) },
  };
}

/** Actions on the account as a whole: the buttons next to the name. */
export const lifecycleActions: readonly Action<Item>[] = [
  {
    do: 'activate',
    label: 'Activate',
    tone: 'primary',
    when: isNow('STAGED', 'DEPROVISIONED'),
    run: async (_, user, { api }) => {
      await api.post(`${userApi(user)}/lifecycle/activate`, undefined, { sendEmail: 'true' });
      return { message: `${nameOfPerson(user)} was activated and gets an email.` };
    },
  },
  {
    do: 'reactivate',
    label: 'Resend activation email',
    when: isNow('PROVISIONED'),
    run: async (_, user, { api }) => {
      await api.post(`${userApi(user)}/lifecycle/reactivate`, undefined, { sendEmail: 'true' });
      return { message: 'The activation email is on its way.' };
    },
  },
  step('unlock', 'Unlock', 'is unlocked', isNow('LOCKED_OUT'), { tone: 'primary' }),
  step('unlock', 'Allow unknown devices', 'can sign in from unknown devices again', blocksUnknownDevices, {
    ...{ do: 'allow-devices', tone: 'primary' },
  }),
  step('unsuspend', 'Unsuspend', 'can sign in again', isNow('SUSPENDED'), { tone: 'primary' }),
  {
    do: 'reset',
    label: 'Reset password',
    when: isNow('ACTIVE', 'PASSWORD_EXPIRED', 'RECOVERY', 'LOCKED_OUT', 'PROVISIONED'),
    fields: () => [
      {
        name: 'how',
        label: 'How',
        type: 'select',
        value: 'mail',
        choices: [
          { value: 'mail', label: 'Send an email with a link' },
          { value: 'temporary', label: 'Create a temporary password' },
          { value: 'set', label: 'Set this password' },
        ],
      },
      { name: 'password', label: 'Password', type: 'password', hint: 'For “Set this password” only.' },
    ],
    run: async (values, user, view) => {
      const how = values.text('how');
      if (how === 'temporary') return temporaryPassword(user, view);
      if (how !== 'set') return resetByMail(user, view);
      await view.api.post(userApi(user), {
        credentials: { password: { value: values.secret('password') } },
      });
      return { message: 'The password was set.' };
    },
  },
  {
    do: 'clear-sessions',
    label: 'Clear user sessions',
    when: present,
    confirm: 'The person must sign in again everywhere.',
    fields: () => [{ name: 'tokens', label: 'Revoke OAuth tokens as well', type: 'flag', value: true }],
    run: async (values, user, { api }) => {
      await api.delete(`${userApi(user)}/sessions`, { oauthTokens: String(values.flag('tokens')) });
      return { message: 'All sessions have ended.' };
    },
  },
  {
    do: 'reset-factors',
    label: 'Reset authenticators',
    when: isNow('ACTIVE', 'RECOVERY', 'PASSWORD_EXPIRED', 'LOCKED_OUT'),
    confirm: 'All enrolled authenticators are removed: phone, Okta Verify, passkeys.',
    run: async (_, user, { api }) => {
      await api.post(`${userApi(user)}/lifecycle/reset_factors`);
      return { message: 'The person enrolls again at the next sign-in.' };
    },
  },
  step('suspend', 'Suspend', 'is suspended', isNow('ACTIVE'), {
    confirm: 'The person cannot sign in until the account is unsuspended. Apps and groups are kept.',
  }),
  step('deactivate', 'Deactivate', 'was deactivated', present, {
    tone: 'danger',
    confirm: 'Apps, sessions and authenticators are removed. The account can be activated again or deleted.',
  }),
  {
    do: 'delete',
    label: 'Delete',
    tone: 'danger',
    when: isNow('DEPROVISIONED'),
    confirm: 'The account is permanently deleted.',
    run: async (_, user, { api }) => {
      await api.delete(userApi(user));
      return { message: `${nameOfPerson(user)} was deleted.`, to: '/admin/users' };
    },
  },
];
