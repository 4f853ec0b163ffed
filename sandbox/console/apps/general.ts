import type { Item } from '../kernel/api.ts';
import { at, edited, textAt, textsAt } from '../kernel/item.ts';
import type { Action, Field } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';
import { apiPath, isOidc, isService, onTab } from './kinds.ts';

const client = 'settings.oauthClient';

/** Okta's names of the grants; an app holds those that its type allows. */
const grants: readonly (readonly [string, string])[] = [
  ['authorization_code', 'Authorization Code'],
  ['interaction_code', 'Interaction Code'],
  ['refresh_token', 'Refresh Token'],
  ['client_credentials', 'Client Credentials'],
  ['implicit', 'Implicit (hybrid)'],
  ['password', 'Resource Owner Password'],
  ['urn:ietf:params:oauth:grant-type:device_code', 'Device Authorization'],
  ['urn:ietf:params:oauth:grant-type:token-exchange', 'Token Exchange'],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', 'JWT Bearer'],
  ['urn:ietf:params:oauth:grant-type:saml2-bearer', 'SAML 2.0 Assertion'],
  ['urn:openid:params:grant-type:ciba', 'Client-initiated backchannel authentication (CIBA)'],
  ['urn:okta:params:oauth:grant-type:otp', 'OTP'],
  ['urn:okta:params:oauth:grant-type:oob', 'OOB'],
  ['http://auth0.com/oauth/grant-type/mfa-otp', 'MFA OTP'],
  ['http://auth0.com/oauth/grant-type/mfa-oob', 'MFA OOB'],
];

const methods: readonly (readonly [string, string])[] = [
  ['client_secret_basic', 'Client secret (Basic)'],
  ['client_secret_post', 'Client secret (body)'],
  ['client_secret_jwt', 'Client secret (signed JWT)'],
  ['private_key_jwt', 'Public key / Private key'],
  ['none', 'None (public client)'],
];

const choices = (pairs: readonly (readonly [string, string])[]) =>
  pairs.map(([value, label]) => ({ value, label }));

function fieldsOf(app: Item): readonly Field[] {
  const label: Field = {
    name: 'label',
    label: 'Application name',
    required: true,
    value: textAt(app, 'label'),
  };
  const hidden: Field = {
    name: 'hidden',
    label: 'Do not display the application icon to users',
    type: 'flag',
    value: at(app, 'visibility.hide.web') === true,
  };
  if (!isOidc(app)) {
    const url = at(app, 'settings.app.url');
    return [
      label,
      ...(url === undefined ? [] : [{ name: 'url', label: 'URL', required: true, value: url } as const]),
      hidden,
    ];
  }
  return [
    label,
    {
      name: 'method',
      label: 'Client authentication',
      type: 'select',
      choices: choices(methods),
      value: textAt(app, 'credentials.oauthClient.token_endpoint_auth_method'),
    },
    {
      name: 'pkce',
      label: 'Require PKCE as additional verification',
      type: 'flag',
      value: at(app, 'credentials.oauthClient.pkce_required') === true,
    },
    {
      name: 'dpop',
      label: 'Require Demonstrating Proof of Possession (DPoP) header in token requests',
      type: 'flag',
      value: at(app, `${client}.dpop_bound_access_tokens`) === true,
    },
    {
      name: 'grants',
      label: 'Grant type',
      type: 'choices',
      choices: choices(grants),
      value: textsAt(app, `${client}.grant_types`),
    },
    ...(isService(app) ? [] : interactiveFields(app, hidden)),
  ];
}

const interactiveFields = (app: Item, hidden: Field): readonly Field[] => [
  {
    name: 'redirects',
    label: 'Sign-in redirect URIs',
    type: 'lines',
    value: textsAt(app, `${client}.redirect_uris`),
    at: () => 'redirect_uris',
    hint: 'One per line.',
  },
  {
    name: 'signOuts',
    label: 'Sign-out redirect URIs',
    type: 'lines',
    value: textsAt(app, `${client}.post_logout_redirect_uris`),
    at: () => 'post_logout_redirect_uris',
    hint: 'One per line.',
  },
  {
    ...{ name: 'implicitIdToken', label: 'Allow ID Token with implicit grant type', type: 'flag' },
    value: textsAt(app, `${client}.response_types`).includes('id_token'),
  },
  {
    ...{ name: 'implicitToken', label: 'Allow Access Token with implicit grant type', type: 'flag' },
    value: textsAt(app, `${client}.response_types`).includes('token'),
  },
  {
    ...{ name: 'mode', label: 'Login initiated by', type: 'select' },
    value: textAt(app, `${client}.idp_initiated_login.mode`) || 'DISABLED',
    choices: choices([
      ['DISABLED', 'App Only'],
      ['SPEC', 'Either Okta or App: redirect to the app to initiate login (OIDC Compliant)'],
      ['OKTA', 'Either Okta or App: send ID Token directly to the app (Okta Simplified)'],
    ]),
  },
  {
    name: 'initiate',
    label: 'Initiate login URI',
    value: textAt(app, `${client}.initiate_login_uri`),
    at: () => 'initiate_login_uri',
    hint: 'The address that the dashboard tile opens.',
  },
  {
    name: 'consent',
    label: 'User consent',
    type: 'select',
    value: textAt(app, `${client}.consent_method`),
    choices: choices([
      ['TRUSTED', 'Not required'],
      ['REQUIRED', 'Required where a scope requires it'],
    ]),
  },
  hidden,
];

/** Set like in Okta's form: `code` if a grant uses one, and the tokens that the implicit grant returns. */
function responseTypes(values: Values): string[] {
  const held = values.choices('grants');
  const code = held.some((grant) =>
    /^(authorization_code|interaction_code)$|:(device_code|ciba)$/.test(grant),
  );
  const isImplicit = held.includes('implicit');
  return [
    ...(code || !isImplicit ? ['code'] : []),
    ...(isImplicit && values.flag('implicitIdToken') ? ['id_token'] : []),
    ...(isImplicit && values.flag('implicitToken') ? ['token'] : []),
  ];
}

function changed(app: Item, values: Values): Item {
  const common = { label: values.text('label') };
  if (!isOidc(app))
    return edited(app, {
      ...common,
      'visibility.hide.web': values.flag('hidden'),
      ...(values.has('url') && { 'settings.app.url': values.text('url') }),
    });
  return edited(app, {
    ...common,
    'credentials.oauthClient.token_endpoint_auth_method': values.text('method'),
    'credentials.oauthClient.pkce_required': values.flag('pkce'),
    [`${client}.dpop_bound_access_tokens`]: values.flag('dpop'),
    [`${client}.grant_types`]: values.choices('grants'),
    ...(!isService(app) && {
      [`${client}.redirect_uris`]: values.lines('redirects'),
      [`${client}.post_logout_redirect_uris`]: values.lines('signOuts'),
      [`${client}.response_types`]: responseTypes(values),
      ...(values.has('mode') && { [`${client}.idp_initiated_login.mode`]: values.text('mode') }),
      [`${client}.initiate_login_uri`]: values.optional('initiate'),
      [`${client}.consent_method`]: values.text('consent'),
      'visibility.hide.web': values.flag('hidden'),
    }),
  });
}

export const generalActions: readonly Action<Item>[] = [
  {
    do: 'general',
    label: 'Save',
    where: 'block',
    guarded: true,
    when: onTab('general'),
    fields: fieldsOf,
    run: async (values, app, { api }) => {
      await api.put(apiPath(app), changed(app, values));
      return { message: 'The settings were saved.' };
    },
  },
];
