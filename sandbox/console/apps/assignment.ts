import { groupPath } from '../groups/groups.ts';
import type { Item } from '../kernel/api.ts';
import { at, textAt } from '../kernel/item.ts';
import { type Field, type View, screen } from '../kernel/screen.ts';
import { attributesIn, fieldOf, profileValues } from '../schemas/attributes.ts';
import { appPath } from './apps.ts';
import { schemaPath } from './kinds.ts';

/** The page of a group's assignment to an app. */
export const assignmentPath = (app: Item, group: Item): string =>
  `${appPath(app)}/group/${textAt(group, 'id')}`;

/** What a group gives its members in the app: the app's own attributes. */
export async function profileFields(app: Item, profile: unknown, { api }: View): Promise<Field[]> {
  const schema = await api.find(schemaPath(app));
  return attributesIn(schema ?? {})
    .filter(({ isCustom }) => isCustom)
    .map((attribute) => ({ ...fieldOf(attribute, at(profile, attribute.name)), required: false }));
}

interface Loaded {
  readonly app: Item;
  readonly assigned: Item;
  readonly name: string;
}

const pathOf = ({ param }: View): string => `/api/v1/apps/${param('appId')}/groups/${param('groupId')}`;
const back = (app: Item): string => `${appPath(app)}?tab=assignments`;

/** Applications > an app > Assignments > a group. */
export const assignment = screen<Loaded>({
  path: '/admin/app/:name/instance/:appId/group/:groupId',
  menu: '/admin/apps/active',
  load: async (view) => {
    const { api, param } = view;
    const group = await api.find(`/api/v1/groups/${param('groupId')}`);
    return {
      app: await api.get(`/api/v1/apps/${param('appId')}`),
      assigned: await api.get(pathOf(view)),
      name: textAt(group, 'profile.name') || textAt(group, 'id'),
    };
  },
  page: async ({ app, assigned, name }, view) => ({
    title: name,
    lead: `Assigned to ${textAt(app, 'label')}.`,
    crumbs: [
      { value: '/admin/apps/active', label: 'Applications' },
      { value: back(app), label: textAt(app, 'label') },
    ],
    blocks: [
      (await profileFields(app, {}, view)).length > 0
        ? ({
            ...{ kind: 'form', title: 'Attributes', do: 'edit' },
            lead: 'Members get these attributes in the app.',
          } as const)
        : ({
            kind: 'facts',
            title: 'Attributes',
            facts: [['Of this app', 'None: add them in the Profile Editor']],
          } as const),
      {
        kind: 'facts',
        facts: [
          ['Group', { text: name, href: groupPath(textAt(assigned, 'id')) }],
          ['Priority', textAt(assigned, 'priority')],
        ],
      },
    ],
  }),
  actions: [
    {
      ...{ do: 'edit', label: 'Save', where: 'block', guarded: true },
      fields: ({ app, assigned }, view) => profileFields(app, assigned['profile'], view),
      run: async (values, { app, assigned }, view) => {
        const profile = await profileValues(values, schemaPath(app), view.api);
        await view.api.put(pathOf(view), { profile, priority: assigned['priority'] });
        return { message: 'The assignment was saved.', to: back(app) };
      },
    },
    {
      ...{ do: 'unassign', label: 'Remove', tone: 'danger' },
      confirm: 'Unassign the app from everyone in this group?',
      run: async (_, { app, name }, view) => {
        await view.api.delete(pathOf(view));
        return { message: `${name} no longer has ${textAt(app, 'label')}.`, to: back(app) };
      },
    },
  ],
});
