import type { Context, Middleware } from 'koa';
import { createInspector } from '../../exchange/index.ts';
import type { KeyOf } from '../../exchange/index.ts';
import { isOfThisMachine } from '../../shared/this-machine.ts';
import type { ApiServices } from '../api/services.ts';
import { requireSignIn } from '../auth/guards.ts';
import { requireAdmin } from '../auth/require-admin.ts';
import { SigningKeys } from '../auth/signing-keys.ts';

type InspectorServices = Pick<
  ApiServices,
  'config' | 'ledger' | 'presenter' | 'keeper' | 'verify' | 'keys' | 'orgKeys' | 'outgoing' | 'now'
>;

/**
 * /inspector: what shop and org send each other. It shows the messages of every visitor. With the sandbox org these are
 * demo people, and everyone at this machine may look, because a presenter opens it before anyone has signed in. With
 * any other org only admins may, and secrets stay masked.
 */
export function inspector(services: InspectorServices): Middleware {
  const { config, ledger, presenter, keeper } = services;
  const isPresenter = (ctx: Context): boolean => presenter !== undefined && isOfThisMachine(ctx);
  return createInspector({
    ledger,
    title: 'Flow inspector',
    url: config.appUrl,
    admit: async (ctx) => {
      if (isPresenter(ctx)) return true;
      const { tokens } = await requireSignIn(ctx, keeper);
      await requireAdmin(services, tokens.accessToken);
      return true;
    },
    mayReveal: isPresenter,
    keyOf: keysOf(services),
  });
}

/** Only of issuers that the shop is configured for: an issuer in a token may be anyone's address. */
function keysOf({ config, keys, orgKeys, outgoing, now }: InspectorServices): KeyOf {
  const { issuer, baseUrl, fulfilment } = config.okta;
  const known = new Map([
    [baseUrl, orgKeys],
    [issuer, keys],
  ]);
  if (fulfilment)
    known.set(fulfilment.issuer, new SigningKeys(`${fulfilment.issuer}/v1/keys`, outgoing, now));
  return async (iss, kid) => known.get(iss)?.find(kid);
}
