import type { Item } from '../kernel/api.ts';
import { isOn } from '../kernel/resource.ts';
import { type Action, screen } from '../kernel/screen.ts';

/** A setting of the org with its own address. */
interface Setting {
  readonly do: string;
  readonly title: string;
  readonly path: string;
  readonly name: string;
  readonly label: string;
}

const settings: readonly Setting[] = [
  {
    ...{ do: 'knowledge', title: 'Protect against password-based attacks' },
    path: '/attack-protection/api/v1/authenticator-settings',
    name: 'verifyKnowledgeSecondWhen2faRequired',
    label: 'Require possession factor before password during MFA',
  },
  {
    ...{ do: 'lockout', title: 'User lockout' },
    path: '/attack-protection/api/v1/user-lockout-settings',
    name: 'preventBruteForceLockoutFromUnknownDevices',
    label: 'Block suspicious password attempts from unknown devices',
  },
];

type Loaded = Readonly<Record<string, Item>>;

const save = ({ do: action, path, name, label, title }: Setting): Action<Loaded> => ({
  ...{ do: action, label: 'Save', where: 'block', guarded: true },
  fields: (loaded) => [{ name, label, type: 'flag', value: isOn(loaded[action] ?? {}, name) }],
  run: async (values, _, { api }) => {
    await api.put(path, { [name]: values.flag(name) });
    return { message: `${title}: saved.` };
  },
});

/** Security > General. */
export const general = screen<Loaded>({
  path: '/admin/access/general',
  load: async ({ api }) =>
    Object.fromEntries(
      await Promise.all(settings.map(async (setting) => [setting.do, await api.get(setting.path)] as const)),
    ),
  page: () => ({
    title: 'General',
    lead: 'A known device is one that the person has signed in with. Wrong passwords count up to the lockout of the password policy.',
    blocks: settings.map((setting) => ({ kind: 'form', title: setting.title, do: setting.do })),
  }),
  actions: settings.map(save),
});
