import { catalogLinks } from './oin-apps.ts';
import type { App } from '../../org/apps/model.ts';

type Json = Readonly<Record<string, unknown>>;

/** Sign-on modes in which Okta types a password into the app's own form. */
const passwordModes: readonly string[] = [
  'AUTO_LOGIN',
  'BASIC_AUTH',
  'BROWSER_PLUGIN',
  'SECURE_PASSWORD_STORE',
];

/** Okta's fixed app names by sign-on mode; apps of other modes are named after org and label. */
export const modeNames: Readonly<Record<string, string>> = {
  OPENID_CONNECT: 'oidc_client',
  BOOKMARK: 'bookmark',
  BASIC_AUTH: 'template_basic_auth',
  WS_FEDERATION: 'template_wsfed',
  SECURE_PASSWORD_STORE: 'template_sps',
  BROWSER_PLUGIN: 'template_swa',
};

/** The settings of each of Okta's templates; null if not set. */
const templateFields: Readonly<Record<string, Json>> = {
  bookmark: { requestIntegration: false, url: null },
  template_basic_auth: { loginUrlRegex: null, authURL: null, url: null },
  template_swa: {
    loginUrlRegex: null,
    usernameField: null,
    redirectUrl: null,
    buttonField: null,
    checkbox: null,
    passwordField: null,
    url: null,
  },
  template_swa3field: {
    buttonSelector: null,
    passwordSelector: null,
    userNameSelector: null,
    targetURL: null,
    extraFieldSelector: null,
    extraFieldValue: null,
    loginUrlRegex: null,
  },
  template_sps: {
    url: null,
    passwordField: null,
    usernameField: null,
    optionalField1: null,
    optionalField1Value: null,
    optionalField2: null,
    optionalField2Value: null,
    optionalField3: null,
    optionalField3Value: null,
  },
};

/** `settings.app` as Okta keeps it: a template has all its fields, and an empty one is null. */
export function appSettingsOf(name: string, given: Json): Json {
  const fields = templateFields[name];
  if (!fields) return given;
  const filled = Object.entries(given).filter(([, value]) => value !== '' && value !== undefined);
  return { ...fields, ...Object.fromEntries(filled) };
}

/**
 * How an app's user name is made. One that an administrator wrote is not pushed to the app unless asked for.
 */
const userNameTemplateOf = (given: Json = { template: '${source.login}', type: 'BUILT_IN' }): Json =>
  given.type === 'CUSTOM' ? { ...given, pushStatus: given.pushStatus ?? 'DONT_PUSH' } : given;

/**
 * `credentials` as Okta stores them, without those of an OAuth client: an app with a password says who sets it.
 * @param current the ones to replace: a shared password that is not repeated is kept
 */
export function credentialsOf(signOnMode: string, given: Json, current: Json | undefined): Json {
  const { userNameTemplate: template, ...others } = given;
  const userNameTemplate = userNameTemplateOf(template as Json | undefined);
  if (!passwordModes.includes(signOnMode)) return { ...others, userNameTemplate };
  const { scheme = 'EDIT_USERNAME_AND_PASSWORD', revealPassword = false, ...rest } = others;
  const isShared = scheme === 'SHARED_USERNAME_AND_PASSWORD';
  return {
    scheme,
    userNameTemplate,
    revealPassword,
    ...(isShared && { userName: current?.userName, password: current?.password }),
    ...rest,
  };
}

/** The same as sent to clients, without the password. */
export function presentCredentials({ userName, ...credentials }: Json): Json {
  return {
    ...credentials,
    ...(userName !== undefined && userName !== '' && { userName }),
    ...('password' in credentials && { password: {} }),
  };
}

/** Whether the org signs anything for the app, and can ask it to sign users out. */
export const isFederated = ({ signOnMode }: App): boolean =>
  signOnMode === 'OPENID_CONNECT' || signOnMode.startsWith('SAML') || signOnMode === 'WS_FEDERATION';

/** The ways into the app, shown or hidden: `login` for Okta's templates. */
export function linksOf({ name, signOnMode, rest }: App): Readonly<Record<string, boolean>> {
  const given = rest.visibility.appLinks as Readonly<Record<string, boolean>> | undefined;
  if (rest.fromCatalog === true) return catalogLinks(name, signOnMode, given);
  return { [name === 'bookmark' || /^template_(basic|swa|sps)/.test(name) ? 'login' : `${name}_link`]: true };
}
