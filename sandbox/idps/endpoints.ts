import type { Context, Middleware } from 'koa';
import { userParty } from '../org/log/parties.ts';
import { readForm } from '../http/form.ts';
import { renderProblem } from '../oauth/error-page.ts';
import { notFound, notImplemented } from '../org/kernel/errors.ts';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { IdpRequest } from '../org/idps/idp-requests.ts';
import { randomText } from '../org/kernel/ids.ts';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { appLinkStateToken } from './app-links.ts';
import { findOrMakePerson } from './account.ts';
import type { Federation, Outcome } from './federation.ts';
import { authorizationUrl, callbackPath, type OidcEndpoints, readOidcAnswer } from './oidc.ts';
import { policyOf, protocolOf } from './settings.ts';
import { UpstreamError, type UpstreamPerson } from './upstream-person.ts';

/** Binds a question to an identity provider to the browser that asked it. */
const browserCookie = 'okta-oauth-state';

/** XML and its signatures are a megabyte of code: loaded at the first SAML sign-in. */
const loadSaml = () => import('./saml.ts');

/** What the endpoints need in addition to the org. */
export interface IdpParts {
  readonly federation: Federation;
  /** The endpoints of an OpenID Connect identity provider; undefined for one that is not simulated here. */
  readonly endpointsOf: (idp: IdentityProvider) => OidcEndpoints | undefined;
}

/**
 * Sign-in with identity providers: the way out, and the two ways back (OAuth's callback, SAML's consumer
 * service).
 */
export function idpEndpoints(org: Org, parts: IdpParts): Middleware {
  return (ctx, next) => {
    const id = /^\/sso\/idps\/(\w+)$/.exec(ctx.path)?.[1];
    if (id !== undefined && ctx.method === 'GET') return start(org, parts, ctx, id);
    if (ctx.path === callbackPath && ctx.method === 'GET') return finishOidc(org, parts, ctx);
    if (/^\/sso\/saml2(\/\w+)?$/.test(ctx.path) && ctx.method === 'POST') return finishSaml(org, parts, ctx);
    return next();
  };
}

async function start(
  org: Org,
  { federation, endpointsOf }: IdpParts,
  ctx: Context,
  id: string,
): Promise<void> {
  const idp = federation.requireActive(id);
  const { fromURI, login_hint: hint } = ctx.query;
  // Classic: there is no pending app sign-in, only a dashboard link to continue to.
  const stateToken = typeof fromURI === 'string' ? appLinkStateToken(fromURI) : ctx.query.stateToken;
  if (typeof stateToken !== 'string' || !federation.isWaiting(stateToken)) {
    renderProblem(ctx, 400, 'invalid_request', messages.expired);
    return;
  }
  const browser = ctx.cookies.get(browserCookie) ?? randomText(43);
  ctx.cookies.set(browserCookie, browser, { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true });
  const request = org.idpRequests.start({ idpId: id, stateToken, browser });
  if (protocolOf(idp).type === 'SAML2') {
    await sendSamlRequest(org, ctx, idp, request);
    return;
  }
  const endpoints = endpointsOf(idp);
  if (endpoints === undefined) throw notImplemented(`sign-in with identity providers of type ${idp.type}`);
  const loginHint = typeof hint === 'string' ? hint : undefined;
  ctx.redirect(await authorizationUrl(org, idp, endpoints, request, loginHint));
}

async function sendSamlRequest(
  org: Org,
  ctx: Context,
  idp: IdentityProvider,
  request: IdpRequest,
): Promise<void> {
  const { authnRequest } = await loadSaml();
  const message = await authnRequest(org, idp, request);
  if ('url' in message) ctx.redirect(message.url);
  else renderPage(ctx, 'post-form.njk', { title: 'Signing in', ...message });
}

