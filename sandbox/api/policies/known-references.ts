import { methodsOf } from '../../org/factors/authenticator-methods.ts';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { checkExpression, checkPattern } from '../kernel/expressions.ts';
import {
  type References,
  isAttribute,
  isGroup,
  isUser,
  isZone,
  orEmpty,
  referenceCheck,
} from '../settings/references.ts';

/** Places in the bodies of policies and rules that name something of the org. */
const named: References = {
  'conditions.people.users: include exclude': isUser,
  'conditions.userType: include exclude': (org, id) => org.userTypes.require(id),
  'conditions.network: include exclude': isZone,
  'conditions.device.assurance: include': (org, id) => org.deviceAssurances.require(id),
  'conditions.identityProvider: idpIds': (org, id) => org.identityProviders.require(id),
  'conditions.risk: behaviors': (org, id) => org.behaviors.require(id),
  'conditions.app: include.id exclude.id': orEmpty((org, id) => org.apps.require(id)),
  // The sandbox has no directories.
  'conditions.authProvider: include': (_, id) => {
    throw notFound(id, 'AppInstance');
  },
  'conditions.userIdentifier: attribute': orEmpty(isAttribute),
  'conditions.elCondition: condition': (_, text, field) => {
    checkExpression(field, text);
  },
  'actions.idp.providers: id': orEmpty((org, id) => org.identityProviders.require(id)),
  'actions.profileEnrollment: targetGroupIds': isGroup,
  'actions.profileEnrollment: allowedIdentifiers': isAttribute,
  'settings.password.complexity: excludeAttributes': isAttribute,
  'settings.authenticators: key': (org, key, field) => {
    if (org.authenticators.byKey(key) === undefined)
      throw invalid(field, [`${field}: The org has no authenticator '${key}'.`]);
  },
  'settings.authenticators: id': (org, id) => org.authenticators.require(id),
  'settings.authenticators.constraints: aaguidGroups': (org, name, field) => {
    const { aaguidGroups } = org.authenticators.byKey('webauthn')?.methods?.['webauthn']?.settings ?? {};
    const groups = (aaguidGroups ?? []) as readonly { readonly name?: string }[];
    if (!groups.some((group) => group.name === name))
      throw invalid(field, [`${field}: There is no group of authenticators '${name}'.`]);
  },
};

const checkPolicy = referenceCheck(named);
// Deviation: a policy of the org may name a group that does not exist; it then applies to no one.
const checkRule = referenceCheck({ ...named, 'conditions.people.groups: include exclude': isGroup });

type Json = Readonly<Record<string, unknown>>;

/** The objects at a place of a body, those in lists one by one. */
function objectsAt(body: unknown, place: string): readonly Json[] {
  const found = place
    .split('.')
    .reduce<readonly unknown[]>((all, name) => all.flatMap((one) => (one as Json | null)?.[name]), [body]);
  return found.filter((one): one is Json => typeof one === 'object' && one !== null);
}

/** @throws OktaError 400 or 404 when the body of a policy or a rule names what the org does not have */
export function refuseUnknownReferences(org: Org, body: unknown, of: 'policy' | 'rule'): void {
  (of === 'rule' ? checkRule : checkPolicy)(org, body);
  for (const factors of objectsAt(body, 'settings.factors')) checkFactors(factors);
  for (const network of objectsAt(body, 'conditions.network')) checkZones(network);
  for (const { matchType, value } of objectsAt(body, 'conditions.userIdentifier.patterns'))
    if (matchType === 'EXPRESSION') checkPattern('conditions.userIdentifier.patterns', String(value));
  for (const provider of objectsAt(body, 'actions.idp.providers')) checkProvider(provider);
  for (const place of methodPlaces) for (const method of objectsAt(body, place)) checkMethod(method, place);
}

/** The factors of an enrollment policy of the Classic engine. */
const factorNames: readonly string[] = [
  ...['duo', 'external_idp', 'fido_u2f', 'fido_webauthn', 'google_otp', 'hotp', 'onprem_mfa', 'rsa_token'],
  ...['okta_call', 'okta_email', 'okta_otp', 'okta_password', 'okta_push', 'okta_question', 'okta_sms'],
  ...['smart_card_idp', 'symantec_vip', 'yubikey_token'],
];

function checkFactors(factors: Json): void {
  const unknown = Object.keys(factors).find((name) => !factorNames.includes(name));
  if (unknown !== undefined)
    throw invalid('settings.factors', [`settings.factors: '${unknown}' is not a factor.`]);
}

function checkZones({ connection, include, exclude }: Json): void {
  const isEmpty = (list: unknown): boolean => !Array.isArray(list) || list.length === 0;
  if (connection === 'ZONE' && isEmpty(include) && isEmpty(exclude))
    throw invalid('conditions.network', [
      'conditions.network: You should either include or exclude network zones when you use zones in the policy rule.',
    ]);
}

/** Providers of these types have no id. */
const withoutId: readonly unknown[] = ['OKTA', 'AgentlessDSSO', 'IWA', undefined];

function checkProvider({ type, id }: Json): void {
  if (!withoutId.includes(type) && (id === undefined || id === ''))
    throw invalid('actions.idp.providers', ['id: The field cannot be left blank']);
}

const verification = 'actions.appSignOn.verificationMethod';

/** Where a rule of an access policy names an authenticator and a method of it; a chain has up to three steps. */
const methodPlaces = [
  ...['knowledge', 'possession'].flatMap((kind) => [
    `${verification}.constraints.${kind}.authenticationMethods`,
    `${verification}.constraints.${kind}.excludedAuthenticationMethods`,
  ]),
  ...['chains', 'chains.next', 'chains.next.next'].map(
    (step) => `${verification}.${step}.authenticationMethods`,
  ),
];

function checkMethod({ key, method }: Json, field: string): void {
  const methods = typeof key === 'string' ? methodsOf(key).map(({ type }) => type) : [];
  if (methods.length === 0) throw invalid(field, [`${field}: Unknown authenticator.`]);
  if (typeof method === 'string' && !methods.includes(method))
    throw invalid(field, [`${field}: Invalid method '${method}'. Valid values: [${methods.join(', ')}].`]);
}
