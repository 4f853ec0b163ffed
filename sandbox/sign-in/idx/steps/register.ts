import { createPerson } from '../register.ts';
import { advance } from '../advance.ts';
import { registration } from '../../../org/policies/sign-in-rules.ts';
import { refuse, say } from '../messages.ts';
import { form } from '../wire.ts';
import { identifyPerson } from './identify.ts';
import type { Step } from './step.ts';

/** Sign up: the profile that the policy asks for. */
export const enrollProfile: Step = {
  show: (turn) => ({
    remediations: [
      form(turn, 'enroll-profile', 'enroll/new', [
        {
          name: 'userProfile',
          type: 'object',
          form: {
            value: (registration(turn.org, turn.app)?.attributes ?? []).map(({ name, label, required }) => ({
              name,
              label,
              required,
              type: 'string',
              minLength: 1,
              maxLength: name === 'email' ? 100 : 50,
            })),
          },
          required: true,
        },
      ]),
      form(turn, 'select-identify', 'identify/select'),
    ],
  }),
  actions: {
    'enroll/new': async (turn, body) => {
      const rules = registration(turn.org, turn.app);
      if (rules === undefined) throw refuse(say.noRegistration, 400);
      await createPerson(turn, rules, body.userProfile);
      await advance(turn);
    },
    'identify/select': (turn) => turn.change({ flow: 'SIGN_IN', step: 'identify' }),
    identify: identifyPerson,
  },
};
