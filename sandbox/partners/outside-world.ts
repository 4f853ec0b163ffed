import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import Koa, { type Context } from 'koa';
import { cookiesOfPort } from '../../shared/cookies-of-port.ts';
import { answerErrors, exceptHangUps } from '../http/errors.ts';
import { type Ledger, recordIncoming } from '../../exchange/index.ts';
import type { OidcEndpoints } from '../idps/oidc.ts';
import { protocolOf } from '../idps/settings.ts';
import type { Artifacts } from '../oauth/artifacts.ts';
import { accessDenied, type OktaError } from '../org/kernel/errors.ts';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { Org } from '../org/org.ts';
import { showError } from '../pages/error-page.ts';
import { renderPage, serveAsset } from '../pages/render.ts';
import { PartnerAccounts } from './accounts.ts';
import { refusalOf } from './loopback.ts';
import { MailboxPartner } from './mailbox.ts';
import type { Partner } from './partner.ts';
import { PhonePartner } from './phone.ts';
import { SamlPartner } from './saml.ts';
import { SocialPartner } from './social.ts';

/** What the outside world is made for. */
export interface OutsideWorldParts {
  readonly org: Org;
  readonly artifacts: Artifacts;
  readonly ledger: Ledger;
  /** Where it answers, without a slash at the end; an origin other than the org's. */
  readonly url: string;
  /** Lets other machines in. */
  readonly trustNetwork: boolean;
  /** Called with unexpected errors. */
  readonly report: (error: unknown) => void;
}

/**
 * An org's surroundings: identity providers, the user's phone and mailbox. Simulated, but with real protocols,
 * on their own origin. Only accessible from this machine, because anyone who sees the phone can sign in.
 */
export class OutsideWorld {
  readonly url: string;
  readonly saml: SamlPartner;
  readonly #social: Readonly<Record<'GOOGLE' | 'FACEBOOK', SocialPartner>>;
  readonly #partners: Readonly<Record<string, Partner>>;
  readonly #parts: OutsideWorldParts;

  constructor(parts: OutsideWorldParts) {
    const { org, artifacts, url } = parts;
    this.#parts = parts;
    this.url = url;
    const accounts = new PartnerAccounts(org);
    const social = (name: string, title: string, plays: string): SocialPartner =>
      new SocialPartner({
        org,
        artifacts,
        accounts,
        identity: { name, title, plays },
        issuer: `${url}/${name}`,
      });
    this.#social = {
      GOOGLE: social('google', 'Social Sign-In', 'simulates Google'),
      FACEBOOK: social('facebook', 'Friends Network', 'simulates Facebook'),
    };
    const identity = { name: 'saml', title: 'Partner Company', plays: 'a SAML identity provider' };
    this.saml = new SamlPartner(org, accounts, identity, `${url}/saml`);
    this.#partners = {
      google: this.#social.GOOGLE,
      facebook: this.#social.FACEBOOK,
      saml: this.saml,
      phone: new PhonePartner(org),
      mailbox: new MailboxPartner(org),
    };
  }

  /**
   * Where an identity provider of the org answers: in the places of Google and Facebook we play, others say it
   * themselves. Undefined when that is not known.
   */
  endpointsOf(idp: IdentityProvider): OidcEndpoints | undefined {
    if (idp.type === 'GOOGLE' || idp.type === 'FACEBOOK') return this.#social[idp.type].endpoints;
    const { endpoints = {}, issuer } = protocolOf(idp);
    const { authorization, token, jwks, userInfo } = endpoints;
    if (idp.type !== 'OIDC' || authorization?.url === undefined || token?.url === undefined) return undefined;
    return {
      issuer: issuer?.url,
      authorization: authorization.url,
      token: token.url,
      jwks: jwks?.url,
      userInfo: userInfo?.url,
    };
  }

  /** The outside world as a listener for Node's HTTP server. */
  listener(): RequestListener {
    const app = new Koa();
    const report = exceptHangUps(this.#parts.report);
    const { ledger, org } = this.#parts;
    app.on('error', report);
    app.use(recordIncoming(ledger, { receiver: () => 'outside', url: this.url, now: org.clock }));
    app.use(answerErrors(report, showErrorOutside));
    app.use(async (ctx) => {
      ctx.set('X-Content-Type-Options', 'nosniff');
      ctx.set('Cache-Control', 'no-store');
      // Checked first, because the page that explains a refusal needs these files too.
      const asset = /^\/sandbox-assets\/([^/]+)$/.exec(ctx.path)?.[1];
      if (asset !== undefined && serveAsset(ctx, asset)) return;
      const why = refusalOf(ctx, this.url, this.#parts.trustNetwork);
      if (why !== undefined) throw accessDenied([why]);
      await this.#answer(ctx);
    });
    const handle = app.callback();
    const nameCookies = cookiesOfPort(this.url);
    return (request: IncomingMessage, response: ServerResponse) => {
      nameCookies(request, response);
      void handle(request, response);
    };
  }

  async #answer(ctx: Context): Promise<void> {
    const [, area = '', ...rest] = ctx.path.split('/');
    const path = rest.length === 0 ? '' : `/${rest.join('/')}`;
    if (ctx.path === '/') {
      renderPage(ctx, 'outside.njk', { title: 'Outside the org', orgName: 'Outside world' });
      return;
    }
    const partner = Object.hasOwn(this.#partners, area) ? this.#partners[area] : undefined;
    if (partner !== undefined && (await partner.handle(ctx, path))) return;
    ctx.status = 404;
    renderPage(ctx, 'error.njk', {
      title: 'Page not found',
      orgName: 'Outside world',
      error: '404',
      description:
        'The page no longer exists, or belongs to a sign-in in another browser. Start again from the app.',
    });
  }
}

/** As the org shows its errors, with what caused them. */
const showErrorOutside = (ctx: Context, error: OktaError): boolean =>
  showError(ctx, error, {
    orgName: 'Outside world',
    description: error.causes.join(' ') || error.message,
  });
