import type { Context } from 'koa';
import { readForm } from '../http/form.ts';
import { renderProblem } from '../oauth/error-page.ts';
import type { LogoutCall } from '../org/apps/logout-call.ts';
import type { App } from '../org/apps/model.ts';
import { endSessionOfApps, renderSingleLogout } from '../sign-in/single-logout.ts';
import { addressesOf, algorithmsOf, issuerOf, signingKeyOf, signOnOf } from './app-settings.ts';
import { logSaml } from './log.ts';
import { type LogoutRequest, readLogoutRequest } from './message.ts';
import type { SamlParts } from './parts.ts';
import { BadRequest, type Incoming, openRequest, readAs, requireTimely } from './requests.ts';
import { postMessage } from './respond.ts';
import { logoutResponse } from './response.ts';

/**
 * Single logout that the app begins: a signed request ends the person's session at the org, which notifies the session's other
 * apps and says so to the app.
 * @see https://help.okta.com/oie/en-us/content/topics/apps/apps_single_logout.htm
 */
export async function takeLogout(parts: SamlParts, ctx: Context, app: App): Promise<void> {
  const given = ctx.method === 'POST' ? await readForm(ctx) : ctx.query;
  const { SAMLRequest: encoded, SAMLResponse: heard, RelayState: relayState } = given;
  // An app's response in its frame is only an acknowledgment: the session has ended in any case.
  if (typeof heard === 'string' && encoded === undefined) {
    ctx.status = 204;
    return;
  }
  const { slo } = signOnOf(app);
  if (slo?.enabled !== true || slo.logoutUrl === undefined || typeof encoded !== 'string') {
    const why =
      slo?.enabled === true ? 'There is no SAMLRequest.' : 'Single logout is not enabled for this app.';
    renderProblem(ctx, 400, 'Bad SAML request', why);
    return;
  }
  try {
    const binding = ctx.method === 'POST' ? ('post' as const) : ('redirect' as const);
    const request = accept(parts, app, { binding, encoded, query: ctx.querystring });
    const calls = await endSessions(parts, ctx, app, request);
    const response = logoutResponse(
      {
        issuer: issuerOf(app),
        destination: slo.logoutUrl,
        inResponseTo: request.id,
        now: parts.org.clock(),
        key: await signingKeyOf(parts.org, app),
        algorithms: algorithmsOf(app),
      },
      'Success',
    );
    const answer = { response, relayState: typeof relayState === 'string' ? relayState : '' };
    if (calls.length === 0)
      postMessage(parts.org, ctx, app, { title: 'Signing out', action: slo.logoutUrl, ...answer });
    else
      renderSingleLogout(parts.org, ctx, calls, {
        action: slo.logoutUrl,
        fields: { SAMLResponse: answer.response, RelayState: answer.relayState },
      });
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    logSaml(parts.org, ctx, { eventType: 'user.authentication.slo', app, refusal: error.message });
    renderProblem(ctx, 400, 'Bad SAML request', error.message);
  }
}

/** @throws BadRequest */
function accept({ org, signIns }: SamlParts, app: App, incoming: Incoming): LogoutRequest {
  const request = readAs(openRequest(app, incoming, true), readLogoutRequest);
  requireTimely(org, request, addressesOf(org, app).slo);
  if (request.notOnOrAfter !== undefined && !(request.notOnOrAfter > org.clock()))
    throw new BadRequest('The SAMLRequest has expired.');
  const expected = signOnOf(app).slo?.issuer ?? signOnOf(app).spIssuer;
  if (request.issuer !== expected)
    throw new BadRequest(`The issuer of the SAMLRequest is ${request.issuer}, expected ${expected}.`);
  if (!signIns.use(app.id, request.id)) throw new BadRequest('The SAMLRequest has already been used.');
  return request;
}

/**
 * Ends the org sessions that the app's sessions are based on. It is not an error if none is left.
 * @returns how the other apps of these sessions are notified
 */
async function endSessions(
  { org, signIns }: SamlParts,
  ctx: Context,
  app: App,
  request: LogoutRequest,
): Promise<readonly LogoutCall[]> {
  const calls: LogoutCall[] = [];
  const { nameId, sessionIndexes } = request;
  const taken = signIns.takeSessions(app.id, nameId, sessionIndexes);
  for (const sessionId of new Set(taken.map((session) => session.sessionId))) {
    const session = org.sessions.get(sessionId);
    if (session === undefined) continue;
    calls.push(...(await endSessionOfApps(org, ctx, session, app)));
    const user = org.users.get(session.userId);
    logSaml(org, ctx, {
      eventType: 'user.authentication.slo',
      app,
      user,
      debugData: { nameId, initiationType: 'SP_INITIATED' },
    });
  }
  return calls;
}
