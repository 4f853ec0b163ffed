import type { Context } from 'koa';
import type { FurtherAttempt, LoginAttempt } from '../store/login-attempts.ts';
import type { OidcClient } from './client.ts';
import { authorizationUrl } from './authorization-url.ts';
import { decodeToken, textClaim } from './claims.ts';
import { SignInError } from './errors.ts';
import type { SignedIn } from './guards.ts';
import { openAttempt, takeAttempt } from './login-attempt.ts';
import { reachable, redeem } from './redeem.ts';
import { localPath } from '../site/redirects.ts';
import { movedToOwnHost } from './sign-in.ts';
import type { SignInServices } from './sign-in.ts';
import { tokenSet } from './token-keeper.ts';

/**
 * Services of further authorizations: `client` is the shop's authorization server, `orgClient` the org's own.
 */
export interface FurtherServices extends SignInServices {
  orgClient: () => Promise<OidcClient>;
}

/** Okta denied a further authorization; the explanation includes the requested scopes. */
export class FurtherRefused extends Error {
  override readonly name = 'FurtherRefused';
  readonly attempt: Pick<LoginAttempt, 'returnTo' | 'scopes'> & { further: FurtherAttempt };
  readonly error: string;
  readonly description: string | undefined;
  constructor(attempt: FurtherRefused['attempt'], error: string, description: string | undefined) {
    super(`${error}: ${description ?? ''}`);
    this.attempt = attempt;
    this.error = error;
    this.description = description;
  }
}

/** Both use the same redirect URI, because `state` is enough to tell them apart. */
const entry = 'okta-admin';

/** What Okta returns for prompt=none if user interaction is required (OpenID Connect Core, section 3.1.2.6). */
const needsPerson = [
  'login_required',
  'consent_required',
  'interaction_required',
  'account_selection_required',
];

/**
 * Requests tokens of another kind for the signed-in user: admin scopes of the shop's API, or Okta's own scopes
 * from the org authorization server. With `silent`, no page is shown if Okta's session allows it.
 */
export async function startFurther(
  ctx: Context,
  services: FurtherServices,
  further: FurtherAttempt,
  returnTo: string,
): Promise<void> {
  if (movedToOwnHost(ctx, services)) return;
  const client = await reachable(clientFor(services, further));
  const wanted = { entry, returnTo: localPath(returnTo), scopes: scopesFor(services, further), further };
  const attempt = await openAttempt(ctx, services, wanted);
  const parameters = {
    ...(further.silent && { prompt: 'none' }),
    ...(further.acrValues !== undefined && { acr_values: further.acrValues }),
    ...(further.maxAge !== undefined && { max_age: String(further.maxAge) }),
  };
  try {
    ctx.redirect(await authorizationUrl(services, client, { ...attempt, entry }, parameters));
  } catch (error) {
    // If the request is pushed, its error is returned immediately, not with a redirect.
    if (!(error instanceof SignInError && error.code === 'push-refused' && error.said)) throw error;
    throw new FurtherRefused(wanted, error.said.error, error.said.description);
  }
}

/**
 * The browser is back. The tokens are stored with the user's other tokens, under the same session key.
 * @throws FurtherRefused if Okta denied it, SignInError if they belong to another user or the response is
 * invalid
 */
export async function finishFurther(
  ctx: Context,
  services: FurtherServices,
  { person, grantKey }: SignedIn,
): Promise<void> {
  const { state, error, error_description: description } = ctx.query;
  if (typeof state !== 'string') throw new SignInError(400, 'callback-incomplete');
  const attempt = await takeAttempt(ctx, services, state);
  const further = attempt?.further;
  if (!attempt || !further) {
    ctx.redirect('/');
    return;
  }
  if (typeof error === 'string') {
    if (further.silent && needsPerson.includes(error)) {
      await startFurther(ctx, services, { ...further, silent: false }, attempt.returnTo);
      return;
    }
    const said = typeof description === 'string' ? description : undefined;
    throw new FurtherRefused({ ...attempt, further }, error, said);
  }
  const callback = new URL(`${services.config.appUrl}${ctx.url}`);
  const client = clientFor(services, further);
  const redeemed = await redeem({ client, isBound: services.config.okta.dpop }, callback, state, attempt);
  const { answer } = redeemed;
  // Okta drops scopes that are not granted to the app (guide "Define allowed scopes"); calls that need them would fail.
  const missing = missingScopes(attempt.scopes, answer.scope);
  if (missing.length > 0)
    throw new FurtherRefused(
      { ...attempt, further },
      'invalid_scope',
      `Okta did not grant ${missing.join(' ')}.`,
    );
  const subject = textClaim(decodeToken(answer.id_token ?? '')?.payload ?? {}, 'sub');
  // Another user may have signed in at Okta in this browser in the meantime; their tokens must not be used.
  if (subject !== person.id) throw new SignInError(403, 'other-person');
  await services.keeper.keep(grantKey, further.kind, tokenSet(redeemed, services.now()));
  ctx.redirect(attempt.returnTo);
}

/** No scope in the response means that all were granted (RFC 6749 section 5.1). */
const missingScopes = (requested: readonly string[], granted: string | undefined): string[] =>
  granted === undefined ? [] : requested.filter((scope) => !granted.split(' ').includes(scope));

const clientFor = (
  { client, orgClient }: Pick<FurtherServices, 'client' | 'orgClient'>,
  { kind }: FurtherAttempt,
) => (kind === 'admin' ? client : orgClient);

function scopesFor({ config }: Pick<FurtherServices, 'config'>, { kind }: FurtherAttempt): string[] {
  return kind === 'admin' ? [...config.scopes.admin] : [...new Set(['openid', ...config.scopes[kind]])];
}
