import { maskEmail } from '../present.ts';
import type { Method } from './method.ts';
import { checkSentCode, codeFields, pollAction, resendAction, sendCode } from './sent-code.ts';

export const email: Method = {
  authenticatorKey: 'okta_email',
  methodType: 'email',
  sends: true,
  start: sendCode,
  resend: sendCode,
  fields: codeFields,
  about: (turn) => ({ ...resendAction(turn), ...pollAction(turn) }),
  check: async (turn, credentials) => {
    checkSentCode(turn, credentials);
    return [];
  },
  // The code may come back by the link in the mail, which continues in another tab; this one waits.
  poll: () => false,
  enroll: {
    start: (turn) => {
      const user = turn.requireUser();
      for (const factor of turn.org.factors.ofUser(user.id))
        if (factor.factorType === 'email') turn.org.factors.delete(factor);
      const factor = turn.org.factors.enrollEmail(user.id, user.profile.email);
      return { factorId: factor.id, ...sendCode(turn, factor) };
    },
    resend: sendCode,
    fields: codeFields,
    about: (turn) => ({
      ...resendAction(turn),
      ...pollAction(turn),
      profile: { email: maskEmail(turn.requireUser().profile.email) },
    }),
    check: async (turn, credentials) => {
      checkSentCode(turn, credentials);
      turn.org.factors.activate(turn.requireFactor());
    },
    poll: () => false,
  },
};
