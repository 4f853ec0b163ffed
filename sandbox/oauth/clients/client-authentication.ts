import { timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import type { App, OAuthClientSettings } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import type { Artifacts } from '../artifacts.ts';
import { endpointUrl, type ServerView } from '../authorization-server.ts';
import { basicCredentials } from './basic.ts';
import { activeSecrets } from './client.ts';
import { checkAssertion, readAssertion } from './client-assertion.ts';
import { OAuthError, UnknownClientError } from '../okta-errors.ts';

/** An app that has proved to be it. */
export interface AuthenticatedClient {
  readonly app: App;
  readonly oauth: OAuthClientSettings;
}

const refuse = (description: string): OAuthError => new OAuthError('invalid_client', description, 401);
const failed = (): OAuthError =>
  refuse('Client authentication failed. Either the client or the client credentials are invalid.');

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The client credentials in a request, whatever the method. */
interface Claimed {
  readonly clientId: string;
  readonly secret?: string | undefined;
  readonly assertion?: string;
}

/**
 * Finds out which app asks and whether it is the app: by Okta's rules and in its words.
 * @throws OAuthError
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/
 */
export async function authenticateClient(
  state: { readonly org: Org; readonly artifacts: Artifacts },
  server: ServerView,
  ctx: Context,
  form: URLSearchParams,
): Promise<AuthenticatedClient> {
  const claimed = claimedClient(ctx, form);
  const app = state.org.apps.byClientId(claimed.clientId);
  if (app?.oauth === undefined || app.status !== 'ACTIVE') throw new UnknownClientError();
  const { oauth } = app;
  const { secret, assertion } = claimed;
  switch (oauth.tokenEndpointAuthMethod) {
    case 'none':
      if (assertion !== undefined || (secret ?? '') !== '') throw failed();
      break;
    case 'client_secret_basic':
    case 'client_secret_post':
      if (assertion !== undefined || secret === undefined) throw failed();
      if (!activeSecrets(oauth).some((candidate) => isEqual(candidate, secret)))
        throw refuse('The client secret supplied for a confidential client is invalid.');
      break;
    default:
      if (assertion === undefined) throw failed();
      await checkAssertion(state, oauth, assertion, audiences(server, ctx));
  }
  return { app, oauth };
}

// Deviation: the audience of a client assertion may also be the issuer or the token endpoint; Okta's published error says that it
// must be the endpoint invoked.
/** The requested endpoint, and what standards also allow: the token endpoint and the issuer (RFC 7523, RFC 9126). */
const audiences = (server: ServerView, ctx: Context): string[] => [
  endpointUrl(server, ctx.path.split('/v1/')[1] ?? ''),
  endpointUrl(server, 'token'),
  server.issuer,
];

function claimedClient(ctx: Context, form: URLSearchParams): Claimed {
  if (['client_secret', 'client_assertion'].some((name) => name in ctx.query))
    throw new OAuthError('invalid_request', 'Client credentials cannot be supplied via query parameters.');
  const header = ctx.get('authorization');
  const secret = form.get('client_secret') ?? undefined;
  const assertion = form.get('client_assertion') ?? undefined;
  const said = form.get('client_id') ?? undefined;
  if ([header, secret, assertion].filter(Boolean).length > 1)
    throw new OAuthError('invalid_request', tooMany, 401);
  if (header !== '') {
    const basic = basicCredentials(header);
    if (basic === undefined)
      throw refuse('Found Authentication header but was not valid client credentials.');
    return { clientId: sameClient(said, basic.clientId), secret: basic.secret };
  }
  if (assertion !== undefined) {
    if (form.get('client_assertion_type') !== assertionType)
      throw new OAuthError('invalid_request', 'The client_assertion_type is invalid.');
    const { sub } = readAssertion(assertion).claims;
    if (sub === undefined) throw refuse('The subject claim for client_assertion is not a valid client_id.');
    return { clientId: sameClient(said, sub), assertion };
  }
  if (said === undefined) throw refuse('No client credentials found.');
  return { clientId: said, secret };
}

const tooMany =
  'Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, ' +
  'credentials in the post body, or a client_assertion in the post body.';

function sameClient(said: string | undefined, proved: string): string {
  if (said !== undefined && said !== proved) throw refuse("Invalid value for 'client_id' parameter.");
  return proved;
}

function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
