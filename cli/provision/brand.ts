import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Theme } from '../../app/index.ts';
import { makeFolder, replaceFile } from '../../shared/files.js';
import type { ManagementApi } from './management-api.ts';
import { text } from './kinds/kind.ts';

/** Okta's maximum length of a brand name. */
const longestName = 50;

/**
 * Applies the theme's name, colors, icon and background to the org's sign-in page, with Okta's Brands API. If
 * it is unchanged since the last run, one request is enough.
 * @param memory file that records the applied theme
 * @see https://developer.okta.com/docs/guides/custom-branding/main/
 */
export async function dressOrg(api: ManagementApi, theme: Theme, memory: string): Promise<void> {
  const name = theme.siteTitle.slice(0, longestName);
  const fingerprint = createHash('sha256')
    .update(
      JSON.stringify([
        name,
        theme.palette.primary,
        ...['icon.png', 'logo.png', 'bg.jpg'].map((file) => theme.files.get(file)?.version),
      ]),
    )
    .digest('base64url');
  const [brand] = await api.list('/api/v1/brands');
  if (brand === undefined) return;
  const before = await readFile(memory, 'utf8').catch(() => '');
  if (before === fingerprint && brand.name === name) return;
  const path = `/api/v1/brands/${text(brand.id)}`;
  const [look] = await api.list(`${path}/themes`);
  if (look === undefined) return;
  const themePath = `${path}/themes/${text(look.id)}`;
  await api.put(path, { name, agreeToCustomPrivacyPolicy: false, removePoweredByOkta: false });
  await api.put(themePath, {
    primaryColorHex: theme.palette.light['--theme-primary'] ?? theme.palette.primary,
    primaryColorContrastHex: theme.palette.light['--theme-on-primary'] ?? '#ffffff',
    secondaryColorHex: theme.palette.light['--theme-sunken'] ?? '#ebebed',
    secondaryColorContrastHex: '#000000',
    signInPageTouchPointVariant: 'BACKGROUND_IMAGE',
    endUserDashboardTouchPointVariant: 'OKTA_DEFAULT',
    errorPageTouchPointVariant: 'BACKGROUND_IMAGE',
    emailTemplateTouchPointVariant: 'OKTA_DEFAULT',
  });
  for (const [part, file] of [
    ['logo', theme.files.has('logo.png') ? 'logo.png' : 'icon.png'],
    ['favicon', 'icon.png'],
    ['background-image', 'bg.jpg'],
  ] as const) {
    const picture = theme.files.get(file);
    if (picture) await api.upload(`${themePath}/${part}`, await readFile(picture.file), picture.type);
  }
  makeFolder(dirname(memory));
  await replaceFile(memory, fingerprint);
}

/**
 * Gives the web app the theme's name and icon: what its tile shows, and where people sign in to it.
 * @param memory file that records which icon the app has
 */
export async function dressApp(
  api: ManagementApi,
  theme: Theme,
  appId: string,
  memory: string,
): Promise<void> {
  const path = `/api/v1/apps/${appId}`;
  const app = await api.read(path);
  if (app === undefined) return;
  const label = appLabelOf(theme);
  if (app.label !== label) await api.put(path, { ...app, label });
  const icon = theme.files.get('icon.png');
  if (icon === undefined) return;
  const fingerprint = `${appId} ${icon.version}`;
  if ((await readFile(memory, 'utf8').catch(() => '')) === fingerprint) return;
  await api.upload(`${path}/logo`, await readFile(icon.file), icon.type);
  await replaceFile(memory, fingerprint);
}

/** Okta's maximum length of an app's label is 100. */
export const appLabelOf = ({ siteTitle }: Theme): string => siteTitle.slice(0, 100);
