import { endpointUrl } from '../../../oauth/authorization-server.ts';
import { leaveUrl } from '../transactions.ts';
import type { Step } from './step.ts';

/** Done: the app redeems the interaction code at the token endpoint, or the org's own page is left. */
export const success: Step = {
  show: (turn) => {
    const { request, interactionCode, refusal } = turn.transaction;
    const href = leaveUrl(turn.org.url, turn.transaction);
    if (refusal) return { remediations: [{ name: 'failure-redirect', href, method: 'GET' }] };
    if (request.hosted !== undefined) return { remediations: [], leave: { name: 'success-redirect', href } };
    return {
      remediations: [],
      success: {
        rel: ['create-form'],
        name: 'issue',
        href: endpointUrl(turn.services.oauth.view(request.serverId), 'token'),
        method: 'POST',
        value: [
          { name: 'grant_type', required: true, value: 'interaction_code' },
          { name: 'interaction_code', required: true, value: interactionCode },
          { name: 'client_id', required: true, value: request.clientId },
          { name: 'code_verifier', required: true },
        ],
        accepts: 'application/x-www-form-urlencoded',
      },
    };
  },
  // A page that polls twice for the same push gets the approval both times.
  actions: { 'authenticators/poll': () => undefined },
};

/** Nothing more to do here: only the message remains. */
export const terminal: Step = { show: () => ({ remediations: [] }), actions: {} };

/** A routing rule sends the person to an identity provider: that is the only way on. */
export const redirect: Step = {
  show: (turn) => {
    const { org, transaction, services } = turn;
    const route = services.identityProviders.routeOf(org, transaction, transaction.identifier ?? '');
    return { remediations: route ? [route] : [] };
  },
  actions: {},
};
