import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { Middleware } from 'koa';
import { createInspector, type KeyOf, type Ledger } from '../../exchange/index.ts';
import { serverOfIssuer } from '../api/servers/present-authorization-server.ts';
import { isOfThisMachine } from '../../shared/this-machine.ts';
import { publicJwks } from '../oauth/keys.ts';
import type { Org } from '../org/org.ts';
import { orgServerId } from '../org/servers/signing-keys.ts';

/**
 * The org's /inspector: what its clients and the outside world send it. For this machine alone, as phone and mailbox are,
 * and for the same reason: it needs no sign-in, and shows those of everyone.
 */
export const orgInspector = (org: Org, ledger: Ledger): Middleware =>
  createInspector({
    ledger,
    title: 'Flow inspector of the Okta org',
    url: org.url,
    admit: (ctx) => Promise.resolve(isOfThisMachine(ctx)),
    mayReveal: () => true,
    keyOf: keysOf(org),
    logOf: (requestId) =>
      org.log
        .all()
        .filter((event) => event.transactionId === requestId)
        .map(({ eventType, displayMessage, outcome }) =>
          [eventType, displayMessage, outcome.result, outcome.reason].filter(Boolean).join(' · '),
        ),
  });

const keysOf =
  (org: Org): KeyOf =>
  async (issuer, kid) => {
    const server = serverOfIssuer(org, issuer);
    if (!server && issuer !== org.url) return undefined;
    const { keys } = await publicJwks(org, server?.id ?? orgServerId);
    const key = keys.find((one) => one.kid === kid);
    return key && createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
  };
