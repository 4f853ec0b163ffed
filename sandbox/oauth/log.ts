import type { Context } from 'koa';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import { userParty } from '../org/log/parties.ts';
import { agentTarget } from '../api/agents/present-agent.ts';
import { appTarget } from '../api/log/log-event.ts';
import type { Agent } from '../org/agents/model.ts';
import type { App } from '../org/apps/model.ts';
import type { LogClient, LogParty, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import type { OAuthError } from './okta-errors.ts';

const clientOf = (ctx: Context | KoaContextWithOIDC): LogClient => ({
  ipAddress: ctx.ip,
  userAgent: ctx.get('user-agent'),
});

const clientParty = (app: App): LogParty => ({ ...appTarget(app), type: 'PublicClientApp' });

/**
 * Logs what a provider issues and refuses: single sign-on to an app, token grants.
 * @param currentContext the request being answered: events about tokens do not bring it
 */
export function logGrants(
  org: Org,
  provider: Provider,
  currentContext: () => KoaContextWithOIDC | undefined,
): void {
  const write = (
    ctx: KoaContextWithOIDC | undefined,
    eventType: string,
    userId: string | undefined,
    refusal?: string,
  ): void => {
    const app = org.apps.byClientId(ctx?.oidc.client?.clientId ?? '');
    const user = userId === undefined ? undefined : org.users.get(userId);
    if (ctx === undefined || app === undefined) return;
    org.log.write({
      eventType,
      actor: user ? userParty(user) : clientParty(app),
      targets: [appTarget(app)],
      client: clientOf(ctx),
      ...(refusal !== undefined && { outcome: { result: 'FAILURE', reason: refusal } }),
    });
  };
  provider.on('authorization.success', (ctx) => {
    write(ctx, 'user.authentication.sso', ctx.oidc.account?.accountId);
  });
  provider.on('authorization.error', (ctx, error) => {
    write(ctx, 'app.oauth2.as.authorize.code', ctx.oidc.account?.accountId, error.message);
  });
  provider.on('access_token.issued', ({ accountId }) => {
    write(currentContext(), 'app.oauth2.as.token.grant.access_token', accountId);
  });
  provider.on('grant.error', (ctx, error) => {
    write(ctx, 'app.oauth2.as.token.grant', undefined, error.message);
  });
}

/** Logs that an app got an access token, for a user or for itself. */
export function logToken(
  { org, ctx, app }: { readonly org: Org; readonly ctx: Context; readonly app: App },
  user: User | undefined,
): void {
  org.log.write({
    eventType: 'app.oauth2.as.token.grant.access_token',
    actor: user ? userParty(user) : clientParty(app),
    targets: [appTarget(app)],
    client: clientOf(ctx),
  });
}

/** Writes that a person's app got an ID-JAG for another authorization server. */
export function logIdJag(
  { org, ctx, app }: { readonly org: Org; readonly ctx: Context; readonly app: App },
  user: User,
  about: { readonly audience: string; readonly agent: Agent; readonly scopes: readonly string[] },
): void {
  org.log.write({
    eventType: 'app.oauth2.token.grant.id_jag',
    actor: userParty(user),
    targets: [appTarget(app), agentTarget(about.agent)],
    client: clientOf(ctx),
    debugData: { audience: about.audience, grantedScopes: about.scopes.join(', ') },
  });
}

/** Writes that a person's app got a token that opens another app. */
export function logInterclientToken(
  { org, ctx, app }: { readonly org: Org; readonly ctx: Context; readonly app: App },
  user: User,
  target: App,
  audience: string,
): void {
  org.log.write({
    eventType: 'app.oauth2.token.grant.interclient_token',
    actor: userParty(user),
    targets: [appTarget(app), appTarget(target)],
    client: clientOf(ctx),
    debugData: { audience },
  });
}

/** The responses to an app that polls before the user has decided (RFC 8628, section 3.5), which are not failures. */
const stillWaiting: ReadonlySet<string> = new Set(['authorization_pending', 'slow_down']);

/** Logs that the token endpoint refused a request, if the app is known. */
export function logTokenRefusal(org: Org, ctx: Context, refusal: OAuthError): void {
  if (stillWaiting.has(refusal.error)) return;
  const { clientId } = ctx.state as { readonly clientId?: string };
  const app = org.apps.byClientId(clientId ?? '');
  if (app === undefined) return;
  org.log.write({
    eventType: 'app.oauth2.as.token.grant',
    actor: clientParty(app),
    targets: [appTarget(app)],
    client: clientOf(ctx),
    outcome: { result: 'FAILURE', reason: refusal.error_description },
    ...(refusal.detail !== undefined && { debugData: { reason: refusal.detail } }),
  });
}
