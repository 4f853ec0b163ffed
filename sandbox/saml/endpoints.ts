import type { Context, Middleware } from 'koa';
import { readForm } from '../http/form.ts';
import { renderProblem } from '../oauth/error-page.ts';
import { redeemInterclientToken } from '../oauth/interclient-token.ts';
import { appOfLink } from '../org/apps/app-link.ts';
import type { App } from '../org/apps/model.ts';
import { randomText } from '../org/kernel/ids.ts';
import type { Org } from '../org/org.ts';
import type { HostedSignIns } from '../sign-in/idx/hosted.ts';
import { redeemSessionToken } from '../sign-in/session.ts';
import { addressesOf, appOfKey, externalKey } from './app-settings.ts';
import { logSaml } from './log.ts';
import { cookieOf, type SamlParts } from './parts.ts';
import { continueSignIn } from './sign-in.ts';
import { SamlSignIns } from './sign-ins.ts';

/** XML and its signatures are a megabyte of code: loaded at the first SAML message. */
const loadRequests = () => import('./requests.ts');
const loadLogout = () => import('./logout.ts');
const loadLogoutRequests = () => import('./logout-requests.ts');

/**
 * The org as the identity provider of SAML apps: sign-in that the app or the org's dashboard begins, metadata, logout.
 * @see https://developer.okta.com/docs/concepts/saml/
 */
export function samlApps(org: Org, hosted: HostedSignIns): Middleware {
  const parts = { org, hosted, signIns: new SamlSignIns(org) };
  org.logoutCalls.saml = async (ctx, session, beginner) =>
    (await loadLogoutRequests()).takeLogoutCalls(parts, ctx, session, beginner);
  return async (ctx, next) => {
    const link = appOfLink(org, ctx.path);
    if (link?.signOnMode === 'SAML_2_0') {
      ctx.redirect(addressesOf(org, link).sso + ctx.search);
      return;
    }
    const metadataOf = /^\/app\/(exk\w+)\/sso\/saml\/metadata$/.exec(ctx.path)?.[1];
    const [, name, key = '', what] = /^\/app\/([^/]+)\/(exk\w+)\/(sso|slo)\/saml$/.exec(ctx.path) ?? [];
    if (metadataOf !== undefined && ctx.method === 'GET') await showMetadata(org, ctx, metadataOf);
    else if (what !== undefined && (ctx.method === 'GET' || ctx.method === 'POST')) {
      const app = appOfKey(org, key);
      if (app?.name !== name || app?.status !== 'ACTIVE') renderProblem(ctx, 404, 'not_found', noApp);
      else if (what === 'slo') await (await loadLogout()).takeLogout(parts, ctx, app);
      else await signIn(parts, ctx, app);
    } else await next();
  };
}

const noApp = 'There is no active SAML app at this address.';

/** The metadata is public: service providers load it from here. */
async function showMetadata(org: Org, ctx: Context, key: string): Promise<void> {
  const app = appOfKey(org, key);
  const { metadataOf } = await import('./metadata.ts');
  const kid = typeof ctx.query.kid === 'string' ? ctx.query.kid : undefined;
  const metadata = app && (await metadataOf(org, app, kid));
  if (metadata === undefined) {
    renderProblem(ctx, 404, 'not_found', noApp);
    return;
  }
  ctx.type = 'text/xml';
  ctx.body = metadata;
}

async function signIn(parts: SamlParts, ctx: Context, app: App): Promise<void> {
  const { fromLogin, sessionToken, interclient_token: interclientToken } = ctx.query;
  if (typeof sessionToken === 'string') redeemSessionToken(parts.org, ctx, sessionToken);
  if (typeof interclientToken === 'string') {
    const refusal = await redeemInterclientToken(parts.org, ctx, app, interclientToken);
    if (refusal) {
      renderProblem(ctx, refusal.statusCode, refusal.error, refusal.error_description);
      return;
    }
  }
  if (ctx.method === 'GET' && typeof fromLogin === 'string') await continueSignIn(parts, ctx, app, fromLogin);
  else await beginSignIn(parts, ctx, app);
}

/**
 * Stores the request and redirects, because browsers do not send the session cookie with a form posted by another site.
 */
async function beginSignIn({ org, signIns }: SamlParts, ctx: Context, app: App): Promise<void> {
  const given = ctx.method === 'POST' ? await readForm(ctx) : ctx.query;
  const { SAMLRequest: encoded, RelayState: relayState } = given;
  const browser = randomText(32);
  const common = { appId: app.id, browser, ...(typeof relayState === 'string' && { relayState }) };
  let begun;
  if (typeof encoded === 'string') {
    const { acceptAuthnRequest, BadRequest } = await loadRequests();
    try {
      const binding = ctx.method === 'POST' ? ('post' as const) : ('redirect' as const);
      const { request, acsUrl } = acceptAuthnRequest(org, app, { binding, encoded, query: ctx.querystring });
      if (signIns.isUsed(app.id, request.id)) throw new BadRequest('The SAMLRequest has already been used.');
      begun = signIns.begin({
        ...common,
        requestId: request.id,
        requestIssuer: request.issuer,
        acsUrl,
        forceAuthn: request.forceAuthn,
        isPassive: request.isPassive,
        classes: request.classes.join(' '),
      });
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error;
      refuseRequest(org, ctx, app, error.message);
      return;
    }
  } else begun = signIns.begin({ ...common, forceAuthn: false, isPassive: false });
  ctx.cookies.set(cookieOf(begun.id), browser, {
    httpOnly: true,
    sameSite: 'lax',
    path: `/app/${app.name}/${externalKey(app)}`,
    overwrite: true,
  });
  ctx.status = 303;
  ctx.redirect(`${addressesOf(org, app).sso}?fromLogin=${begun.id}`);
}

/** A message that is not right is answered to the person alone: who sent it is not known. */
function refuseRequest(org: Org, ctx: Context, app: App, why: string): void {
  logSaml(org, ctx, { eventType: 'user.authentication.sso', app, refusal: why });
  renderProblem(ctx, 400, 'Bad SAML request', why);
}
