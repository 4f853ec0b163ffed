import type { Context } from 'koa';
import { readForm } from '../http/form.ts';
import { renderProblem } from '../oauth/error-page.ts';
import { startSession } from '../sign-in/session.ts';
import { appLinkPath } from '../org/apps/app-link.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { passwordProblem } from '../org/people/password-policy.ts';
import { hashSecret, matchesSecret } from '../org/people/passwords.ts';
import { ownerOfRecoveryToken, spendRecoveryToken, unlockPerson } from '../org/people/recovery.ts';
import { passwordRules } from '../org/policies/sign-in-rules.ts';
import { renderPage } from './render.ts';

const expired = 'This link has been used, or its time is over. Ask for another where you asked for this one.';

/** Where the link of a reset mail leads: the security question, where the policy asks it, and the new password. */
export async function resetPasswordPage(org: Org, ctx: Context, token: string): Promise<void> {
  const user = ownerOfRecoveryToken(org, token);
  if (user === undefined) {
    renderProblem(ctx, 400, 'invalid_token', expired);
    return;
  }
  const rules = passwordRules(org, user);
  const question = rules.asksQuestion ? user.recoveryQuestion : undefined;
  const show = (problem?: string): void =>
    renderPage(ctx, 'reset-password.njk', {
      title: 'Reset your password',
      orgName: org.name,
      login: user.profile.login,
      question: question?.question,
      problem,
    });
  if (ctx.method !== 'POST') {
    show();
    return;
  }
  const { answer = '', password = '', again = '' } = await readForm(ctx);
  const problem =
    question !== undefined && !(await matchesSecret(answer.trim().toLowerCase(), question.answerHash))
      ? 'The answer does not match our records.'
      : password !== again
        ? 'The passwords do not match.'
        : await passwordProblem(org, password, { profile: user.profile, user, history: true });
  if (problem !== undefined) {
    ctx.status = 400;
    show(problem);
    return;
  }
  const passwordHash = await hashSecret(password);
  if (ownerOfRecoveryToken(org, token) === undefined) {
    renderProblem(ctx, 400, 'invalid_token', expired);
    return;
  }
  org.transaction(() => {
    org.users.setPassword(spendRecoveryToken(org, user), passwordHash, { status: 'ACTIVE' });
    org.log.write({
      eventType: 'user.account.update_password',
      actor: { id: user.id, type: 'User', alternateId: user.profile.login, displayName: user.profile.login },
      client: { ipAddress: ctx.ip, userAgent: ctx.get('user-agent') },
    });
  });
  startSession(org, ctx, { userId: user.id, amr: ['pwd'] });
  showApps(org, ctx, user, 'Your password is changed');
}

/** Where the link of an unlock mail leads: the account is open again, and the password is what it was. */
export function unlockAccountPage(org: Org, ctx: Context, token: string): void {
  const user = ownerOfRecoveryToken(org, token);
  if (user === undefined) {
    renderProblem(ctx, 400, 'invalid_token', expired);
    return;
  }
  org.transaction(() => unlockPerson(org, spendRecoveryToken(org, user)));
  showApps(org, ctx, user, 'Your account is unlocked');
}

function showApps(org: Org, ctx: Context, user: User, title: string): void {
  const apps = org.apps
    .ofUser(user.id)
    .filter(({ status, oauth }) => status === 'ACTIVE' && oauth?.initiateLoginUri !== undefined);
  renderPage(ctx, 'recovered.njk', {
    title,
    orgName: org.name,
    login: user.profile.login,
    apps: apps.map((app) => ({ label: app.label, href: appLinkPath(app) })),
  });
}
