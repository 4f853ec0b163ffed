import { type Profile, SAML, SamlStatusError, ValidateInResponseTo } from '@node-saml/node-saml';
import { z } from 'zod';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { IdpRequest } from '../org/idps/idp-requests.ts';
import type { Org } from '../org/org.ts';
import { keyPairOf } from '../saml/key-pair.ts';
import { pemOf } from '../saml/signature.ts';
import { acsUrl, serviceProviderId } from './service-provider.ts';
import { policyOf, protocolOf } from './settings.ts';
import { toUpstreamPerson, UpstreamError, type UpstreamPerson } from './upstream-person.ts';

/** node-saml with the org's clock instead of the machine's. */
class SamlByClock extends SAML {
  readonly #clock: () => number;

  constructor(options: ConstructorParameters<typeof SAML>[0], clock: () => number) {
    super(options);
    this.#clock = clock;
  }

  protected override checkTimestampsValidityError(
    _now: number,
    notBefore: string,
    notOnOrAfter: string,
    maxTimeLimit?: number,
  ): Error | null {
    return super.checkTimestampsValidityError(this.#clock(), notBefore, notOnOrAfter, maxTimeLimit);
  }
}

/** The SAML 2.0 metadata of the org for this identity provider: one key to decrypt with and to check requests by. */
export async function serviceProviderMetadata(org: Org, idp: IdentityProvider): Promise<string> {
  const key = await keyOf(org, idp);
  const saml = configure(org, idp, undefined, key);
  return saml.generateServiceProviderMetadata(key?.publicCert ?? null, key?.publicCert);
}

type ServiceProviderKey = { readonly privateKey: string; readonly publicCert: string } | undefined;

/** The key that was made for this identity provider, as PEM. */
async function keyOf(org: Org, { id, signingKeyId }: IdentityProvider): Promise<ServiceProviderKey> {
  const found = signingKeyId === undefined ? undefined : org.certificates.get(id, signingKeyId);
  if (found === undefined) return undefined;
  const { certificate, privateKey } = keyPairOf(await org.certificates.complete(found));
  return { privateKey, publicCert: pemOf(certificate) };
}

/** How the authentication request reaches the identity provider: as a URL, or as fields of a form that is posted. */
export type SamlRequest =
  { readonly url: string } | { readonly action: string; readonly fields: Readonly<Record<string, string>> };

/** The authentication request, by HTTP-Redirect or HTTP-POST, as configured for the identity provider. */
export async function authnRequest(
  org: Org,
  idp: IdentityProvider,
  request: IdpRequest,
): Promise<SamlRequest> {
  const saml = configure(org, idp, request, await keyOf(org, idp));
  const { url = '', binding } = protocolOf(idp).endpoints?.sso ?? {};
  if (binding === 'HTTP-REDIRECT') return { url: await saml.getAuthorizeUrlAsync(request.id, undefined, {}) };
  const fields = await saml.getAuthorizeMessageAsync(request.id);
  return {
    action: url,
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
  };
}

/**
 * Checks the identity provider's answer. node-saml checks signature (of response or assertion), audience, times and
 * InResponseTo, and reads only what is signed; issuer, recipient and single use are checked here.
 * @throws UpstreamError when the identity provider refused, or its answer does not hold
 */
export async function readSamlAnswer(
  org: Org,
  idp: IdentityProvider,
  request: IdpRequest,
  samlResponse: string,
): Promise<UpstreamPerson> {
  try {
    const saml = configure(org, idp, request, await keyOf(org, idp));
    const { profile } = await saml.validatePostResponseAsync({
      SAMLResponse: samlResponse,
    });
    if (profile === null) throw new UpstreamError('server_error', 'It contains no assertion.');
    checkAssertion(org, idp, request, profile);
    const { nameID, attributes } = profile as Profile & { attributes?: Record<string, unknown> };
    return toUpstreamPerson(nameID, { ...attributes, subjectNameFormat: profile.nameIDFormat }, undefined);
  } catch (error) {
    throw toUpstreamError(error);
  }
}

/** A verified assertion as node-saml parses it: attributes under `$`, elements as lists. */
const assertionSchema = z.object({
  Assertion: z.object({
    $: z.object({ ID: z.string().min(1) }),
    Subject: z.tuple([
      z.object({
        SubjectConfirmation: z.array(
          z.object({
            $: z.object({ Method: z.string() }),
            SubjectConfirmationData: z.tuple([
              z.object({
                $: z.object({ Recipient: z.string(), NotOnOrAfter: z.string(), InResponseTo: z.string() }),
              }),
            ]),
          }),
        ),
      }),
    ]),
  }),
});

/** SAML profiles, section 4.1.4.3: bearer, for this endpoint, in answer to this request, not used before. */
function checkAssertion(org: Org, idp: IdentityProvider, request: IdpRequest, profile: Profile): void {
  const refuse = (why: string): never => {
    throw new UpstreamError('server_error', why);
  };
  const trusted = protocolOf(idp).credentials?.trust?.issuer;
  if (profile.issuer !== trusted) refuse(`The issuer is ${profile.issuer}, expected ${String(trusted)}.`);
  const parsed = assertionSchema.safeParse(profile.getAssertion?.());
  if (!parsed.success) return refuse('The assertion has no bearer confirmation with recipient and expiry.');
  const { $, Subject } = parsed.data.Assertion;
  const now = org.clock() - skew(idp);
  const confirmation = Subject[0].SubjectConfirmation.filter(
    ({ $: { Method } }) => Method === 'urn:oasis:names:tc:SAML:2.0:cm:bearer',
  )
    .map(({ SubjectConfirmationData: [data] }) => data.$)
    .find((data) => data.Recipient === acsUrl(org, idp) && data.InResponseTo === request.samlId);
  if (confirmation === undefined) return refuse('The assertion is for another recipient or request.');
  if (!(Date.parse(confirmation.NotOnOrAfter) > now)) return refuse('The assertion has expired.');
  const expiresAt = new Date(Date.parse(confirmation.NotOnOrAfter) + skew(idp)).toISOString();
  if (!org.idpRequests.useAssertion(profile.issuer, $.ID, expiresAt))
    refuse('The assertion has already been used.');
}

const skew = (idp: IdentityProvider): number => policyOf(idp).maxClockSkew ?? 0;

function configure(
  org: Org,
  idp: IdentityProvider,
  request: IdpRequest | undefined,
  own: ServiceProviderKey,
): SAML {
  const { trust } = protocolOf(idp).credentials ?? {};
  const key = org.identityProviderKeys.get(trust?.kid ?? '');
  const { algorithms } = protocolOf(idp);
  const { scope } = algorithms?.response?.signature ?? { scope: 'ANY' };
  const signs = algorithms?.request?.signature?.scope !== 'NONE';
  return new SamlByClock(
    {
      entryPoint: protocolOf(idp).endpoints?.sso?.url ?? '',
      issuer: serviceProviderId(idp),
      audience: serviceProviderId(idp),
      callbackUrl: acsUrl(org, idp),
      idpCert: key?.certificate.replaceAll(/\s/g, '') ?? [],
      identifierFormat: nameFormat(idp),
      // Only the URL of HTTP-Redirect carries the request deflated (SAML bindings, sections 3.4.4.1 and 3.5.4).
      skipRequestCompression: protocolOf(idp).endpoints?.sso?.binding !== 'HTTP-REDIRECT',
      disableRequestedAuthnContext: true,
      // One of the two must be signed in any case: node-saml reads only signed content.
      wantAssertionsSigned: scope === 'ASSERTION',
      wantAuthnResponseSigned: scope === 'RESPONSE',
      acceptedClockSkewMs: skew(idp),
      signatureAlgorithm: 'sha256',
      digestAlgorithm: 'sha256',
      validateInResponseTo: ValidateInResponseTo.always,
      requestIdExpirationPeriodMs: Number.MAX_SAFE_INTEGER,
      cacheProvider: {
        saveAsync: async () => null,
        getAsync: async (id) => (id === request?.samlId ? new Date(0).toISOString() : null),
        removeAsync: async (id) => id,
      },
      ...(own && { decryptionPvk: own.privateKey }),
      ...(own && signs && own),
      ...(request !== undefined && { generateUniqueId: () => request.samlId }),
    },
    org.clock,
  );
}

function nameFormat(idp: IdentityProvider): string {
  const format = protocolOf(idp).settings?.nameFormat;
  return typeof format === 'string' ? format : 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';
}

function toUpstreamError(error: unknown): UpstreamError {
  if (error instanceof UpstreamError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SamlStatusError)
    return new UpstreamError('access_denied', 'The identity provider did not sign the user in.', {
      cause: error,
    });
  return new UpstreamError('server_error', `The SAML response is not valid: ${message}.`, { cause: error });
}
