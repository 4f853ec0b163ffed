import type { App } from '../apps/model.ts';
import type { LogParty, User } from '../kernel/model.ts';

/** A person as the system log names them. */
export function userParty(user: User): LogParty {
  const { firstName, lastName, login } = user.profile;
  const displayName = [firstName, lastName].filter((part) => typeof part === 'string').join(' ');
  return { id: user.id, type: 'User', alternateId: login, displayName: displayName || login };
}

/** An app as the system log names it. */
export const appParty = (app: App): LogParty => ({
  id: app.id,
  type: 'AppInstance',
  alternateId: app.label,
  displayName: app.label,
});

/** The org itself as the actor. */
export const systemParty: LogParty = {
  id: 'unknown',
  type: 'SystemPrincipal',
  alternateId: 'system@okta.com',
  displayName: 'Okta System',
};
