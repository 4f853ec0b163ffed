import { failure, ok } from '../check.ts';
import type { Check, Finding } from '../check.ts';
import { text } from '../../provision/kinds/kind.ts';
import { covers, isFields } from '../../provision/value.ts';
import type { Fields, Value } from '../../provision/value.ts';
import { consolePath, webAppIds } from '../web-app.ts';

interface Assignment {
  id: string;
  name: string;
  wanted: Fields;
  there: Fields | undefined;
}

/** Groups assigned to the app, the attributes that each gives its members, and their priority. */
export const assignments: Check = {
  id: 'assignments',
  title: 'Assigned groups',
  area: 'Application',
  needs: ['app', 'groups', 'app-attributes'],
  docs: 'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-group-priority.htm',
  async run(context) {
    const { demo, org, config } = context;
    const path = `/api/v1/apps/${config.okta.clientId}/groups`;
    const present = await org.list(path);
    const wanted = (await demo.attributes('okta_app_group_assignments.entitlements')).group;
    const declared: Assignment[] = await Promise.all(
      (Array.isArray(wanted) ? wanted : []).filter(isFields).map(async (item) => {
        const id = text(item.id);
        const profile = JSON.parse(text(item.profile)) as Fields;
        return {
          id,
          name: await demo.nameOf(id),
          wanted: profile,
          there: present.find((one) => one.id === id),
        };
      }),
    );
    // A group that is not there has no name; the check of the groups reports it.
    const all = declared.filter(({ id, name }) => name !== id);
    const where = `${await consolePath(context, 'Assignments')} > Groups`;
    const wrong = missing(all, where) ?? otherProfile(all, where) ?? otherOrder(all, where);
    if (!wrong) return ok(`${all.map(({ name }) => name).join(', then ')}.`);
    const { from, ...finding } = wrong;
    return failure({
      ...finding,
      ids: webAppIds(context),
      ...(from && {
        fix: {
          will: `assign ${from.map(({ name }) => name).join(', ')} to the web app in this order, with ${JSON.stringify(from[0]?.wanted)}${from.length > 1 ? ' and so on' : ''}`,
          apply: async () => {
            if (all.every(({ there }) => !there)) return demo.make('okta_app_group_assignments.entitlements');
            for (const { id, wanted: profile } of from) {
              const priority = all.findIndex((item) => item.id === id) + 1;
              await org.put(`${path}/${id}`, { priority, profile });
            }
          },
        },
      }),
    });
  },
};

type Wrong = Finding & { from?: Assignment[] };

function missing(all: readonly Assignment[], where: string): Wrong | undefined {
  const [first] = all.filter(({ there }) => !there);
  if (!first) return undefined;
  return {
    found: `${first.name} is not assigned.`,
    expected: `${first.name} assigned with ${show(first.wanted)}.`,
    consequence: `Members of ${first.name} see “User is not assigned to the client application”, or have too few permissions.`,
    remedy: `${where} > Assign: ${first.name}, with ${show(first.wanted)}.`,
    from: all.filter(({ there }) => !there),
  };
}

function otherProfile(all: readonly Assignment[], where: string): Wrong | undefined {
  const wrong = all.find(({ there, wanted }) => !covers(there?.profile, wanted));
  if (!wrong) return undefined;
  return {
    found: `${wrong.name} is assigned with ${show(wrong.there?.profile)}.`,
    expected: show(wrong.wanted),
    consequence: `Members of ${wrong.name} do not have the permissions that the demo describes.`,
    remedy: `${where} > ${wrong.name} > Edit: ${show(wrong.wanted)}.`,
    from: [wrong],
  };
}

function otherOrder(all: readonly Assignment[], where: string): Wrong | undefined {
  const order = all.map(({ there }) => Number(there?.priority));
  if (order.every((priority, at) => at === 0 || priority > (order[at - 1] ?? 0))) return undefined;
  const now = all.toSorted((one, other) => Number(one.there?.priority) - Number(other.there?.priority));
  return {
    found: `The order is ${now.map(({ name }) => name).join(', ')}.`,
    expected: `${all.map(({ name }) => name).join(', ')}.`,
    consequence: 'Admins who are in several groups get the wrong group’s permissions.',
    remedy: `${where}: drag them into this order.`,
    from: [...all],
  };
}

const show = (profile: Value | undefined) => (isFields(profile) ? JSON.stringify(profile) : 'nothing');
