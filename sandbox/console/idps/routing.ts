import type { Item } from '../kernel/api.ts';
import { edited, itemsAt, textAt } from '../kernel/item.ts';
import { type Kind, editor, isSystem, mover } from '../kernel/resource.ts';
import { type Choice, type Screen, type Tab, type View, screen } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';
import { zoneChanges, zoneField } from '../policies/conditions.ts';

export const idpsPath = '/admin/access/identity-providers';
const path = `${idpsPath}/routing-rules`;
const policiesApi = '/api/v1/policies';

/** Okta's tabs of Security > Identity Providers. */
export const idpTabs: readonly Tab[] = [
  { name: idpsPath, title: 'Identity Providers', href: idpsPath },
  { name: path, title: 'Routing rules', href: path },
];

const patterns = 'conditions.userIdentifier.patterns';
const providers = 'actions.idp.providers';
const okta = { value: 'OKTA', label: 'Okta' };

const matches = [
  { value: '', label: 'Anything' },
  { value: 'SUFFIX', label: 'Domain list on login' },
  { value: 'EQUALS', label: 'Login is one of' },
  { value: 'STARTS_WITH', label: 'Login starts with' },
  { value: 'CONTAINS', label: 'Login contains' },
  { value: 'EXPRESSION', label: 'Regex on login' },
];

const idOf = (provider: Item): string => textAt(provider, 'id') || textAt(provider, 'type');

const providerChoices = async ({ api }: View): Promise<Choice[]> => [
  okta,
  ...(await api.listIfAllowed('/api/v1/idps', { limit: 200 })).map((idp) => ({
    value: `${textAt(idp, 'id')} ${textAt(idp, 'type')}`,
    label: textAt(idp, 'name'),
  })),
];
const asChoice = (provider: Item): string =>
  provider['id'] === undefined ? textAt(provider, 'type') : `${idOf(provider)} ${textAt(provider, 'type')}`;

const appChoices = async ({ api }: View): Promise<Choice[]> =>
  (await api.listIfAllowed('/api/v1/apps', { limit: 200 })).map((app) => ({
    ...{ value: textAt(app, 'id'), label: textAt(app, 'label') },
  }));

const rule: Kind = {
  noun: 'routing rule',
  api: (view) => `${policiesApi}/${view.param('policyId')}/rules`,
  fields: async (item, view) => {
    return [
      { name: 'name', label: 'Rule name', required: true, value: textAt(item, 'name') },
      ...(isSystem(item)
        ? []
        : [
            await zoneField(item, view),
            {
              ...{ name: 'apps', label: 'AND user is accessing (any application when none is chosen)' },
              ...{
                type: 'choices' as const,
                value: itemsAt(item, 'conditions.app.include').map(idOf),
                choices: await appChoices(view),
              },
            },
            {
              ...{ name: 'match', label: 'AND user matches', type: 'select' as const, choices: matches },
              value: textAt(itemsAt(item, patterns)[0], 'matchType'),
            },
            {
              ...{ name: 'patterns', label: 'Domains or logins', type: 'lines' as const },
              value: itemsAt(item, patterns).map((one) => textAt(one, 'value')),
              hint: 'One per line, such as example.com.',
            },
          ]),
      {
        ...{ name: 'providers', label: 'THEN use this identity provider', type: 'choices' },
        value: itemsAt(item, providers).map(asChoice),
        choices: await providerChoices(view),
      },
    ];
  },
  body: (values, item) =>
    edited(item, {
      ...{ _links: undefined, type: 'IDP_DISCOVERY', name: values.text('name') },
      ...(!isSystem(item) && conditionsOf(values, item)),
      'actions.idp.idpSelectionType': textAt(item, 'actions.idp.idpSelectionType') || 'SPECIFIC',
      [providers]: values.choices('providers').map((choice) => {
        const [id, type] = choice.split(' ');
        return type === undefined ? { type: id } : { id, type };
      }),
    }),
};

function conditionsOf(values: Values, item: Item): Readonly<Record<string, unknown>> {
  const matchType = values.text('match');
  return {
    ...zoneChanges(values, item),
    'conditions.app.include': values.choices('apps').map((id) => ({ type: 'APP', id })),
    'conditions.userIdentifier.type': 'IDENTIFIER',
    [patterns]: matchType === '' ? [] : values.lines('patterns').map((value) => ({ matchType, value })),
  };
}

interface Routing {
  readonly policyId: string;
  readonly rules: readonly Item[];
  /** The providers' names. */
  readonly names: ReadonlyMap<string, string>;
}

const rulesApi = (policyId: string): string => `${policiesApi}/${policyId}/rules`;

const factsOf = (item: Item, names: Routing['names']): string[] => {
  const who = itemsAt(item, patterns).map((one) => textAt(one, 'value'));
  const apps = itemsAt(item, 'conditions.app.include').length;
  return [
    `${who.length === 0 ? 'Anyone' : `Login: ${who.join(', ')}`}${apps > 0 ? `, at ${String(apps)} ${apps === 1 ? 'application' : 'applications'}` : ''}`,
    `To: ${itemsAt(item, providers)
      .map((one) => names.get(idOf(one)) ?? idOf(one))
      .join(', ')}`,
  ];
};

const routing = screen<Routing>({
  path,
  menu: idpsPath,
  load: async (view) => {
    const [policy] = await view.api.list(policiesApi, { type: 'IDP_DISCOVERY' });
    const policyId = textAt(policy, 'id');
    const choices = await providerChoices(view);
    return {
      policyId,
      rules: await view.api.list(rulesApi(policyId), { limit: 200 }),
      names: new Map(choices.map(({ value, label }) => [value.split(' ')[0] ?? '', label])),
    };
  },
  page: ({ policyId, rules, names }) => ({
    title: 'Routing rules',
    lead: 'Determines which identity provider a person signs in with, before they enter a password.',
    ...{ tabs: idpTabs, tab: path },
    blocks: [
      {
        ...{ kind: 'order', do: 'move', empty: 'No rules yet.' },
        lead: 'The first rule that matches decides.',
        items: rules.map((item) => ({
          ...{ id: textAt(item, 'id'), name: textAt(item, 'name'), priority: Number(item['priority']) },
          href: `${path}/${policyId}/${textAt(item, 'id')}`,
          facts: factsOf(item, names),
          status: textAt(item, 'status'),
          isFixed: isSystem(item),
        })),
      },
    ],
  }),
  actions: [
    {
      ...{ do: 'create', label: 'Add routing rule', tone: 'primary' },
      fields: (_, view) => rule.fields({}, view),
      run: async (values, { policyId }, view) => {
        await view.api.post(rulesApi(policyId), rule.body(values, {}, view));
        return { message: `${values.text('name')} was added.` };
      },
    },
    mover<Routing>(
      ({ rules }) => rules,
      (_, { policyId }) => rulesApi(policyId),
      'rule',
    ),
  ],
});

/** Security > Identity Providers > Routing rules. */
export const routingScreens: readonly Screen[] = [
  routing,
  editor({
    kind: rule,
    path: `${path}/:policyId/:ruleId`,
    ...{ menu: idpsPath, param: 'ruleId', isFixed: isSystem },
    above: () => [
      { value: idpsPath, label: 'Identity Providers' },
      { value: path, label: 'Routing rules' },
    ],
  }),
];
