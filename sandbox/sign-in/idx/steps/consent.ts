import { advance } from '../advance.ts';
import { scopesToConsent } from '../consents.ts';
import { refuse, refuseField, say } from '../messages.ts';
import { form } from '../wire.ts';
import type { Step } from './step.ts';

/** "Allow this app …?": without consent there is neither a session nor a code. */
export const consent: Step = {
  show: (turn) => {
    const scopes = scopesToConsent(turn).map(({ name, displayName = name, description = '' }) => ({
      name,
      label: displayName,
      desc: description,
      value: name,
    }));
    // The widget reads the scopes from outside the fields.
    const asked = form(turn, 'consent', 'consent', [{ name: 'consent', type: 'boolean', required: true }]);
    return {
      remediations: [{ ...asked, scopes }],
      issuer: turn.services.oauth.view(turn.transaction.request.serverId).issuer,
    };
  },
  actions: {
    consent: async (turn, body) => {
      if (typeof body.consent !== 'boolean') throw refuseField('consent', say.missing, 400);
      const { clientId = '', serverId, hosted } = turn.transaction.request;
      if (!body.consent) {
        turn.change({ step: 'terminal', proofs: [], userId: undefined, identifier: undefined });
        if (hosted === undefined) throw refuse(say.consentRefused, 403);
        const { i18n, message } = say.consentRefused;
        turn.change({ step: 'success', refusal: { error: i18n.key, description: message } });
        return;
      }
      const key = {
        userId: turn.requireUser().id,
        clientId,
        issuer: turn.services.oauth.view(serverId).issuer,
      };
      turn.org.consents.allow(
        key,
        scopesToConsent(turn).map(({ name }) => name),
      );
      turn.note({ consented: true });
      await advance(turn);
    },
  },
};
