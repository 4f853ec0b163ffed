import { randomUUID } from 'node:crypto';
import { type CacheProvider, type Profile, SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { DOMParser } from '@xmldom/xmldom';
import type { OutgoingFetch } from '../outgoing/http.ts';

/** The response does not sign anyone in. */
export class SamlRefusal extends Error {}

/** The signed-in user, with the content of the assertion. */
export interface SamlUser {
  readonly name: string;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  /** The assertion as it was verified. */
  readonly assertion: string;
  /** Whether this app had asked; otherwise the sign-in began on the dashboard. */
  readonly wasAsked: boolean;
}

/** Where this app and the identity provider's metadata are. */
export interface SamlSettings {
  readonly url: string;
  readonly metadataUrl: string;
  readonly outgoing: OutgoingFetch;
  readonly now: () => number;
}

/** Milliseconds that a request waits for its answer, and that an assertion is remembered as used. */
const memory = 15 * 60 * 1000;

/**
 * The sample app as a SAML service provider (SAML profiles, section 4.1). It loads the identity provider's certificate
 * from its metadata each time, so that a new certificate needs no change here.
 */
export class SamlServiceProvider {
  readonly #settings: SamlSettings;
  readonly #now: () => number;
  /** Requests that wait for an answer. */
  readonly #asked = new Recent();
  /** Assertions that were used: each signs in once. */
  readonly #used = new Recent();

  constructor(settings: SamlSettings) {
    this.#settings = settings;
    this.#now = settings.now;
  }

  /** The address that the browser sends the authentication request to. */
  async start(): Promise<string> {
    return (await this.#saml()).getAuthorizeUrlAsync('', undefined, {});
  }

  /** The metadata of this app. */
  async metadata(): Promise<string> {
    return (await this.#saml()).generateServiceProviderMetadata(null);
  }

  /** @throws SamlRefusal when the response does not hold: signature, issuer, audience, time, request, single use */
  async finish(samlResponse: string): Promise<SamlUser> {
    const saml = await this.#saml();
    const profile = await verified(saml, samlResponse);
    const assertion = profile.getAssertionXml?.() ?? '';
    const id = /<(?:\w+:)?Assertion[^>]*\sID="([^"]+)"/.exec(assertion)?.[1];
    if (id === undefined || !this.#used.add(id, this.#now()))
      throw new SamlRefusal('This assertion has already been used.');
    const values = (profile as Profile & { attributes?: Record<string, unknown> }).attributes ?? {};
    return {
      name: profile.nameID,
      attributes: Object.entries(values).map(([name, value]) => ({
        name,
        value: Array.isArray(value) ? value.join(', ') : String(value),
      })),
      assertion,
      wasAsked: profile.inResponseTo !== undefined,
    };
  }

  async #saml(): Promise<SAML> {
    const { issuer, sso, certificates } = await this.#provider();
    const cacheProvider: CacheProvider = {
      saveAsync: async (id) => {
        this.#asked.add(id, this.#now());
        return null;
      },
      getAsync: async (id) => (this.#asked.has(id, this.#now()) ? new Date(this.#now()).toISOString() : null),
      removeAsync: async (id) => (id !== null && this.#asked.take(id) ? id : null),
    };
    const { url } = this.#settings;
    const entityId = `${url}/saml/metadata`;
    return new SAML({
      entryPoint: sso,
      issuer: entityId,
      audience: entityId,
      callbackUrl: `${url}/saml/acs`,
      idpIssuer: issuer,
      idpCert: certificates,
      identifierFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
      disableRequestedAuthnContext: true,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: true,
      validateInResponseTo: ValidateInResponseTo.ifPresent,
      requestIdExpirationPeriodMs: memory,
      cacheProvider,
      generateUniqueId: () => `_${randomUUID()}`,
    });
  }

  /** The identity provider's metadata. @throws SamlRefusal if it cannot be used */
  async #provider() {
    const { outgoing, metadataUrl } = this.#settings;
    const response = await outgoing(metadataUrl);
    if (!response.ok) throw new SamlRefusal(`Okta has no metadata for this app (${response.status}).`);
    const root = rootOf(await response.text());
    const all = (name: string) => Array.from(root.getElementsByTagNameNS('*', name));
    const redirect = all('SingleSignOnService').find((service) =>
      service.getAttribute('Binding')?.endsWith(':HTTP-Redirect'),
    );
    const issuer = root.getAttribute('entityID');
    const sso = redirect?.getAttribute('Location');
    const certificates = all('X509Certificate').map(({ textContent }) => textContent.replace(/\s/g, ''));
    if (!issuer || !sso || certificates.length === 0) return unusable();
    return { issuer, sso, certificates };
  }
}

const unusable = (): never => {
  throw new SamlRefusal('Okta’s metadata for this app cannot be used.');
};

function rootOf(metadata: string): Element {
  const errorHandler = { warning: unusable, error: unusable, fatalError: unusable };
  const document = new DOMParser({ errorHandler }).parseFromString(metadata, 'text/xml');
  return document.getElementsByTagNameNS('*', 'EntityDescriptor').item(0) ?? unusable();
}

async function verified(saml: SAML, SAMLResponse: string): Promise<Profile> {
  const profile = await saml.validatePostResponseAsync({ SAMLResponse }).then(
    (valid) => valid.profile,
    (error: unknown) => {
      throw new SamlRefusal(error instanceof Error ? error.message : String(error), { cause: error });
    },
  );
  if (profile === null) throw new SamlRefusal('The response has no assertion.');
  return profile;
}

/** Names that are remembered for a while. */
class Recent {
  readonly #times = new Map<string, number>();

  /** False when it is remembered already. */
  add(name: string, now: number): boolean {
    for (const [other, time] of this.#times) if (now - time > memory) this.#times.delete(other);
    if (this.#times.has(name)) return false;
    this.#times.set(name, now);
    return true;
  }

  has(name: string, now: number): boolean {
    const time = this.#times.get(name);
    return time !== undefined && now - time <= memory;
  }

  take(name: string): boolean {
    return this.#times.delete(name);
  }
}
