import type { Item, Page } from '../kernel/api.ts';
import { edited, textAt } from '../kernel/item.ts';
import { list } from '../kernel/list.ts';
import { isOn } from '../kernel/resource.ts';
import { type Action, type Block, type Screen, type View, screen } from '../kernel/screen.ts';

const path = '/admin/customizations/brands';
const api = '/api/v1/brands';
const brandApi = ({ param }: View): string => `${api}/${param('brandId')}`;

interface Loaded {
  readonly brand: Item;
  readonly theme: Item;
}

const themeApi = (view: View, theme: Item): string => `${brandApi(view)}/themes/${textAt(theme, 'id')}`;

/** The pages whose appearance can be chosen, and the choices, with Okta's names. */
const touchPoints = [
  ['signInPageTouchPointVariant', 'Sign-in page'],
  ['errorPageTouchPointVariant', 'Error page'],
] as const;
const variants = [
  { value: 'OKTA_DEFAULT', label: 'Okta default' },
  { value: 'BACKGROUND_SECONDARY_COLOR', label: 'Secondary color as the background' },
  { value: 'BACKGROUND_IMAGE', label: 'Background image' },
];

const themeFields: NonNullable<Action<Loaded>['fields']> = ({ theme }) => [
  {
    ...{ name: 'primary', label: 'Primary color', type: 'color', required: true },
    ...{ value: textAt(theme, 'primaryColorHex'), hint: 'Buttons and links.' },
  },
  {
    ...{ name: 'secondary', label: 'Secondary color', type: 'color', required: true },
    ...{ value: textAt(theme, 'secondaryColorHex'), hint: 'The background, if selected below.' },
  },
  ...touchPoints.map(([name, label]) => ({
    ...{ name, label, type: 'select' as const, value: textAt(theme, name), choices: variants },
  })),
];

const pictures = [
  ['logo', 'Logo', 'logo'],
  ['favicon', 'Favicon', 'favicon'],
  ['backgroundImage', 'Background image', 'background-image'],
] as const;

const pictureActions = pictures.flatMap(([field, label, segment]): Action<Loaded>[] => [
  {
    ...{ do: `upload-${segment}`, label: `Upload ${label.toLowerCase()}`, where: 'block' },
    fields: () => [
      {
        ...{ name: 'file', label, type: 'file', required: true },
        hint: `PNG, JPG or GIF, at most ${field === 'backgroundImage' ? '2 MB' : '100 kB'}.`,
      },
    ],
    run: async (values, { theme }, view) => {
      await view.api.upload(`${themeApi(view, theme)}/${segment}`, values.file('file'));
      return { message: `The ${label.toLowerCase()} was uploaded.` };
    },
  },
  {
    ...{ do: `delete-${segment}`, label: `Remove ${label.toLowerCase()}`, where: 'block' },
    when: ({ theme }) => textAt(theme, field) !== '',
    run: async (_, { theme }, view) => {
      await view.api.delete(`${themeApi(view, theme)}/${segment}`);
      return { message: `The ${label.toLowerCase()} was removed.` };
    },
  },
]);

const pictureBlocks = (theme: Item): Block[] =>
  pictures.map(([field, title, segment]) => ({
    ...{ kind: 'picture', title, address: textAt(theme, field) },
    actions: [`upload-${segment}`, `delete-${segment}`],
  }));

const brand = screen<Loaded>({
  path: `${path}/:brandId`,
  menu: path,
  load: async (view) => {
    const loaded = await view.api.get(brandApi(view));
    const [theme = {}] = await view.api.list(`${brandApi(view)}/themes`);
    return { brand: loaded, theme };
  },
  page: ({ brand: loaded, theme }) => ({
    title: textAt(loaded, 'name'),
    lead: loaded['isDefault'] === true ? 'Used on this org’s pages.' : 'Used with a custom domain.',
    crumbs: [{ value: path, label: 'Brands' }],
    blocks: [
      { kind: 'form', title: 'Colors', do: 'theme' },
      ...pictureBlocks(theme),
      { kind: 'form', title: 'Settings', do: 'settings' },
    ],
  }),
  actions: [
    {
      ...{ do: 'theme', label: 'Save', where: 'block', guarded: true },
      fields: themeFields,
      run: async (values, { theme }, view) => {
        const { _links, ...body } = theme;
        await view.api.put(
          themeApi(view, theme),
          edited(body, {
            primaryColorHex: values.text('primary'),
            secondaryColorHex: values.text('secondary'),
            ...Object.fromEntries(touchPoints.map(([name]) => [name, values.text(name)])),
          }),
        );
        return { message: 'The colors were saved. The sign-in page uses them now.' };
      },
    },
    ...pictureActions,
    {
      ...{ do: 'settings', label: 'Save', where: 'block', guarded: true },
      fields: ({ brand: loaded }) => [
        { name: 'name', label: 'Name', required: true, value: textAt(loaded, 'name') },
        {
          ...{ name: 'locale', label: 'Default language', value: textAt(loaded, 'locale') },
          hint: 'Such as en or de. Leave it empty to follow the browser.',
        },
        {
          ...{ name: 'privacy', label: 'Custom privacy policy URL', at: () => 'customPrivacyPolicyUrl' },
          value: textAt(loaded, 'customPrivacyPolicyUrl'),
        },
        {
          ...{ name: 'agree', label: 'I consent to the use of this custom privacy policy URL', type: 'flag' },
          value: isOn(loaded, 'agreeToCustomPrivacyPolicy'),
        },
        {
          ...{ name: 'powered', label: 'Hide “Powered by Okta”', type: 'flag' },
          value: isOn(loaded, 'removePoweredByOkta'),
        },
      ],
      run: async (values, { brand: loaded }, view) => {
        await view.api.put(
          brandApi(view),
          edited(loaded, {
            ...{ _links: undefined, name: values.text('name'), locale: values.optional('locale') },
            customPrivacyPolicyUrl: values.text('privacy') || null,
            agreeToCustomPrivacyPolicy: values.flag('agree'),
            removePoweredByOkta: values.flag('powered'),
          }),
        );
        return { message: 'The brand was saved.' };
      },
    },
    {
      ...{ do: 'delete', label: 'Delete', tone: 'danger', confirm: 'The brand is permanently deleted.' },
      when: ({ brand: loaded }) => loaded['isDefault'] !== true,
      run: async (_, { brand: loaded }, view) => {
        await view.api.delete(brandApi(view));
        return { message: `${textAt(loaded, 'name')} was deleted.`, to: path };
      },
    },
  ],
});

/** Customizations > Brands. */
export const brandScreens: readonly Screen[] = [
  list({
    path,
    title: 'Brands',
    lead: 'The colors and pictures of the org’s pages.',
    api,
    columns: [
      {
        title: 'Brand',
        cell: (item) => ({ text: textAt(item, 'name'), href: `${path}/${textAt(item, 'id')}` }),
      },
      { title: 'Default', cell: (item) => (item['isDefault'] === true ? 'Yes' : 'No') },
      { title: 'Language', cell: (item) => textAt(item, 'locale') || 'The browser’s' },
    ],
    search: { label: 'Search by name', query: (q) => ({ q }) },
    empty: 'No brands.',
    actions: [
      {
        ...{ do: 'create', label: 'Create brand', tone: 'primary' },
        fields: () => [{ name: 'name', label: 'Name', required: true }],
        run: async (values, _: Page, view) => {
          const made = await view.api.post(api, { name: values.text('name') });
          return { message: `${values.text('name')} was created.`, to: `${path}/${textAt(made, 'id')}` };
        },
      },
    ],
  }),
  brand,
];
