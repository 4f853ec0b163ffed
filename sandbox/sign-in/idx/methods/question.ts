import { hashSecret, matchesSecret } from '../../../org/people/passwords.ts';
import { securityQuestions } from '../../../org/people/security-questions.ts';
import { refuseField, say } from '../messages.ts';
import { form } from '../wire.ts';
import { failedAttempt } from './attempts.ts';
import { type Method, textOf } from './method.ts';

export const question: Method = {
  authenticatorKey: 'security_question',
  methodType: 'security_question',
  fields: (turn) => {
    const { question: key, questionText } = turn.requireFactor().profile;
    return [
      {
        name: 'questionKey',
        label: String(questionText),
        required: true,
        value: key,
        visible: false,
        mutable: false,
      },
      { name: 'answer', label: 'answer', required: true },
    ];
  },
  about: (turn) => {
    const { question: questionKey, questionText } = turn.requireFactor().profile;
    return {
      profile: { questionKey, question: questionText },
      contextualData: { enrolledQuestion: { question: questionText, questionKey } },
    };
  },
  check: async (turn, credentials) => {
    const answer = textOf(credentials, 'answer').toLowerCase();
    const { secret = '' } = turn.requireFactor();
    if (await matchesSecret(answer, secret)) return [];
    throw failedAttempt(turn, turn.requireUser(), 'answer', say.wrongAnswer);
  },
  enroll: {
    start: () => ({}),
    forms: (turn) => [
      form(
        turn,
        'enroll-authenticator',
        'challenge/answer',
        [
          {
            name: 'credentials',
            type: 'object',
            required: true,
            options: [
              { label: 'Choose a security question', value: { form: { value: chosenFields } } },
              { label: 'Create my own security question', value: { form: { value: ownFields } } },
            ],
          },
        ],
        { relatesTo: ['$.currentAuthenticator'] },
      ),
    ],
    about: () => ({
      contextualData: {
        questionKeys: Object.keys(securityQuestions),
        questions: Object.entries(securityQuestions).map(([questionKey, text]) => ({
          question: text,
          questionKey,
        })),
      },
    }),
    check: async (turn, credentials) => {
      const key = textOf(credentials, 'questionKey');
      const text = key === 'custom' ? textOf(credentials, 'question') : securityQuestions[key];
      if (text === undefined) throw refuseField('questionKey', say.missing, 400);
      const answerHash = await hashSecret(textOf(credentials, 'answer').toLowerCase());
      turn.org.factors.enrollQuestion(turn.requireUser().id, key, text, answerHash);
    },
  },
};

const answerField = { name: 'answer', label: 'Answer', required: true, secret: true };
const chosenFields = [
  {
    name: 'questionKey',
    type: 'string',
    required: true,
    label: 'Choose a security question',
    options: Object.entries(securityQuestions).map(([value, label]) => ({ label, value })),
  },
  answerField,
];
const ownFields = [
  { name: 'questionKey', required: true, value: 'custom', mutable: false },
  { name: 'question', label: 'Create a security question', required: true },
  answerField,
];
