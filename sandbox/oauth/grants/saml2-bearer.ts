import { findOrMakePerson } from '../../idps/account.ts';
import { acsUrl, serviceProviderId } from '../../idps/service-provider.ts';
import { policyOf, protocolOf } from '../../idps/settings.ts';
import { toUpstreamPerson, UpstreamError } from '../../idps/upstream-person.ts';
import type { IdentityProvider } from '../../org/idps/model.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { endpointUrl } from '../authorization-server.ts';
import { OAuthError } from '../okta-errors.ts';
import { letIn } from './assurance.ts';
import { refuseUnconsented } from './consent.ts';
import { askedScopes, type ClientRequest, type Grant, type Proven } from './grant.ts';

const invalidGrant = (description: string): OAuthError => new OAuthError('invalid_grant', description);
/** Okta returns the same error text whatever is wrong; the detail goes to the System Log. */
const invalidAssertion = (detail: string): OAuthError =>
  new OAuthError('invalid_grant', "'assertion' is not a valid SAML 2.0 Assertion.", 400, {}, detail);

/** XML and its signatures are a megabyte of code: loaded at the first assertion. */
const loadReader = () => import('../../saml/presented-assertion.ts');

/**
 * SAML 2.0 bearer assertion (RFC 7522): an app presents an assertion about a user from one of the org's identity providers. Only
 * the Classic engine supports it; the Identity Engine refuses it.
 * @see https://developer.okta.com/docs/guides/implement-grant-type/saml2assert/main/
 */
export const saml2Bearer: Grant = {
  name: 'urn:ietf:params:oauth:grant-type:saml2-bearer',
  unlisted: 'everywhere',
  needs: ['assertion'],
  asksScopes: true,
  prove,
};

// Deviation: a refresh token issued for a SAML 2.0 assertion is valid as long as the access policy allows; in Okta, it
// expires with the assertion.
async function prove(request: ClientRequest): Promise<Proven> {
  const { org, form } = request;
  if (org.engine !== 'v1') throw invalidGrant('SAML Assertion Bearer Grant is not supported by OIE.');
  const user = await personOf(request, form.get('assertion') ?? '');
  const scopes = askedScopes(form);
  refuseUnconsented(request, user.id, scopes, 'the saml2-bearer grant type');
  const refusal = invalidGrant('SAML Assertion credentials cannot be used with MFA enabled.');
  return letIn(request, user, ['fed'], scopes, refusal);
}

/** Whom the assertion is about: as with a sign-in at the identity provider. @throws OAuthError */
async function personOf({ org, server }: ClientRequest, encoded: string): Promise<User> {
  const { readPresentedAssertion, isTimely } = await loadReader();
  const assertion = readPresentedAssertion(encoded, (issuer) =>
    trusting(org, issuer).flatMap((idp) => certificateOf(org, idp) ?? []),
  );
  if (assertion === undefined)
    throw invalidAssertion(
      'It is not a complete assertion in base64 that an active SAML 2.0 identity provider of the org has issued and signed.',
    );
  const { issuer, id, nameId, nameFormat, attributes, audiences, recipients } = assertion;
  const idps = trusting(org, issuer);
  const idp = idps.find((one) => audiences.includes(serviceProviderId(one)));
  if (idp === undefined)
    throw invalidAssertion(`The audience is not ${idps.map(serviceProviderId).join(' or ')}.`);
  const skew = policyOf(idp).maxClockSkew ?? 0;
  const places = [acsUrl(org, idp), endpointUrl(server, 'token')];
  if (!recipients.some((recipient) => places.includes(recipient)))
    throw invalidAssertion(`The recipient is neither ${places.join(' nor ')}.`);
  if (!isTimely(assertion, org.clock(), skew))
    throw invalidAssertion('The assertion is not valid yet, or has expired.');
  const until = new Date(assertion.expiresAt + skew).toISOString();
  if (!org.idpRequests.useAssertion(issuer, id, until))
    throw invalidAssertion('The assertion has already been used.');
  const person = toUpstreamPerson(nameId, { ...attributes, subjectNameFormat: nameFormat }, undefined);
  try {
    return org.transaction(() => findOrMakePerson(org, idp, person));
  } catch (error) {
    throw error instanceof UpstreamError ? invalidAssertion(error.message) : error;
  }
}

const trusting = (org: Org, issuer: string): IdentityProvider[] =>
  org.identityProviders.all().filter((idp) => {
    const { type, credentials } = protocolOf(idp);
    return idp.status === 'ACTIVE' && type === 'SAML2' && credentials?.trust?.issuer === issuer;
  });

const certificateOf = (org: Org, idp: IdentityProvider): string | undefined =>
  org.identityProviderKeys.get(protocolOf(idp).credentials?.trust?.kid ?? '')?.certificate;
