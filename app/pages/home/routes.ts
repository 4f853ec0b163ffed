import type Router from '@koa/router';
import { comparedWithBefore } from '../../auth/person-before.ts';
import type { SignedIn } from '../../auth/guards.ts';
import { inspectToken } from '../../auth/inspect-token.ts';
import type { Uses } from '../services.ts';
import { factsOf } from './facts.ts';
import { describeClaims } from './claims.ts';

/** GET /: the home page; for a signed-in user a greeting and the tokens, decoded and verified. */
export function homePages(router: Router, services: Uses<'views' | 'config' | 'keys' | 'now'>): void {
  router.get('/', async (ctx) => {
    const signedIn = ctx.state['signedIn'] as SignedIn | undefined;
    const facts = signedIn && factsOf(signedIn);
    await services.views.render(ctx, 'home', {
      signedOut: ctx.query['state'],
      facts,
      compared: signedIn && comparedWithBefore(ctx),
      tokens: signedIn && (await tokensToShow(signedIn, services)),
    });
  });
}

async function tokensToShow(
  { tokens }: SignedIn,
  { config, keys, now }: Uses<'config' | 'keys' | 'now'>,
): Promise<unknown[]> {
  const { issuer, clientId, audience } = config.okta;
  const show = async (kind: 'id' | 'access', raw: string, expectedAudience: string) => {
    const token = await inspectToken(raw, { issuer, audience: expectedAudience }, keys, now());
    return token && { kind, ...token, rows: describeClaims(token, kind) };
  };
  const shown = [
    await show('id', tokens.idToken, clientId),
    await show('access', tokens.accessToken, audience),
  ];
  return shown.filter((token) => token !== undefined);
}
