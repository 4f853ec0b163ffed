import { enrollSettingIn } from '../org/policies/policies.ts';
import type { Context, Middleware } from 'koa';
import { OktaError, tooManyRequests, notFound } from '../org/kernel/errors.ts';
import type { Engine, Org } from '../org/org.ts';
import type { Likeness } from './likenesses.ts';

/** Requests a minute and API of an Integrator Free Plan org: https://developer.okta.com/docs/reference/rl-global-mgmt/ */
const freeRequests = 100;

/** The requests a minute that the org allows; undefined for no limit. */
export const requestLimit = (like: readonly Likeness[]): number | undefined =>
  like.includes('free') ? freeRequests : undefined;

/** The engine of such an org, if it matters. */
export const engineLike = (like: readonly Likeness[]): Engine | undefined =>
  like.includes('classic') ? 'v1' : undefined;

/** Gives an org the policies and roles of such an org. Doing it again changes nothing. */
export function shapeLike(org: Org, like: readonly Likeness[]): void {
  org.transaction(() => {
    if (like.includes('workforce')) requireSecondFactor(org);
    if (like.includes('read-only')) takeRights(org);
  });
}

/** Every rule of the global session policies asks for a second factor, and everyone must set up Okta Verify. */
function requireSecondFactor(org: Org): void {
  for (const policy of org.policies.ofType('OKTA_SIGN_ON'))
    for (const rule of org.policies.rules(policy.id)) {
      const signon = rule.actions.signon as Record<string, unknown> | undefined;
      if (signon?.requireFactor === true) continue;
      org.policies.updateRule(rule, { actions: { signon: { ...signon, requireFactor: true } } });
    }
  for (const policy of org.policies.ofType('MFA_ENROLL')) {
    const authenticators = policy.settings?.authenticators as { key: string }[] | undefined;
    if (!authenticators || enrollSettingIn(policy.settings, 'okta_verify') === 'REQUIRED') continue;
    org.policies.update(policy, {
      settings: {
        ...policy.settings,
        authenticators: authenticators.map((one) =>
          one.key === 'okta_verify' ? { ...one, enroll: { self: 'REQUIRED' } } : one,
        ),
      },
    });
  }
}

function takeRights(org: Org): void {
  const { administratorId } = org.settings;
  const held = org.roles.of(administratorId);
  if (held.some(({ type }) => type === 'READ_ONLY_ADMIN')) return;
  org.roles.assign('USER', administratorId, 'READ_ONLY_ADMIN');
  for (const role of held) org.roles.unassign(role);
}

/** Refuses what such an org refuses. */
export function limitsOf(like: readonly Likeness[]): Middleware {
  return (ctx, next) => {
    if (ctx.state.isOverLimit === true) throw tooManyRequests();
    if (like.includes('no-api-am')) refuseCustomServers(ctx);
    return next();
  };
}

/** Without API Access Management an org has only its own authorization server, not even `default`. */
function refuseCustomServers({ path }: Context): void {
  if (/^\/api\/v1\/authorizationServers(\/|$)/.test(path))
    throw new OktaError(
      401,
      'E0000015',
      'You do not have permission to access the feature you are requesting',
    );
  const [, server] = /^\/oauth2\/(?!v1\/|\.well-known\/)([^/]+)\//.exec(path) ?? [];
  if (server !== undefined) throw notFound(server, 'AuthorizationServer');
}
