import type { Context } from 'koa';
import type { SignedIn } from '../../../auth/guards.ts';
import { sessionOf } from '../../../auth/session.ts';
import { listPolicies } from '../../../okta/authorization-servers.ts';
import { oktaForShop } from '../../../okta/client.ts';
import { listGroups } from '../../../okta/groups.ts';
import { explainDecision } from '../../../okta/policy-decision.ts';
import type { RuleVerdict } from '../../../okta/policy-decision.ts';
import { groupsOfUser } from '../../../okta/users.ts';
import { isPresenting } from '../../../site/presenter.ts';
import type { Uses } from '../../services.ts';

/** Why a user has no access to the admin pages. */
export interface Refusal {
  /** Which of the two authorizations failed. */
  kind: 'admin' | 'o4o';
  asked: readonly string[];
  /** Scopes that the token lacks; empty if no token was issued at all. */
  missing?: readonly string[];
  /** The claim `role` of the token. */
  roles?: readonly string[];
  /** What the authorization server said instead of issuing a token. */
  said?: { error: string; description: string | undefined };
}

/** Responds with 403 and a page that shows the missing scope or claim, and the rule that applied. */
export async function renderRefusal(
  ctx: Context,
  services: Uses<'views' | 'config' | 'outgoing' | 'log' | 'presents'>,
  signedIn: SignedIn,
  refusal: Refusal,
): Promise<void> {
  services.log.warning('refused', {
    status: 403,
    problem: `${refusal.kind} token`,
    method: ctx.method,
    path: ctx.path,
    from: String(ctx.state['from']),
  });
  const decision = refusal.kind === 'admin' ? await findDecision(services, signedIn, refusal) : undefined;
  ctx.status = 403;
  if (isPresenting(ctx, services)) sessionOf(ctx).refused = { status: 403, path: '/admin', href: '/admin' };
  await services.views.render(ctx, 'admin/refused', { refusal, ...decision });
}

interface Decision {
  verdicts: RuleVerdict[];
  groups: string[];
}

/** Read with the shop's own credentials; without them, or if Okta does not respond, the page omits it. */
async function findDecision(
  services: Uses<'config' | 'outgoing' | 'log'>,
  { person }: SignedIn,
  { asked }: Refusal,
): Promise<Decision | undefined> {
  const { issuer, clientId } = services.config.okta;
  const serverId = new URL(issuer).pathname.split('/').at(-1) ?? '';
  try {
    const client = await oktaForShop(services);
    if (!client) return undefined;
    const [policies, groups, all] = await Promise.all([
      listPolicies(client, serverId),
      groupsOfUser(client, person.id),
      listGroups(client),
    ]);
    const names = new Map(all.map(({ id, name }) => [id, name]));
    const request = {
      clientId,
      userId: person.id,
      groupIds: groups.map(({ id }) => id),
      grantType: 'authorization_code',
      scopes: asked,
    };
    return {
      verdicts: explainDecision(policies, request, (id) => names.get(id) ?? id),
      groups: groups.map(({ name }) => name),
    };
  } catch (error) {
    services.log.warning('refusal not explained', { message: String(error) });
    return undefined;
  }
}
