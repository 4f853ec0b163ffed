import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';
import { addressesOf, placesOf, serviceProviderCertificate, signOnOf } from './app-settings.ts';
import { type AuthnRequest, decodeMessage, readAuthnRequest } from './message.ts';
import { isQuerySigned, isSigned, verifiedRoot } from './signature.ts';
import { requestAgeSeconds } from './sign-ins.ts';
import { bindings, parseXml } from './xml.ts';

/** A message that the org does not take. */
export class BadRequest extends Error {}

/** A message as it came. */
export interface Incoming {
  readonly binding: 'redirect' | 'post';
  readonly encoded: string;
  /** The query as it was sent, which a signature of HTTP-Redirect covers. */
  readonly query: string;
}

/**
 * The root element of a request, after its signature was verified if one is required: then only signed content is
 * read.
 * @param mustBeSigned otherwise, a signature is verified only if the org has the app's certificate
 * @throws BadRequest
 */
export function openRequest(app: App, incoming: Incoming, mustBeSigned: boolean): Element {
  const { binding, encoded, query } = incoming;
  const certificate = serviceProviderCertificate(app);
  const isCompressed = binding === 'redirect' || signOnOf(app).requestCompressed === true;
  let xml: string;
  let root: Element;
  try {
    xml = decodeMessage(encoded, isCompressed);
    root = parseXml(xml);
  } catch {
    throw new BadRequest('The SAMLRequest cannot be read.');
  }
  const hasSignature = binding === 'redirect' ? /(^|&)Signature=/.test(query) : isSigned(root);
  if (!mustBeSigned && (!hasSignature || certificate === undefined)) return root;
  if (certificate === undefined) throw new BadRequest('The app has no certificate to verify requests with.');
  const verified =
    binding === 'post'
      ? verifiedRoot(xml, certificate)
      : isQuerySigned(query, 'SAMLRequest', certificate)
        ? root
        : undefined;
  if (verified === undefined)
    throw new BadRequest(
      hasSignature ? 'The signature of the SAMLRequest is invalid.' : 'The SAMLRequest is not signed.',
    );
  return verified;
}

/** Reads a message. @throws BadRequest */
export function readAs<T>(root: Element, read: (root: Element) => T): T {
  try {
    return read(root);
  } catch (error) {
    throw new BadRequest(`The SAMLRequest cannot be read. ${error instanceof Error ? error.message : ''}`);
  }
}

/** @throws BadRequest if a request is meant for another address, or is too old */
export function requireTimely(
  org: Org,
  request: { readonly issueInstant: number; readonly destination: string | undefined },
  address: string,
): void {
  const { issueInstant, destination } = request;
  if (destination !== undefined && destination !== address)
    throw new BadRequest(`The destination of the SAMLRequest is ${destination}, expected ${address}.`);
  const age = Math.abs(org.clock() - issueInstant) / 1000;
  if (!(age <= requestAgeSeconds)) throw new BadRequest('The SAMLRequest has expired.');
}

/**
 * An authentication request that the app's settings allow.
 * @returns it, and the place that it chose for the response, where that is not the app's first one
 * @throws BadRequest
 */
export function acceptAuthnRequest(
  org: Org,
  app: App,
  incoming: Incoming,
): { readonly request: AuthnRequest; readonly acsUrl?: string | undefined } {
  const root = openRequest(app, incoming, signOnOf(app).samlSignedRequestEnabled === true);
  const request = readAs(root, readAuthnRequest);
  requireTimely(org, request, addressesOf(org, app).sso);
  const issuers = [placesOf(app).audience, signOnOf(app).audience, signOnOf(app).spIssuer];
  if (request.issuer === undefined) throw new BadRequest('The SAMLRequest has no issuer.');
  if (!issuers.includes(request.issuer))
    throw new BadRequest(
      `The issuer of the SAMLRequest, ${request.issuer}, is not the audience of this app.`,
    );
  if (request.binding !== undefined && request.binding !== bindings.post)
    throw new BadRequest(`The response cannot be sent by ${request.binding}.`);
  return { request, acsUrl: acsOf(app, request) };
}

/** Where to send the response: the app's address, or the one that the request selects if the app has several. */
function acsOf(app: App, { acsUrl, acsIndex }: AuthnRequest): string | undefined {
  const { acsEndpoints = [], allowMultipleAcsEndpoints, ssoAcsUrl } = signOnOf(app);
  const allowed = allowMultipleAcsEndpoints === true ? acsEndpoints : [];
  if (acsIndex !== undefined) {
    const found = allowed.find(({ index }) => index === acsIndex);
    if (found === undefined)
      throw new BadRequest(`The app has no assertion consumer service with the index ${acsIndex}.`);
    return found.url;
  }
  if (acsUrl === undefined || acsUrl === ssoAcsUrl || acsUrl === placesOf(app).acs) return undefined;
  if (!allowed.some(({ url }) => url === acsUrl))
    throw new BadRequest(`The assertion consumer service ${acsUrl} is not in the app's settings.`);
  return acsUrl;
}
