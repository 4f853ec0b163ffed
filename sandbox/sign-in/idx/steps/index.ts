import type { StepName } from '../transactions.ts';
import { consent } from './consent.ts';
import { redirect, success, terminal } from './end.ts';
import { enroll, enrollData, selectEnroll } from './enroll.ts';
import { identify } from './identify.ts';
import { identifyRecovery, resetPassword } from './recovery.ts';
import { recoveryQuestion } from './recovery-question.ts';
import { enrollProfile } from './register.ts';
import type { Step } from './step.ts';
import { unlockAccount } from './unlock.ts';
import { challenge, selectAuthenticator, verificationData } from './verify.ts';

/** All states of a transaction, roughly in the order in which they occur. */
export const steps: Readonly<Record<StepName, Step>> = {
  identify,
  redirect,
  'select-authenticator': selectAuthenticator,
  'verification-data': verificationData,
  challenge,
  'enroll-profile': enrollProfile,
  'select-enroll': selectEnroll,
  'enroll-data': enrollData,
  enroll,
  'identify-recovery': identifyRecovery,
  'recovery-question': recoveryQuestion,
  'reset-password': resetPassword,
  'unlock-account': unlockAccount,
  consent,
  success,
  terminal,
};
