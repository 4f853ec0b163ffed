import { createSign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { Context } from 'koa';
import type { App } from '../org/apps/model.ts';
import type { LogoutCall } from '../org/apps/logout-call.ts';
import type { Session } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { algorithmsOf, issuerOf, signingKeyOf, signOnOf, unspecifiedName } from './app-settings.ts';
import { logSaml } from './log.ts';
import type { SamlParts } from './parts.ts';
import { logoutRequest } from './response.ts';
import { signatureAlgorithms } from './signature.ts';
import type { SamlSession } from './sign-ins.ts';

/**
 * What the browser sends to the SAML apps of a session that ends, if they take part in single logout: once for each app.
 * @see https://developer.okta.com/docs/guides/single-logout/
 */
export async function takeLogoutCalls(
  { org, signIns }: SamlParts,
  ctx: Context,
  { id: sessionId, userId }: Session,
  beginner: App | undefined,
): Promise<LogoutCall[]> {
  const calls: LogoutCall[] = [];
  for (const session of signIns.takeSessionsAt(sessionId)) {
    const app = org.apps.get(session.appId);
    if (app === undefined || app.id === beginner?.id) continue;
    if (app.status !== 'ACTIVE' || app.signOnMode !== 'SAML_2_0') continue;
    const { enabled, logoutRequestUrl } = signOnOf(app).participateSlo ?? {};
    if (enabled !== true || logoutRequestUrl === undefined) continue;
    calls.push(await callOf(org, app, session, logoutRequestUrl));
    logSaml(org, ctx, {
      eventType: 'user.authentication.slo',
      app,
      user: org.users.get(userId),
      debugData: { nameId: session.nameId, initiationType: 'IDP_INITIATED' },
    });
  }
  return calls;
}

async function callOf(org: Org, app: App, session: SamlSession, url: string): Promise<LogoutCall> {
  const { participateSlo, subjectNameIdFormat = unspecifiedName } = signOnOf(app);
  const isPosted = participateSlo?.bindingType !== 'REDIRECT';
  const key = await signingKeyOf(org, app);
  const algorithms = algorithmsOf(app);
  const xml = logoutRequest(
    { issuer: issuerOf(app), destination: url, now: org.clock(), key, algorithms },
    {
      ...{ nameId: session.nameId, nameFormat: subjectNameIdFormat },
      ...(participateSlo?.sessionIndexRequired === true && { sessionIndex: session.sessionIndex }),
    },
    isPosted,
  );
  if (isPosted) return { action: url, fields: { SAMLRequest: Buffer.from(xml).toString('base64') } };
  // SAML bindings, section 3.4.4.1: the signature is over the parameters as they are sent.
  const query = new URLSearchParams({
    SAMLRequest: deflateRawSync(xml).toString('base64'),
    SigAlg: signatureAlgorithms[algorithms.signature],
  }).toString();
  const signature = createSign(algorithms.signature.replace('_', '-'))
    .update(query)
    .sign(key.privateKey, 'base64');
  const separator = url.includes('?') ? '&' : '?';
  return { address: new URL(`${url}${separator}${query}&Signature=${encodeURIComponent(signature)}`) };
}
