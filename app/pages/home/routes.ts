import type Router from '@koa/router';
import { comparedWithBefore } from '../../auth/person-before.ts';
import type { SignedIn } from '../../auth/guards.ts';
import type { BoundKey } from '../../auth/bound-key.ts';
import { sessionOf } from '../../auth/session.ts';
import { callsOf } from '../../../exchange/index.ts';
import type { Message } from '../../../exchange/index.ts';
import type { Uses } from '../services.ts';
import { factsOf } from './facts.ts';
import { howSignedIn } from './how-signed-in.ts';
import { shownTokens } from './shown-tokens.ts';

/** GET /: the home page; for a signed-in user a greeting and the tokens, decoded and verified. */
export function homePages(
  router: Router,
  services: Uses<'views' | 'config' | 'keys' | 'now' | 'ledger'>,
): void {
  router.get('/', async (ctx) => {
    const signedIn = ctx.state['signedIn'] as SignedIn | undefined;
    const facts = signedIn && factsOf(signedIn);
    await services.views.render(ctx, 'home', {
      signedOut: ctx.query['state'],
      facts,
      ...(signedIn && howSignedIn(ctx, signedIn, services)),
      proof:
        signedIn?.tokens.key &&
        lastProof(callsOf(services.ledger, sessionOf(ctx).browserId), signedIn.tokens.key),
      compared: signedIn && comparedWithBefore(ctx),
      tokens: signedIn && (await shownTokens(signedIn.tokens, services.config.okta.clientId, services)),
    });
  });
}

/** What proved this key in the browser's last token request, without its signature. */
const lastProof = (calls: readonly Message[], { x = '' }: BoundKey): string | undefined =>
  calls
    .filter(({ url }) => url.endsWith('/v1/token'))
    .findLast(({ requestHeaders: { dpop } }) => dpop?.includes(x))?.requestHeaders['dpop'];
