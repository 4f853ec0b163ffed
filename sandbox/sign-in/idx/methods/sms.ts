import { refuse, refuseField, say } from '../messages.ts';
import { maskPhone } from '../present.ts';
import { type Method, textOf } from './method.ts';
import { checkSentCode, codeFields, resendAction, sendCode } from './sent-code.ts';

const e164 = /^\+[1-9]\d{6,14}$/;

export const sms: Method = {
  authenticatorKey: 'phone_number',
  methodType: 'sms',
  sends: true,
  start: sendCode,
  resend: sendCode,
  fields: codeFields,
  about: resendAction,
  check: async (turn, credentials) => {
    checkSentCode(turn, credentials);
    return [];
  },
  enroll: {
    start: (turn, input) => {
      if (input.methodType === 'voice') throw refuse(say.noVoice, 400);
      const phoneNumber = textOf(input, 'phoneNumber').replace(/[\s().-]/g, '');
      if (!e164.test(phoneNumber)) throw refuseField('phoneNumber', say.invalidPhone, 400);
      const user = turn.requireUser();
      for (const factor of turn.org.factors.ofUser(user.id))
        if (factor.factorType === 'sms' && factor.status !== 'ACTIVE') turn.org.factors.delete(factor);
      const factor = turn.org.factors.enrollSms(user.id, phoneNumber);
      return { factorId: factor.id, ...sendCode(turn, factor) };
    },
    resend: sendCode,
    fields: codeFields,
    about: (turn) => ({
      ...resendAction(turn),
      profile: { phoneNumber: maskPhone(String(turn.requireFactor().profile.phoneNumber)) },
    }),
    check: async (turn, credentials) => {
      checkSentCode(turn, credentials);
      turn.org.factors.activate(turn.requireFactor());
    },
  },
};