async function finishOidc(org: Org, parts: IdpParts, ctx: Context): Promise<void> {
  const { state } = ctx.query;
  const request = takeRequest(org, ctx, state);
  if (request === undefined) {
    renderProblem(ctx, 400, 'invalid_request', messages.expired);
    return;
  }
  const idp = parts.federation.requireActive(request.idpId);
  const endpoints = parts.endpointsOf(idp);
  if (endpoints === undefined) throw notFound(idp.id, 'IdpAppInstance');
  await finish(org, parts, ctx, idp, request, () =>
    readOidcAnswer(org, idp, endpoints, request, ctx.querystring),
  );
}

async function finishSaml(org: Org, parts: IdpParts, ctx: Context): Promise<void> {
  const { SAMLResponse: response = '', RelayState: state } = await readForm(ctx);
  const request = takeRequest(org, ctx, state);
  const idp = request && parts.federation.requireActive(request.idpId);
  if (request === undefined || idp === undefined || protocolOf(idp).type !== 'SAML2' || !isAt(ctx, idp)) {
    renderProblem(ctx, 400, 'invalid_request', messages.expired);
    return;
  }
  const { readSamlAnswer } = await loadSaml();
  await finish(org, parts, ctx, idp, request, () => readSamlAnswer(org, idp, request, response));
}

const isAt = (ctx: Context, idp: IdentityProvider): boolean =>
  ctx.path === '/sso/saml2' || ctx.path === `/sso/saml2/${idp.id}`;

/** The question behind an answer, when it was asked by this very browser. */
function takeRequest(org: Org, ctx: Context, state: unknown): IdpRequest | undefined {
  const request = typeof state === 'string' ? org.idpRequests.take(state) : undefined;
  return request?.browser === ctx.cookies.get(browserCookie) ? request : undefined;
}

async function finish(
  org: Org,
  { federation }: IdpParts,
  ctx: Context,
  idp: IdentityProvider,
  request: IdpRequest,
  read: () => Promise<UpstreamPerson>,
): Promise<void> {
  if (!federation.isWaiting(request.stateToken)) {
    renderProblem(ctx, 400, 'invalid_request', messages.expired);
    return;
  }
  const outcome = await outcomeOf(org, ctx, idp, read);
  // The sign-in reports errors of the provider; an invalid response may come from anyone, so nothing continues
  // with it.
  if ('error' in outcome && outcome.error !== 'access_denied')
    renderProblem(ctx, 400, outcome.error, outcome.description);
  else await federation.resume(ctx, request.stateToken, outcome);
}

async function outcomeOf(
  org: Org,
  ctx: Context,
  idp: IdentityProvider,
  read: () => Promise<UpstreamPerson>,
): Promise<Outcome> {
  try {
    const upstream = await read();
    const user = org.transaction(() => findOrMakePerson(org, idp, upstream));
    log(org, ctx, idp, userParty(user));
    return { userId: user.id, idpId: idp.id, amr: amrOf(idp, upstream) };
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log(org, ctx, idp, nobody, error.message);
    return { idpId: idp.id, error: error.code, description: error.message };
  }
}

/** How the user was authenticated: `fed` only says that another party did it. */
function amrOf(idp: IdentityProvider, { amr }: UpstreamPerson): readonly string[] {
  return policyOf(idp).trustClaims === true && amr.length > 0 ? amr : ['fed'];
}

const nobody = { id: 'unknown', type: 'User', alternateId: 'unknown', displayName: 'unknown' };

function log(
  org: Org,
  ctx: Context,
  idp: IdentityProvider,
  actor: ReturnType<typeof userParty>,
  refusal?: string,
): void {
  org.log.write({
    eventType: 'user.authentication.auth_via_IDP',
    actor,
    targets: [{ id: idp.id, type: 'IdentityProvider', alternateId: 'unknown', displayName: idp.name }],
    client: { ipAddress: ctx.ip, userAgent: ctx.get('user-agent') },
    requestId: String(ctx.state.requestId),
    outcome: refusal === undefined ? { result: 'SUCCESS' } : { result: 'FAILURE', reason: refusal },
  });
}

const messages = {
  expired: 'This response does not belong to a sign-in in this browser. Start again from the app.',
};
