import { knownClass } from '../../sign-in/classes.ts';
import { callerOf, logDenied } from '../../sign-in/log.ts';
import { missingOf } from '../../sign-in/missing.ts';
import { amrOfProofs, proofsOfAmr } from '../../sign-in/proofs.ts';
import { completeSignIn } from '../../sign-in/session.ts';
import type { User } from '../../org/kernel/model.ts';
import { OAuthError } from '../okta-errors.ts';
import type { ClientRequest, Proven } from './grant.ts';
import type { Pending } from './pending.ts';
import { isAllowed, notAssigned, refusedByPolicy } from '../granting.ts';

/** What more a person can be asked for by an app without a page. */
export const secondFactorGrants: readonly string[] = [
  'http://auth0.com/oauth/grant-type/mfa-otp',
  'http://auth0.com/oauth/grant-type/mfa-oob',
];

// Deviation: direct authentication does not support passkeys or password recovery.
/** All second factors; Okta's SDKs for mobile apps declare support for all of them. */
export const challengeTypes: readonly string[] = [
  ...secondFactorGrants,
  'urn:okta:params:oauth:grant-type:mfa-webauthn',
];

/** What a request of direct authentication may say that the app can do. */
const directGrants: readonly string[] = [
  ...challengeTypes,
  'urn:okta:params:oauth:grant-type:webauthn',
  'urn:okta:params:oauth:grant-type:otp',
  'urn:okta:params:oauth:grant-type:oob',
  'password',
];

const mfaTokenLifetime = 300;

interface EarlierStep {
  readonly isNewSignIn?: boolean;
  readonly acrValues?: string | undefined;
}

/**
 * Signs in the user if the methods used satisfy the org's policies.
 * @param amr the methods used (RFC 8176)
 * @param refusal the error if the policies require something that the app does not support
 * @param before what an earlier step of this sign-in requested; or that the user signed in before and cannot be prompted for
 * more now
 * @throws OAuthError; `mfa_required` with an `mfa_token` if the app supports another factor
 */
export function letIn(
  request: ClientRequest,
  user: User,
  amr: readonly string[],
  scopes: readonly string[],
  refusal: OAuthError,
  { isNewSignIn = true, acrValues: earlier }: EarlierStep = {},
): Proven {
  const { org, server, app, oauth, ctx, form } = request;
  const proofs = proofsOfAmr(amr);
  const acrValues = earlier ?? form.get('acr_values') ?? undefined;
  const missing = missingOf(org, { user, app, proofs, acrValues });
  switch (missing?.kind) {
    case 'unassigned':
      throw notAssigned();
    case 'new-password':
      throw new OAuthError('invalid_grant', 'Password has expired.');
    case 'proof': {
      const possible = isNewSignIn
        ? oauth.grantTypes.filter((name) => secondFactorGrants.includes(name))
        : [];
      if (possible.length === 0) throw refusal;
      // Checks first, so that no one is prompted for a factor and denied afterwards.
      const asked = { clientId: oauth.clientId, userId: user.id, scopes };
      if (!possible.some((grantType) => isAllowed(org, server, { ...asked, grantType })))
        throw refusedByPolicy();
      throw mfaRequired(request, user, {
        ...{ amr, scopes, acrValues, grantTypes: withinSupported(form, possible) },
      });
    }
    case 'denied':
      logDenied(org, callerOf(ctx), user, app);
      throw refusal;
    case 'locked':
    case 'inactive':
      throw refusal;
    case undefined:
  }
  if (isNewSignIn) completeSignIn(org, callerOf(ctx), user.id);
  const authTime = Math.floor(org.clock() / 1000);
  return { userId: user.id, scopes, amr: amrOfProofs(proofs), authTime, acr: knownClass(acrValues) };
}

/**
 * Those of the grants that the app says it can do now: `grant_types_supported`. An app that says nothing can do all of them.
 * @throws OAuthError if it supports none
 */
function withinSupported(form: URLSearchParams, possible: readonly string[]): readonly string[] {
  const supported = supportedGrants(form);
  const within = possible.filter((name) => supported?.includes(name) ?? true);
  if (within.length > 0) return within;
  throw new OAuthError(
    'access_denied',
    `The 'grant_types_supported' '${(supported ?? []).join(' ')}' are not sufficient to satisfy the authentication policy. Configure additional grant types for the client or revise the authentication policy to allow the user to sign-in.`,
    403,
  );
}

/** The value of `grant_types_supported`; undefined if it is not sent. @throws OAuthError for an unknown grant type */
export function supportedGrants(form: URLSearchParams): readonly string[] | undefined {
  const given = form.get('grant_types_supported');
  if (!given) return undefined;
  const names = given.split(/[\s,]+/).filter((name) => name !== '');
  const unknown = names.find((name) => !directGrants.includes(name));
  if (unknown === undefined) return names;
  throw new OAuthError(
    'invalid_request',
    `${unknown} is not supported as a 'grant_type'. Remove or replace the value and try again.`,
  );
}

function mfaRequired(
  { pending, oauth, server }: ClientRequest,
  user: User,
  shown: Pick<Pending, 'amr' | 'scopes' | 'grantTypes' | 'acrValues'>,
): OAuthError {
  const { id } = pending.begin({
    ...{ kind: 'mfa', clientId: oauth.clientId, issuer: server.issuer, serverId: server.id },
    ...{ ...shown, userId: user.id, interval: 0, lifetime: mfaTokenLifetime },
  });
  return new OAuthError(
    'mfa_required',
    'Verify with an additional authenticator to complete the sign-in process.',
    403,
    { mfa_token: id },
  );
}
