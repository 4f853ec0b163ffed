import { z } from 'zod';
import { invalid, OktaError } from '../../org/kernel/errors.ts';
import type { Authenticator, Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { referenceCheck } from '../settings/references.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, status, text } from '../kernel/validate.ts';

const path = '/api/v1/authenticators';
const one = `${path}/:authenticatorId`;
const read = 'okta.authenticators.read';
const manage = 'okta.authenticators.manage';

/**
 * Authenticators.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/
 */
export const authenticatorRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listAuthenticators', scope: read, handle: listAuthenticators },
  { method: 'POST', path, name: 'createAuthenticator', scope: manage, handle: createAuthenticator },
  { method: 'GET', path: one, name: 'getAuthenticator', scope: read, handle: getAuthenticator },
  { method: 'PUT', path: one, name: 'replaceAuthenticator', scope: manage, handle: replaceAuthenticator },
  {
    method: 'POST',
    path: `${one}/lifecycle/activate`,
    name: 'activateAuthenticator',
    scope: manage,
    handle: (org, request) => setAuthenticatorStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${one}/lifecycle/deactivate`,
    name: 'deactivateAuthenticator',
    scope: manage,
    handle: (org, request) => setAuthenticatorStatus(org, request, 'INACTIVE'),
  },
];

function presentAuthenticator(org: Org, authenticator: Authenticator): Record<string, unknown> {
  const self = `${org.url}${path}/${authenticator.id}`;
  // Every user has a password, so it cannot be deactivated.
  const fixed = authenticator.key === 'okta_password';
  return {
    type: authenticator.type,
    id: authenticator.id,
    key: authenticator.key,
    status: authenticator.status,
    name: authenticator.name,
    created: authenticator.created,
    lastUpdated: authenticator.lastUpdated,
    ...(authenticator.settings && { settings: settingsOf(org, authenticator) }),
    ...(authenticator.provider && { provider: authenticator.provider }),
    _links: {
      self: link(self, 'GET', 'PUT'),
      ...(!fixed && lifecycleLink(authenticator.status, self)),
      methods: link(`${self}/methods`, 'GET'),
      ...(['okta_verify', 'custom_app'].includes(authenticator.key) && {
        enroll: link(`${org.url}/idp/authenticators`, 'POST'),
      }),
      ...(authenticator.key === 'webauthn' && { aaguids: link(`${self}/aaguids`, 'GET', 'POST') }),
    },
  };
}

/** A custom app shows which OAuth client it is. */
function settingsOf(org: Org, { key, settings }: Authenticator): Authenticator['settings'] {
  const app = key === 'custom_app' ? org.apps.get(String(settings?.appInstanceId)) : undefined;
  return app ? { ...settings, oauthClientId: app.oauth?.clientId } : settings;
}

export const authenticatorOf = (org: Org, request: ApiRequest): Authenticator =>
  org.authenticators.require(request.param('authenticatorId'));

function listAuthenticators(org: Org): Answer {
  return ok(org.authenticators.all().map((authenticator) => presentAuthenticator(org, authenticator)));
}

/** Which of Okta's authenticators an org can add: the type of each, and its name unless another is given. */
const addable: Readonly<Record<string, readonly [type: string, name: string]>> = {
  okta_email: ['email', 'Email'],
  okta_password: ['password', 'Password'],
  okta_verify: ['app', 'Okta Verify'],
  phone_number: ['phone', 'Phone'],
  security_question: ['security_question', 'Security Question'],
  webauthn: ['security_key', 'Security Key or Biometric'],
  google_otp: ['app', 'Google Authenticator'],
  custom_otp: ['security_key', 'Custom OTP'],
  duo: ['app', 'Duo Security'],
  external_idp: ['federated', 'IdP Authenticator'],
  onprem_mfa: ['security_key', 'On-Prem MFA'],
  rsa_token: ['security_key', 'RSA SecurID'],
  symantec_vip: ['app', 'Symantec VIP'],
  yubikey_token: ['security_key', 'YubiKey Authenticator'],
  smart_card_idp: ['federated', 'Smart Card Authenticator'],
  custom_app: ['app', 'Custom App'],
};
/** Those of which an org may have several. */
const repeatable: readonly string[] = ['custom_otp', 'external_idp', 'custom_app'];

const schema = z.object({
  key: z.string(),
  name: optional(text()),
  status: optional(status),
  settings: optional(anyObject),
  provider: optional(anyObject),
  agreeToTerms: optional(z.boolean()),
});

const checkReferences = referenceCheck({
  'provider.configuration: idpId': (org, id) => org.identityProviders.require(id),
});

function createAuthenticator(org: Org, request: ApiRequest): Answer {
  const input = parseBody(schema, request.body, 'authenticator');
  const known = Object.hasOwn(addable, input.key) ? addable[input.key] : undefined;
  if (known === undefined) throw invalid('key', [`key: '${input.key}' is not an authenticator.`]);
  const [type, ownName] = known;
  if (!repeatable.includes(input.key) && org.authenticators.byKey(input.key)) {
    throw invalid('key', ['key: The org already has this authenticator.']);
  }
  if (input.key === 'custom_app') checkCustomApp(org, input);
  checkReferences(org, request.body);
  const active = request.query.get('activate') === 'true' || input.status === 'ACTIVE';
  const authenticator = org.authenticators.create({
    key: input.key,
    type,
    name: input.name ?? ownName,
    status: active ? 'ACTIVE' : 'INACTIVE',
    settings: input.settings,
    provider: input.provider,
  });
  return ok(presentAuthenticator(org, authenticator));
}

/** Okta requires that its terms are accepted, and an OIDC app that becomes the authenticator. */
function checkCustomApp(org: Org, { agreeToTerms, settings }: z.infer<typeof schema>): void {
  if (agreeToTerms !== true) throw invalid('agreeToTerms', ['agreeToTerms: The terms must be accepted.']);
  const { appInstanceId } = settings ?? {};
  if (typeof appInstanceId === 'string' && !org.apps.get(appInstanceId)?.oauth)
    throw invalid('appInstanceId', ['appInstanceId: The OIDC app does not exist.']);
}

function getAuthenticator(org: Org, request: ApiRequest): Answer {
  return ok(presentAuthenticator(org, authenticatorOf(org, request)));
}

const replaceSchema = z.object({
  key: optional(z.string()),
  name: optional(text()),
  settings: optional(anyObject),
  provider: optional(anyObject),
});

function replaceAuthenticator(org: Org, request: ApiRequest): Answer {
  const authenticator = authenticatorOf(org, request);
  const { key, name, settings, provider } = parseBody(replaceSchema, request.body, 'authenticator');
  checkReferences(org, request.body);
  if (key !== undefined && key !== authenticator.key)
    throw invalid('key', [`key: The key of this authenticator is '${authenticator.key}'.`]);
  const updated = org.authenticators.update(authenticator, {
    name: name ?? authenticator.name,
    settings: settings ?? authenticator.settings,
    provider: provider ?? authenticator.provider,
  });
  return ok(presentAuthenticator(org, updated));
}

function setAuthenticatorStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const authenticator = authenticatorOf(org, request);
  if (authenticator.key === 'okta_password') {
    throw new OktaError(403, 'E0000006', 'You do not have permission to perform the requested action');
  }
  if (authenticator.status === wanted) {
    const verb = wanted === 'ACTIVE' ? 'inactive.activate' : 'active.deactivate';
    throw invalid(`api.authenticator.error.unsupported.${verb}`, []);
  }
  if (wanted === 'INACTIVE') refuseInUse(org, authenticator);
  return ok(presentAuthenticator(org, org.authenticators.update(authenticator, { status: wanted })));
}

/** An authenticator that policies or apps require cannot be deleted. */
function refuseInUse(org: Org, { id, key }: Authenticator): void {
  const isOfCiba = org.apps
    .all()
    .some(({ rest }) => rest.oauthClient?.backchannel_custom_authenticator_id === id);
  if (isOfCiba)
    throw invalid('Authenticator', [
      'Cannot delete this authenticator because it is being configured for CIBA by one or more OIDC applications.',
    ]);
  const enrolling = org.policies.enrolling(key).map(({ name }) => name);
  if (enrolling.length === 0 && !org.policies.isAskedFor(key)) return;
  throw new OktaError(
    403,
    'E0000148',
    'Cannot modify/disable this authenticator because it is enabled in one or more policies. To continue, disable the authenticator in these policies.',
    enrolling.length > 0 ? [`Authenticator Enrollment Policies: ${enrolling.join(', ')}`] : [],
  );
}
