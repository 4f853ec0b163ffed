import type { Context } from 'koa';
import { readForm } from '../http/form.ts';
import { acsUrl, serviceProviderId } from '../idps/service-provider.ts';
import { protocolOf } from '../idps/settings.ts';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { keyPairOf } from '../saml/key-pair.ts';
import type { Envelope } from '../saml/response.ts';
import type { SigningKey } from '../saml/signature.ts';
import { escapeXml } from '../saml/escape-xml.ts';
import { readChoice } from './account-form.ts';
import type { PartnerAccounts } from './accounts.ts';
import { renderChooser } from './chooser.ts';
import type { Partner, PartnerIdentity } from './partner.ts';

const keyOwner = 'partner:saml';

/** The requesting service provider, where to send the response, and the ID of the request. */
interface Asked {
  readonly audience: string;
  readonly destination: string;
  readonly inResponseTo: string;
}

/**
 * A SAML 2.0 identity provider: another company that signs in its own users. The XML code is loaded at the
 * first sign-in.
 */
export class SamlPartner implements Partner {
  readonly #org: Org;
  readonly #accounts: PartnerAccounts;
  readonly #identity: PartnerIdentity;
  readonly #url: string;

  constructor(org: Org, accounts: PartnerAccounts, identity: PartnerIdentity, url: string) {
    this.#org = org;
    this.#accounts = accounts;
    this.#identity = identity;
    this.#url = url;
  }

  /** Its name in SAML. */
  get issuer(): string {
    return `${this.#url}/metadata`;
  }

  /** Where it takes authentication requests, by HTTP-Redirect and HTTP-POST. */
  get ssoUrl(): string {
    return `${this.#url}/sso`;
  }

  /** The certificate that it signs with: DER in base64. */
  async certificate(): Promise<string> {
    return (await this.#key()).certificate;
  }

  async handle(ctx: Context, path: string): Promise<boolean> {
    if (path === '/metadata' && ctx.method === 'GET') await this.#showMetadata(ctx);
    else if (path === '/sso' && ctx.method === 'GET')
      await this.#ask(ctx, { ...one(ctx.query), binding: 'redirect' });
    else if (path === '/sso' && ctx.method === 'POST') await this.#takePost(ctx);
    else return false;
    return true;
  }

  async #showMetadata(ctx: Context): Promise<void> {
    const service = (binding: string): string =>
      `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${escapeXml(this.ssoUrl)}"/>`;
    ctx.type = 'application/samlmetadata+xml';
    ctx.body = [
      `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${escapeXml(this.issuer)}">`,
      '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
      '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>',
      `<ds:X509Certificate>${await this.certificate()}</ds:X509Certificate>`,
      '</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>',
      service('HTTP-Redirect'),
      service('HTTP-POST'),
      '</md:IDPSSODescriptor></md:EntityDescriptor>',
    ].join('');
  }

  /** The form on its own page, or the service provider's form (HTTP-POST binding). */
  async #takePost(ctx: Context): Promise<void> {
    const form = await readForm(ctx);
    if (form.choice === undefined) await this.#ask(ctx, { ...form, binding: 'post' });
    else await this.#answer(ctx, form);
  }

  async #ask(ctx: Context, fields: Readonly<Record<string, string>>): Promise<void> {
    const request = await this.#requestOf(fields);
    if (request === undefined) {
      ctx.status = 400;
      renderPage(ctx, 'error.njk', {
        title: 'This request is not from a known company',
        orgName: this.#identity.title,
        error: 'saml_request',
        description:
          'The SAMLRequest cannot be read, or its issuer is not in the org’s identity provider settings.',
      });
      return;
    }
    this.#render(ctx, fields, { email: fields.login_hint ?? '' });
  }

  async #answer(ctx: Context, form: Readonly<Record<string, string>>): Promise<void> {
    const request = await this.#requestOf(form);
    const accounts = this.#accounts.offered(this.#identity.name);
    const choice = readChoice(form, accounts);
    if (request === undefined || choice.kind === 'invalid') {
      if (request === undefined || choice.kind !== 'invalid') await this.#ask(ctx, form);
      else {
        ctx.status = 400;
        this.#render(ctx, form, form, choice.errors);
      }
      return;
    }
    renderPage(ctx, 'post-form.njk', {
      title: 'Signing in',
      orgName: this.#identity.title,
      action: request.destination,
      fields: { SAMLResponse: await this.#respond(request, choice), RelayState: form.RelayState ?? '' },
    });
  }

  async #respond(
    { audience, ...request }: Asked,
    choice: Exclude<ReturnType<typeof readChoice>, { kind: 'invalid' }>,
  ): Promise<string> {
    const { samlRefusal, samlResponse } = await import('../saml/response.ts');
    const now = this.#org.clock();
    const envelope: Envelope = {
      ...request,
      issuer: this.issuer,
      now,
      key: await this.#key(),
      algorithms: { signature: 'RSA_SHA256', digest: 'SHA256' },
    };
    if (choice.kind !== 'account') return samlRefusal(envelope, 'Responder', 'AuthnFailed');
    const { firstName, lastName, email } = this.#accounts.open(this.#identity.name, choice.account);
    const nameFormat = 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic';
    return samlResponse(
      envelope,
      {
        nameId: email,
        nameFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        recipient: request.destination,
        audiences: [audience],
        lifetime: 300,
        authenticatedAt: now,
        authnContext: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
        sessionIndex: request.inResponseTo,
        attributes: Object.entries({ firstName, lastName, email }).map(([name, value]) => ({
          name,
          nameFormat,
          values: [{ type: 'xs:string', value }],
        })),
      },
      { signsAssertion: true, signsResponse: true },
    );
  }

  #render(
    ctx: Context,
    fields: Readonly<Record<string, string>>,
    values: Readonly<Record<string, string>>,
    errors?: Readonly<Record<string, string>>,
  ): void {
    const { SAMLRequest = '', RelayState = '', binding = '' } = fields;
    renderChooser(ctx, {
      identity: this.#identity,
      accounts: this.#accounts.offered(this.#identity.name),
      fields: { SAMLRequest, RelayState, binding },
      action: this.ssoUrl,
      values,
      ...(errors && { errors }),
    });
  }

  /** The request, with where to send the response: only addresses in the org's settings for this provider are accepted. */
  async #requestOf({
    SAMLRequest = '',
    binding,
  }: Readonly<Record<string, string>>): Promise<Asked | undefined> {
    const { openAuthnRequest } = await import('../saml/message.ts');
    const request = openAuthnRequest(SAMLRequest, binding === 'post' ? 'post' : 'redirect');
    const idp = this.#org.identityProviders
      .all()
      .find(
        (candidate) =>
          protocolOf(candidate).endpoints?.sso?.url === this.ssoUrl &&
          serviceProviderId(candidate) === request?.issuer,
      );
    if (request?.issuer === undefined || idp === undefined) return undefined;
    const destination = acsUrl(this.#org, idp);
    if (request.acsUrl !== undefined && request.acsUrl !== destination) return undefined;
    return { audience: request.issuer, destination, inResponseTo: request.id };
  }

  async #key(): Promise<SigningKey> {
    const { certificates } = this.#org;
    const known = certificates.ofOwner(keyOwner)[0];
    return keyPairOf(
      await certificates.complete(known ?? this.#org.transaction(() => certificates.create(keyOwner))),
    );
  }
}

const one = (query: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
